"""`flask serve`: the whole of Kontora on one machine, started and stopped together."""

import fcntl
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import exists, select
from sqlalchemy.exc import DBAPIError

from admin_app.cli.demo import DEFAULT_CONTACTS, show_logins
from admin_app.cli.supervisor import Supervisor
from admin_app.config import INSTANCE, ROOT, Settings
from admin_app.permissions import Actor
from admin_app.services.processes.demo import demo_logins, load_demo
from models.base import db
from models.user import User

GRACE_SECONDS = 12.0
Login = tuple[str, str, str]


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Start the web server and the job worker; Ctrl-C stops both.

    Brings the database up to date first. An empty SQLite database under instance/ gets demo data.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.on_sqlite and settings.database.database in {None, "", ":memory:"}:
        raise click.ClickException("DATABASE_URL: a database in memory serves one process only")
    with _one_at_a_time(settings), _listener(settings) as listener:
        logins = _prepare_database(settings)
        supervisor = Supervisor(ROOT, grace=GRACE_SECONDS)
        supervisor.listen()
        try:
            ended = _run(supervisor, settings, listener, logins)
        finally:
            if supervisor.stop_requests:
                click.echo("Stopping; Ctrl-C again does not wait for work in hand")
            supervisor.stop()
    if ended:
        raise click.ClickException(f"the {ended} ended by itself; the reason is above")
    click.echo("Kontora has stopped.")


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    """Hold the lock of this folder; it says who holds it and ends with the process."""
    path = INSTANCE / "serve.lock"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        lock = path.open("a+")
    except OSError as error:
        raise click.ClickException(f"cannot write to {INSTANCE}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise click.ClickException(f"Kontora runs already: {lock.read().strip()}") from None
        lock.truncate(0)
        lock.write(f"{_address(settings)} (process {os.getpid()})\n")
        lock.flush()
        yield


def _listener(settings: Settings) -> socket.socket:
    """The bound socket that the web server inherits, so that nobody takes the port in between."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    where = (settings.host, settings.port)
    try:
        return socket.create_server(where, family=family, backlog=512)
    except OSError as error:
        # create_server puts the address into the text; a name that is not found has a negative code
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise click.ClickException(
            f"cannot listen on {settings.host} port {settings.port}: {reason};"
            " free it, or choose another with PORT=8001"
        ) from None


def _prepare_database(settings: Settings) -> list[Login]:
    """Migrate; fill an empty default database with demo data. The demo logins, if it has some."""
    is_default = settings.on_sqlite and INSTANCE in Path(str(settings.database.database)).parents
    try:
        upgrade(directory=str(ROOT / "migrations"))
        is_empty = not db.session.scalar(select(exists().where(User.id.is_not(None))))
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(f"the database does not open: {reason}") from None
    if is_empty and is_default:
        click.echo("Loading demo data")
        load_demo(DEFAULT_CONTACTS, actor=Actor.system("command"))
        db.session.commit()
    elif is_empty:
        click.echo("Nobody can sign in yet: flask --app wsgi create-admin EMAIL")
    logins = demo_logins() if is_default else []
    db.session.remove()
    db.engine.dispose()  # no connection may be shared with the children
    return logins


def _run(
    supervisor: Supervisor, settings: Settings, listener: socket.socket, logins: list[Login]
) -> str:
    """Run until asked to stop; returns the name of a child that ended by itself, or nothing."""
    number = listener.fileno()
    supervisor.start("web server", _web_command(number), pass_fds=[number])
    supervisor.start("job worker", _command("flask", "--app", "wsgi", "worker"))
    ended = supervisor.wait(until=lambda: _answers(settings))
    if not ended and not supervisor.stop_requests:
        click.echo(f"Kontora runs at {_address(settings)}")
        if logins:
            click.echo("Demo logins (group, e-mail, password):")
            show_logins(logins)
        click.echo("Stop with Ctrl-C")
        ended = supervisor.wait()
    return ended.name if ended else ""


def _command(*arguments: str) -> Sequence[str]:
    """A Python tool by its module: scripts in .venv/bin break when the folder is moved."""
    return [sys.executable, "-m", *arguments]


def _web_command(file_number: int) -> Sequence[str]:
    config = str(ROOT / "gunicorn.conf.py")
    return _command("gunicorn", "--config", config, "--bind", f"fd://{file_number}", "wsgi:app")


def _address(settings: Settings) -> str:
    """The address to open on this machine, whatever BASE_URL says to the world."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"


def _answers(settings: Settings) -> bool:
    host = _address(settings).removeprefix("http://").rpartition(":")[0].strip("[]")
    connection = HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
