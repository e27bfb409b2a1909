"""`flask serve` as people use it: in a folder of its own, with real processes and signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers.sources import ROOT

PARTS = ("admin_app", "models", "views", "migrations", "wsgi.py", "gunicorn.conf.py")
SERVE = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
SECONDS = 90
STOP_SECONDS = 20

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serve")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the program, so that its instance folder is not the developer's."""
    made = tmp_path_factory.mktemp("serve")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, made / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, made / part)
    return made


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def environment(folder, port, **others):
    given = {"PATH": os.getenv("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    return given | {"PORT": str(port), "PYTHONUNBUFFERED": "1"} | others


def start(folder, port):
    """A server whose output is read until it says that it runs."""
    server = subprocess.Popen(
        SERVE,
        cwd=folder,
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in server.stdout:
        lines.append(line.strip())
        if line.startswith("Stop with"):
            return server, lines
    raise AssertionError("\n".join(lines))


def refused(folder, port, **others):
    """What a start that is refused says."""
    done = subprocess.run(
        SERVE,
        cwd=folder,
        env=environment(folder, port, **others),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip().splitlines()


def processes_in(folder):
    """The command lines of all processes that work in the folder."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and (process / "cwd").resolve() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return found


def ended(server):
    server.wait(timeout=SECONDS)
    server.stdout.close()
    return server.returncode


def test_first_run_serves_with_demo_data_and_leaves_nothing_behind(folder, port):
    server, lines = start(folder, port)
    try:
        assert f"Kontora runs at http://127.0.0.1:{port}" in lines
        assert any("admin@" in line for line in lines)
        with urlopen(f"http://127.0.0.1:{port}/login") as answer:
            assert answer.status == 200
        commands = " ".join(processes_in(folder))
        assert "gunicorn" in commands
        assert "wsgi worker" in commands
        (again,) = refused(folder, port)
        assert f"Kontora runs already: http://127.0.0.1:{port}" in again
    finally:
        asked = time.monotonic()
        server.send_signal(signal.SIGINT)
    assert ended(server) == 0
    assert time.monotonic() - asked < STOP_SECONDS
    assert processes_in(folder) == []


def test_second_run_keeps_what_is_there(folder, port):
    database = folder / "instance" / "kontora.sqlite3"
    if not database.exists():  # the first run was another worker's
        server, _lines = start(folder, port)
        server.send_signal(signal.SIGTERM)
        assert ended(server) == 0
    before = database.stat().st_size
    server, lines = start(folder, port)
    try:
        assert "Loading demo data" not in lines
        assert any("admin@" in line for line in lines)
    finally:
        server.send_signal(signal.SIGTERM)
    assert ended(server) == 0
    assert database.stat().st_size >= before
    assert processes_in(folder) == []


def test_a_child_that_dies_ends_all(folder, port):
    server, _lines = start(folder, port)
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    (worker,) = (pid for pid in children if "worker" in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(int(worker), signal.SIGKILL)
    said = server.stdout.read()
    assert ended(server) == 1
    assert "the job worker ended by itself" in said
    assert processes_in(folder) == []


def test_a_taken_port_is_told_in_one_line(folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        (line,) = refused(folder, port)
    assert line.startswith(f"Error: cannot listen on 127.0.0.1 port {port}: ")


def test_a_place_without_writing_is_told_in_one_line(folder, port, tmp_path):
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("instance"))
    (tmp_path / "copy" / "instance").write_text("a file, not a folder")
    (line,) = refused(tmp_path / "copy", port)
    assert "cannot write to" in line


def test_wrong_settings_are_told_one_line_each(folder, port):
    lines = refused(folder, port, TIME_ZONE="Mars", KONTORA_DEBUG="1")
    assert len(lines) == 2
    assert "KONTORA_DEBUG: unknown variable" in lines[0]
    assert "TIME_ZONE: must be a name" in lines[1]


def test_an_unreachable_database_is_told_in_one_line(folder, port):
    url = "postgresql://kontora:hunter2@127.0.0.1:1/kontora"
    (line,) = refused(folder, port, DATABASE_URL=url, SECRET_KEY="x" * 32)
    assert line.startswith("Error: the database does not open: ")
    assert "hunter2" not in line
