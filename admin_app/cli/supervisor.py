"""Child processes that live and end together with the command that started them."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import killpg
from pathlib import Path
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One child process, leader of its own process group."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def ended(self) -> bool:
        """Whether the process is over; its group may still have members."""
        return self.process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        with suppress(ProcessLookupError, PermissionError):
            killpg(self.process.pid, number)


class Supervisor:
    """Starts children, waits until one ends or a stop is asked for, and lets none survive."""

    def __init__(self, folder: Path, grace: float) -> None:
        """Children run in `folder`; asked to stop, they have `grace` seconds before SIGKILL."""
        self.folder = folder
        self.grace = grace
        self.children: list[Child] = []
        self.stop_requests = 0

    def listen(self) -> None:
        """Take Ctrl-C and its like as a wish to stop, even where a shell made them ignored."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    def start(self, name: str, command: Sequence[str], pass_fds: Iterable[int] = ()) -> None:
        """Start a child whose terminal signals come only through this supervisor."""
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            pass_fds=tuple(pass_fds),
            process_group=0,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run here
        )
        self.children.append(Child(name, process))

    def wait(self, until: Callable[[], bool] = lambda: False) -> Child | None:
        """Wait until a stop is asked for or `until` holds (None), or a child ends (that child)."""
        while not self.stop_requests and not until():
            if over := next((child for child in self.children if child.ended), None):
                return over
            time.sleep(POLL_SECONDS)
        return None

    def stop(self) -> None:
        """End all children: asked first, killed after the grace or a second Ctrl-C."""
        asked_before = self.stop_requests
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and self.stop_requests < asked_before + 1:
            if all(child.ended for child in self.children):
                break
            time.sleep(POLL_SECONDS)
        for child in self.children:
            child.signal(signal.SIGKILL)
            child.process.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1


def _end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor itself is killed."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
