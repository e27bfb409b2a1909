"""At which step of the migrations a database is, and at which the program."""

from __future__ import annotations

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from admin_app.config import ROOT


def config() -> Config:
    """Alembic's configuration, for commands and for reading the migrations."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    return made


def head() -> str | None:
    """The newest revision of this program."""
    return ScriptDirectory.from_config(config()).get_current_head()


def known() -> set[str]:
    """Every revision of this program."""
    return {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def current(connection: Connection) -> str | None:
    """The revision of the database; None where no migration ever ran."""
    return MigrationContext.configure(connection).get_current_revision()
