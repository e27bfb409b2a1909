"""Equipment for tests."""

from __future__ import annotations

from tests.factories.people import system


def make_company(name: str = "Zefir", **typed):
    """A company, by the service and committed."""
    from admin_app.services import company
    from models.base import db

    made = company.create({"name": name, **typed}, system())
    db.session.commit()
    return made


def make_equipment(name: str = "Server", **typed):
    """A piece of equipment as a person adds one; `company`, `contact`, `parent` are rows."""
    from admin_app.services import equipment
    from models.base import db

    for key in ("company", "contact", "parent"):
        if typed.get(key) is not None:
            typed[f"{key}_id"] = str(typed.pop(key).id)
    made = equipment.create({"name": name, **typed}, system())
    db.session.commit()
    return made


def make_tree(company, *names: str):
    """A chain of pieces, each a part of the one before."""
    made = []
    for name in names:
        made.append(make_equipment(name, company=company, parent=made[-1] if made else None))
    return made
