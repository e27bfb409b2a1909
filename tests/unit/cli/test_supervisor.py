"""Children of the supervisor: none survives, whatever way the end comes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from admin_app.cli.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time, pathlib, sys\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "pathlib.Path(sys.argv[1]).touch()\n"
    "time.sleep(60)",
]
# a child that starts a grandchild, tells its number and waits
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, pathlib, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "pathlib.Path(sys.argv[1]).write_text(str(child.pid))\n"
    "time.sleep(60)",
]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def supervisor(tmp_path):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    made = Supervisor(tmp_path, grace=5)
    yield made
    made.grace = 0
    made.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_child_that_ends_by_itself_is_told(supervisor):
    supervisor.start("lasting", SLEEP)
    supervisor.start("short", [sys.executable, "-c", "raise SystemExit(3)"])
    ended = supervisor.wait()
    assert (ended.name, ended.process.returncode) == ("short", 3)


def test_waiting_ends_when_the_condition_holds(supervisor, tmp_path):
    supervisor.start("child", [sys.executable, "-c", "open('here', 'w'); input()"])
    supervisor.start("lasting", SLEEP)
    assert supervisor.wait(until=(tmp_path / "here").exists) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_waiting_and_all_children(supervisor, number):
    supervisor.listen()
    supervisor.start("one", SLEEP)
    supervisor.start("two", SLEEP)
    os.kill(os.getpid(), number)
    assert supervisor.wait() is None
    started = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - started < 4
    assert not any(is_alive(child.process.pid) for child in supervisor.children)


def test_grandchildren_end_too(supervisor, tmp_path):
    note = tmp_path / "pid"
    supervisor.start("parent", [*PARENT, str(note)])
    assert eventually(lambda: note.exists() and note.read_text())
    grandchild = int(note.read_text())
    assert is_alive(grandchild)
    supervisor.stop()
    assert eventually(lambda: not is_alive(grandchild))


def test_a_child_that_will_not_listen_is_killed_after_the_grace(supervisor, tmp_path):
    supervisor.grace = 0.5
    supervisor.start("stubborn", [*STUBBORN, str(tmp_path / "ready")])
    assert eventually((tmp_path / "ready").exists)
    supervisor.stop()
    (child,) = supervisor.children
    assert child.process.returncode == -signal.SIGKILL


def test_a_second_signal_shortens_the_grace(supervisor, tmp_path):
    supervisor.grace = 30
    supervisor.listen()
    supervisor.start("stubborn", [*STUBBORN, str(tmp_path / "ready")])
    assert eventually((tmp_path / "ready").exists)
    subprocess.Popen(["/bin/sh", "-c", f"sleep 0.5; kill -INT {os.getpid()}"])
    started = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - started < 10


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    note = tmp_path / "pid"
    code = (
        "import sys, pathlib\n"
        "from admin_app.cli.supervisor import Supervisor\n"
        "s = Supervisor(pathlib.Path('.'), 5)\n"
        "s.start('child', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(s.children[0].process.pid))\n"
        "s.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    assert eventually(lambda: note.exists() and note.read_text())
    child = int(note.read_text())
    assert is_alive(child)
    process.kill()
    process.wait()
    assert eventually(lambda: not is_alive(child))
