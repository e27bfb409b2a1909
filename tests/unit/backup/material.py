"""Rows for every table, and a picture of all rows and files that owes nothing to the backup."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import JSON, func, inspect, select

from models.base import Base, db

MOMENT = "2026-03-04 05:06:07.000089"
TEXTS = ("plain", "Їжак «Ж»", "tab\tnew\nline\\N\\.\r", "quote ' \" %s :x", "👩‍💻", "")


def fill(files_folder):
    """Demo data, and rows in the tables that those leave empty; and two files."""
    from admin_app.permissions import Actor
    from admin_app.services.processes.demo import load_demo
    from models import Contact

    load_demo(60, actor=Actor.system("test"))
    for number, contact in enumerate(db.session.scalars(select(Contact).limit(40))):
        contact.notes = TEXTS[number % len(TEXTS)] * (number + 1)
    db.session.commit()
    for table in Base.metadata.sorted_tables:
        if not db.session.scalar(select(func.count()).select_from(table)):
            db.session.execute(table.insert().values(_row(table)))
    db.session.commit()
    _fill_nulls()
    for name, content in {"imports/aA-_09": b"1;2\n" * 5000, "deep/er/b.x": b""}.items():
        path = files_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _fill_nulls():
    """A JSON null is not an empty column, and keys have no order."""
    from models import Setting

    db.session.add(Setting(name="zeta", value={"b": [1, 2.5, None, "Ж"], "a": {"я": True}}))
    db.session.add(Setting(name="Alpha", value=None))
    db.session.add(Setting(name="ёж", value={}))
    db.session.commit()


def _row(table):
    """A row that fits: keys point to the first row of the other table, or to none."""
    values = {}
    for column in table.columns:
        if (
            column.primary_key
            and column.autoincrement in {True, "auto"}
            and not column.foreign_keys
        ):
            continue
        values[column] = _value(column)
    return values


def _value(column):
    for key in column.foreign_keys:
        target = key.column
        second = column.name in {"b_id", "other_id"}  # of a pair of two different rows
        return db.session.scalar(select(target).order_by(target).offset(int(second)).limit(1))
    kind = column.type.python_type
    if members := getattr(column.type, "enums", None):
        return column.type.enum_class(members[0])
    if kind is str:
        return f"{column.name}"[: column.type.length or 20]
    if kind in {int, bool, float}:
        return kind(1)
    if isinstance(column.type, JSON):
        return {"key": ["value", 1, None]}
    return datetime.fromisoformat(f"{MOMENT}+00:00")


def rows_of(app):
    """All rows by table, as the models read them."""
    with app.app_context():
        made = {}
        for name, table in Base.metadata.tables.items():
            order = [
                column.collate("C") if _is_text(column) else column for column in table.primary_key
            ]
            made[name] = [
                repr([_plain(value) for value in row])
                for row in db.session.execute(select(table).order_by(*order))
            ]
        db.session.rollback()
        return made


def _plain(value):
    """JSON has no order of keys."""
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else value


def _is_text(column):
    return column.type.python_type is str and db.engine.dialect.name == "postgresql"


def picture(app):
    """One hash over all rows, and one over all files."""
    folder = app.extensions["settings"].files_folder
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    rows = {
        name: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
        for name, found in rows_of(app).items()
    }
    return rows, files


def keys_of(app):
    """Foreign keys and indexes of every table as the database knows them."""
    with app.app_context():
        asked = inspect(db.engine)
        made = {
            table: (
                sorted(map(repr, asked.get_foreign_keys(table))),
                sorted(index["name"] for index in asked.get_indexes(table)),
            )
            for table in Base.metadata.tables
        }
        db.engine.dispose()
        return made
