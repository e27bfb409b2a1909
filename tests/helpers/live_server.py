"""Kontora as real processes, for tests in a browser: web server and job worker on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.helpers.database import KEY, migrated_app
from tests.helpers.sources import ROOT

if TYPE_CHECKING:
    from flask import Flask

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True)
class LiveServer:
    """A running Kontora: its address, an application on the same database, and its log."""

    url: str
    app: Flask
    log: Path
    processes: dict[str, subprocess.Popen]

    def demand_alive(self) -> None:
        """Fail with the end of the log when a process has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                lines = self.log.read_text().splitlines()[-30:]
                raise AssertionError(f"the {name} ended:\n" + "\n".join(lines))


@contextmanager
def live_server(address: str, folder: Path) -> Iterator[LiveServer]:
    """Serve the database on a free port until the end of the block; no process survives it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with migrated_app(address, folder, BASE_URL=url) as app:
            log = folder / "server.log"
            environment = _environment(address, folder, url)
            processes = {}
            with log.open("ab") as output:
                for name, command in _commands(listener.fileno()).items():
                    processes[name] = subprocess.Popen(
                        command,
                        cwd=ROOT,
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        pass_fds=[listener.fileno()],
                        process_group=0,
                    )
            server = LiveServer(url, app, log, processes)
            try:
                _wait_until_it_answers(server)
                yield server
            finally:
                _end(processes)


def _environment(address: str, folder: Path, url: str) -> dict[str, str]:
    return {
        "PATH": os.getenv("PATH", os.defpath),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "DATABASE_URL": address,
        "SECRET_KEY": KEY,
        "FILES_URL": str(folder / "files"),
        "BASE_URL": url,
    }


def _commands(file_number: int) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    web = ["gunicorn", "--config", "gunicorn.conf.py", "--bind", f"fd://{file_number}", "wsgi:app"]
    return {
        "web server": [*python, *web],
        "job worker": [*python, "flask", "--app", "wsgi", "worker"],
    }


def _wait_until_it_answers(server: LiveServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        server.demand_alive()
        with suppress(OSError), urlopen(f"{server.url}/login", timeout=START_SECONDS):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer in {START_SECONDS} s")


def _end(processes: dict[str, subprocess.Popen]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
