"""People for tests: actors, logins, contacts, groups, and signing in."""

from __future__ import annotations

import itertools
from dataclasses import replace

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def system(language: str = "uk"):
    """The program itself, writing phones as in Ukraine."""
    from admin_app.permissions import Actor

    return replace(Actor.system("test"), language=language)


def make_user(group: str = "agents", email: str = "", *, password: str = PASSWORD, **values):
    """A login in the default group with this key, made by the service and committed."""
    from admin_app.services import access_group, user
    from models.base import db

    number = next(_numbers)
    contact = values.pop("contact", None)
    given = {
        "email": email or f"{group}{number}@example.com",
        "full_name": f"Person {number}",
        "group_id": access_group.group_by_key(group).id,
        "password": password,
        **values,
    }
    made = user.create(given, actor=system(), contact=contact)
    db.session.commit()
    return made


def make_contact(**typed):
    """A contact as a person adds one, by the service; with a name and an e-mail unless given."""
    from admin_app.services import contact
    from models.base import db

    email = f"c{next(_numbers)}@x.example"
    given = {"first_name": "Olena", "last_name": "Shevchenko", "emails": [email], **typed}
    made = contact.create(given, system())
    db.session.commit()
    return made


def plain_contact(**columns):
    """A contact straight in the table with any columns, also such as no form takes."""
    from admin_app.services import access_group
    from models import Contact
    from models.base import db
    from models.derived import contact_identifier

    number = next(_numbers)
    given = {
        "identifier": contact_identifier(),
        "first_name": "Iryna",
        "full_name": f"Iryna {number}",
        "sort_name": f"iryna {number}",
        "email": f"iryna{number}@example.com",
        "group": access_group.group_by_key("clients"),
        **columns,
    }
    contact = Contact(**given)
    db.session.add(contact)
    db.session.commit()
    return contact


def delete(row, *, along: tuple[str, ...] = ()) -> None:
    """Move a contact, a company or a piece of equipment to the trash; not committed."""
    from admin_app.services.processes import trash

    noun = next(noun for noun in trash.NOUNS.values() if isinstance(row, noun.model))
    trash.delete(noun, [row.id], system(), along=along)


def make_group(name: str = "Night shift", access_type: str = "staff", permissions=(), **values):
    """A group of its own, committed."""
    from models import AccessGroup
    from models.base import db

    group = AccessGroup(
        name=name, access_type=access_type, permissions=sorted(permissions), **values
    )
    db.session.add(group)
    db.session.commit()
    return group


def sign_in(client, user, password: str = PASSWORD):
    """Sign in through the page as a person does."""
    email = user if isinstance(user, str) else user.email
    answer = client.post("/login", data={"email": email, "password": password})
    assert answer.status_code == 302, answer.text
    return answer
