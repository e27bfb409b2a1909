"""Alembic's environment: runs the migrations inside the application's context.

With `connection` among the configuration's attributes they run over it and inside the transaction
that it is in, all or none; otherwise over a connection of their own, each in its transaction.
"""

import re
from contextlib import contextmanager

from alembic import context
from flask import current_app

config = context.config
database = current_app.extensions["migrate"].db
IGNORED = ("contact_fts", "company_fts", "equipment_fts")
CUSTOM_INDEX = re.compile(r"ix_[a-z]+_custom_\d+")


def include_object(item, name, kind, reflected, compare_to):
    """Leave out what migrations make by hand, SQLite's search tables and trigram indexes, and
    the indexes of custom fields, which a job makes."""
    if kind == "table" and name.startswith(IGNORED):
        return False
    return not (kind == "index" and (name.endswith("_trgm") or CUSTOM_INDEX.fullmatch(name)))


@contextmanager
def own_connection():
    """A connection without SQLite's foreign keys: batch mode drops a table to make it anew, and
    with them on that would delete the rows that hang on it."""
    with database.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
            if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                raise SystemExit(f"after the migration rows point to nothing: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def run_migrations(connection, **options):
    """Bring the database where the command wants it."""
    context.configure(
        connection=connection,
        target_metadata=database.metadatas[None],
        include_object=include_object,
        compare_type=True,
        render_as_batch=True,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Kontora's migrations need a database; there is no offline mode")
if given := config.attributes.get("connection"):
    run_migrations(given)
else:
    with own_connection() as connection:
        run_migrations(connection, transaction_per_migration=True)
