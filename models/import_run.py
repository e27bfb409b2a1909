"""Imports: one run a file, one row a row of the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, JsonColumn, enum_column
from models.enums import ImportNoun, ImportState, UndoOutcome, Verdict
from models.user import User


class ImportRun(Base):
    """A file dropped on the import page, and what became of it (A9, H9)."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[ImportNoun] = mapped_column(enum_column(ImportNoun, "noun"))
    state: Mapped[ImportState] = mapped_column(
        enum_column(ImportState, "state"), default=ImportState.UPLOADED
    )
    file_key: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    file_size: Mapped[int]
    table_format: Mapped[dict[str, Any]] = mapped_column(default=dict)
    head: Mapped[list[Any]] = mapped_column(default=list)
    """The first rows of the file as read, each [row number, [cells]]."""
    mapping: Mapped[list[Any]] = mapped_column(default=list)
    """Column key for each column of the file, None where it is left out."""
    policies: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem_code: Mapped[str] = mapped_column(String(48), default="")
    problem_params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    undo_actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    undo_policy: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """Set when undoing was asked for: `keep` rows touched since, or take them `back` as well."""
    undone_at: Mapped[datetime | None]

    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])


class ImportRow(Base):
    """One row of an import's file: the verdict, what it would change and what it was before.

    `cells` are the row as it stood in the file, `values` what they were read as, `before` the old
    values of an updated record (the ground for undoing), `problems` a list of
    {column, value, code, message}. `applied` says that the verdict has been carried out, `undo`
    what became of it when the run was taken back, with the code of why it was left.
    """

    __tablename__ = "import_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    number: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict, "verdict"))
    cells: Mapped[list[Any]] = mapped_column(JsonColumn, default=list)
    values: Mapped[dict[str, Any]] = mapped_column(JsonColumn, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JsonColumn, default=dict)
    problems: Mapped[list[Any]] = mapped_column(JsonColumn, default=list)
    record_id: Mapped[int | None]
    company_id: Mapped[int | None]
    company_created: Mapped[bool] = mapped_column(default=False)
    applied: Mapped[bool] = mapped_column(default=False)
    undo: Mapped[UndoOutcome | None] = mapped_column(enum_column(UndoOutcome, "undo"))
    undo_reason: Mapped[str] = mapped_column(String(48), default="", server_default="")

    __table_args__ = (
        Index("ix_import_row_run_id_number", "run_id", "number", unique=True),
        Index("ix_import_row_run_id_verdict_number", "run_id", "verdict", "number"),
        Index("ix_import_row_record_id", "record_id"),
        Index(
            "ix_import_row_company_id",
            "company_id",
            sqlite_where=text("company_created"),
            postgresql_where=text("company_created"),
        ),
    )


class ImportMapping(Base):
    """How the columns of a file with these headers were mapped last time, by whom ever."""

    __tablename__ = "import_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[ImportNoun] = mapped_column(enum_column(ImportNoun, "noun"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[list[Any]] = mapped_column(default=list)

    __table_args__ = (
        Index("ix_import_mapping_noun_fingerprint", "noun", "fingerprint", unique=True),
    )
