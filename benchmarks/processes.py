"""How much CPU and memory processes use, read from /proc (Linux)."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.25


class Machine:
    """The CPU of the whole machine since this was made."""

    def __init__(self) -> None:
        self.start = _machine()

    def busy(self, own: float = 0.0) -> float:
        """The share of it that was used, from 0 to 1, less `own` seconds that were ours."""
        total, idle = (now - then for now, then in zip(_machine(), self.start, strict=True))
        return max(0.0, (total - idle - own * TICKS) / max(1, total))


def _machine() -> tuple[int, int]:
    values = [int(word) for word in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(values), values[3] + values[4]


def busy(seconds: float = 0.4) -> float:
    """The share of the machine's CPU that others use now, from 0 to 1."""
    machine = Machine()
    time.sleep(seconds)
    return machine.busy()


def wait_for_quiet() -> float:
    """Wait a while for others to leave the CPU alone; how busy it was at last."""
    deadline = time.monotonic() + float(os.getenv("BENCH_QUIET", "5"))
    while (share := busy()) > 0.25 and time.monotonic() < deadline:
        time.sleep(0.5)
    return share


def family(pid: int) -> list[int]:
    """A process and its children to the last generation."""
    found = [pid]
    with suppress(OSError):
        for task in (PROC / str(pid) / "task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def cpu_of(pid: int) -> float:
    """Seconds of CPU of one process so far; 0 for one that is gone."""
    with suppress(OSError):
        words = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS
    return 0.0


class DatabaseCpu:
    """Seconds of CPU that PostgreSQL's backends of one database use within the block.

    They are asked four times a second, so the last quarter of each one's life may be missing.
    """

    def __init__(self, database: str) -> None:
        self.mark = f" {database} "
        self.spent: dict[int, float] = {}
        self.first: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> DatabaseCpu:
        self._look()
        self.first = dict(self.spent)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._look()
        self._ended.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """All backends together."""
        return sum(self.spent.values()) - sum(self.first.values())

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self._look()

    def _look(self) -> None:
        for place in PROC.iterdir():
            if not place.name.isdigit():
                continue
            with suppress(OSError):
                line = (place / "cmdline").read_bytes()
                if line.startswith(b"postgres: ") and self.mark in line.decode(errors="replace"):
                    pid = int(place.name)
                    self.spent[pid] = max(self.spent.get(pid, 0.0), cpu_of(pid))
