"""Alembic's environment: runs the migrations inside the application's context."""

from alembic import context
from flask import current_app

config = context.config
database = current_app.extensions["migrate"].db
IGNORED = ("contact_fts", "company_fts")


def include_object(item, name, kind, reflected, compare_to):
    """Leave out what migrations make by hand: SQLite's search tables and trigram indexes."""
    if kind == "table" and name.startswith(IGNORED):
        return False
    return not (kind == "index" and name.endswith("_trgm"))


def run_migrations_online():
    """Run over a connection of the application."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadatas[None],
            include_object=include_object,
            compare_type=True,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Kontora's migrations need a database; there is no offline mode")
run_migrations_online()
