"""Databases of a test run: migrated once for each worker, emptied before each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.postgres import drop_database, find_server, fresh_database

if TYPE_CHECKING:
    from flask import Flask

KINDS = ("sqlite", "postgres")
KEY = "tests" * 8


@contextmanager
def empty_database(kind: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a new database without tables; skips the test where there is no server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    server = find_server()
    if server is None:
        if os.getenv("CI") == "true":
            pytest.fail("CI needs a PostgreSQL server")
        pytest.skip("no PostgreSQL server: set TEST_DATABASE_URL or use make test")
    name = f"kontora_test_{name}_{os.getpid()}"
    try:
        yield fresh_database(server, name).render_as_string(hide_password=False)
    finally:
        drop_database(server, name)


@contextmanager
def migrated_app(address: str, folder: Path, **variables: str) -> Iterator[Flask]:
    """An application on the database, brought up to date; its files live under the folder."""
    from flask_migrate import upgrade

    from admin_app.config import load_settings
    from admin_app.factory import create_app
    from models.base import db

    given = {"DATABASE_URL": address, "SECRET_KEY": KEY, "FILES_URL": str(folder / "files")}
    app = create_app(load_settings(given | variables, instance=folder / "instance"))
    app.testing = True
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_clean(app: Flask) -> None:
    """Empty all tables and put the default groups back: the state after installation."""
    from admin_app.services import access_group
    from models.base import db

    with app.app_context():
        _delete_all(db)
        access_group.ensure_defaults()
        db.session.commit()


def _delete_all(db) -> None:
    tables = [f'"{table}"' for table in db.metadata.tables]
    deletes = [f"DELETE FROM {table}" for table in tables]
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for delete in deletes:
                connection.exec_driver_sql(delete)
            return
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        if connection.exec_driver_sql("SHOW is_superuser").scalar() == "on":
            # small tables: a DELETE without key checks is ten times quicker than TRUNCATE
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(deletes))
        else:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)} CASCADE")
