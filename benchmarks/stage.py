"""A throwaway Kontora to measure: a migrated database of its own, and its commands."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.processes import DatabaseCpu, Machine, wait_for_quiet  # noqa: E402
from tests.helpers.postgres import (  # noqa: E402
    drop_database,
    find_server,
    fresh_database,
    plain,
    throwaway_server,
)

BUILD = ROOT / "build" / "bench"
KEY = "benchmarks" * 4
LOGIN = ("bench@example.org", "Correct-horse-battery-9")
PYTHON = sys.executable


@dataclass(frozen=True)
class Measured:
    """How a process ended: seconds on the clock, seconds of CPU, peak memory in MiB, its words.

    CPU and memory hold the children that it waited for: the sum of the first, the largest process
    of the second. `cpu_db` is the CPU of the database server on its behalf, `busy` the share of the
    machine that others used meanwhile.
    """

    seconds: float
    cpu: float
    cpu_db: float
    peak: float
    output: str
    busy: float
    code: int = 0

    def figures(self) -> dict[str, Any]:
        """The numbers for a report."""
        values = asdict(self)
        del values["output"], values["code"]
        return {key: round(value, 3) for key, value in values.items()}


@dataclass(frozen=True)
class Stage:
    """A database with an administrator, its folder, and the variables of its processes."""

    kind: str
    address: str
    folder: Path

    @property
    def database(self) -> str:
        """The database's name on its server."""
        return str(make_url(self.address).database)

    @property
    def variables(self) -> dict[str, str]:
        """The whole environment of a process."""
        return {
            "PATH": os.getenv("PATH", os.defpath),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DATABASE_URL": self.address,
            "SECRET_KEY": KEY,
            "FILES_URL": str(self.folder / "files"),
            "LOG_LEVEL": "warning",
        }

    def flask(self, *arguments: str, stdin: str = "") -> Measured:
        """Run a `flask` command; raises RuntimeError with its words when it fails."""
        return self.python("-m", "flask", "--app", "wsgi", *arguments, stdin=stdin)

    def inside(self, what: str, *arguments: str, stdin: str = "") -> Measured:
        """Run a part of `benchmarks/inside.py` against this database."""
        return self.python("-m", "benchmarks.inside", what, *arguments, stdin=stdin)

    def python(self, *arguments: str, stdin: str = "") -> Measured:
        """Run Python in a process of its own and measure it."""
        done = measured([PYTHON, *arguments], self, stdin)
        if done.code:
            raise RuntimeError(f"{arguments} ended with {done.code}: {done.output[-2000:]}")
        return done


def measured(command: Sequence[str], stage: Stage, stdin: str = "") -> Measured:
    """Run a command to its end and measure it."""
    wait_for_quiet()
    machine = Machine()
    started = time.perf_counter()
    with DatabaseCpu(stage.database) if stage.kind == "postgres" else nullcontext() as server:
        process = subprocess.Popen(
            command, cwd=ROOT, env=stage.variables, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(stdin)
        process.stdin.close()
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    cpu_db = server.seconds if server else 0.0
    peak = usage.ru_maxrss / 1024
    others = machine.busy(own=cpu + cpu_db)
    return Measured(seconds, cpu, cpu_db, peak, output, others, process.returncode)


def clean_up_when_ended() -> None:
    """Let SIGTERM end the program like Ctrl-C does: with its processes and databases."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextmanager
def stage(kind: str, name: str) -> Iterator[Stage]:
    """A migrated database with default groups and an administrator; gone afterwards."""
    folder = BUILD / f"stage-{name}-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with _database(kind, name, folder) as address:
            made = Stage(kind, address, folder)
            made.flask("db", "upgrade")
            made.flask("create-admin", LOGIN[0], "--password-stdin", stdin=LOGIN[1])
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(kind: str, name: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    server, own = find_server(), None
    if server is None:
        own = throwaway_server(BUILD)
        server = own.__enter__()
    try:
        yield fresh_database(server, name).render_as_string(hide_password=False)
    finally:
        drop_database(server, name)
        if own is not None:
            own.__exit__(None, None, None)


@contextmanager
def copied_database(template: Stage, name: str, folder: Path) -> Iterator[str]:
    """The address of a copy of a stage's database; `folder` holds a copy of its files."""
    url = make_url(template.address)
    if template.kind == "sqlite":
        yield f"sqlite:///{folder / Path(template.database).name}"
        return
    drop_database(url.set(database="postgres"), name)
    with psycopg.connect(plain(url.set(database="postgres")), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template.database}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        drop_database(url.set(database="postgres"), name)
