"""Migrations on a fresh SQLite and a fresh PostgreSQL database: up, equal to the models, down, up.

The PostgreSQL server is the one of TEST_DATABASE_URL or a local one (tests/helpers/postgres.py).
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from admin_app.config import load_settings  # noqa: E402
from admin_app.factory import create_app  # noqa: E402
from models.base import db  # noqa: E402
from tests.helpers.postgres import drop_database, find_server, fresh_database  # noqa: E402

KEPT_BY_ALEMBIC = {"alembic_version"}


def round_trip(address: str) -> None:
    """Walk the whole way on one empty database; ends the program where a step fails."""
    app = create_app(load_settings({"DATABASE_URL": address, "SECRET_KEY": "check" * 8}))
    with app.app_context():
        named("upgrade", upgrade)
        named("compare with the models", check)
        named("downgrade", lambda: downgrade(revision="base"))
        left = set(inspect(db.engine).get_table_names()) - KEPT_BY_ALEMBIC
        if left:
            sys.exit(f"downgrade leaves {', '.join(sorted(left))}")
        named("upgrade again", upgrade)
        db.engine.dispose()


def named(name: str, step: Callable[[], None]) -> None:
    """Run one of Alembic's commands, which say what is wrong and then end the program."""
    try:
        step()
    except SystemExit:
        sys.exit(f"{name} failed")


def main() -> None:
    """Both databases, PostgreSQL only where there is a server."""
    with tempfile.TemporaryDirectory() as folder:
        round_trip(f"sqlite:///{folder}/check.sqlite3")
    server = find_server()
    if not server:
        print("no PostgreSQL server: checked on SQLite only")
        return
    name = f"kontora_check_{os.getpid()}"
    try:
        round_trip(fresh_database(server, name).render_as_string(hide_password=False))
    finally:
        drop_database(server, name)


if __name__ == "__main__":
    main()
