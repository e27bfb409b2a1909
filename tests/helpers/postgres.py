"""A PostgreSQL server for tests: a given one, a local one that lets us in, or a throwaway one."""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

PROGRAMS = Path("/usr/lib/postgresql")
GIVEN = "TEST_DATABASE_URL"


def find_server() -> URL | None:
    """The server named by TEST_DATABASE_URL, else a local one where we may create databases."""
    given = os.getenv(GIVEN)
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    users = dict.fromkeys(("postgres", getpass.getuser()))
    places = ({"host": "127.0.0.1", "port": 5432}, {"query": {"host": "/var/run/postgresql"}})
    candidates = (
        URL.create("postgresql+psycopg", username=user, database="postgres", **place)
        for place in places
        for user in users
    )
    return next((url for url in candidates if _may_create_databases(url)), None)


def _may_create_databases(url: URL) -> bool:
    query = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(plain(url), connect_timeout=3) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def plain(url: URL) -> str:
    """The address as libpq reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl of the newest installed server."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def throwaway_server(folder: Path) -> Iterator[URL]:
    """A server in a new folder under `folder`, reached by a socket there; gone afterwards.

    The server refuses to be root, so root starts it as the user postgres, under the system's
    temporary folder: that user may be unable to enter ours.
    """
    is_root = os.geteuid() == 0
    place = Path(tempfile.mkdtemp(prefix="kontora-pg-", dir=None if is_root else folder))
    prefix: tuple[str, ...] = ()
    if is_root:
        shutil.chown(place, "postgres")
        prefix = ("runuser", "-u", "postgres", "--")
    try:
        _start(prefix, place)
        yield URL.create(
            "postgresql+psycopg",
            username="postgres",
            database="postgres",
            query={"host": str(place)},
        )
    finally:
        _run(prefix, place, "pg_ctl", "-D", f"{place}/data", "-m", "immediate", "stop", check=False)
        shutil.rmtree(place, ignore_errors=True)


def _start(prefix: Sequence[str], place: Path) -> None:
    locale = ("--encoding=UTF8", "--locale=C.UTF-8")
    _run(prefix, place, "initdb", "-D", f"{place}/data", "-U", "postgres", "-A", "trust", *locale)
    # a throwaway server has nothing to lose: speed before safety
    options = f"-k {place} -c listen_addresses= -c fsync=off -c synchronous_commit=off"
    log = f"{place}/log"
    _run(prefix, place, "pg_ctl", "-D", f"{place}/data", "-l", log, "-w", "-o", options, "start")


def _run(
    prefix: Sequence[str], place: Path, program: str, *arguments: str, check: bool = True
) -> None:
    folder = programs()
    assert folder, "no initdb on this machine"
    command = [*prefix, str(folder / program), *arguments]
    done = subprocess.run(
        command,
        cwd=place,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    if check and done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout.strip()}")


def fresh_database(server: URL, name: str, options: str = "") -> URL:
    """Make the database `name` anew, ending whoever still uses an older one; its address."""
    drop_database(server, name)
    _administer(server, f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0 {options}")
    return server.set(database=name)


def drop_database(server: URL, name: str) -> None:
    """Remove the database `name` and end its connections."""
    _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(server: URL, statement: str) -> None:
    with psycopg.connect(plain(server), autocommit=True) as connection:
        connection.execute(statement)
