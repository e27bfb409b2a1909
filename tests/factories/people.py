"""Logins for tests, and signing in with them."""

from __future__ import annotations

import itertools

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(group: str = "agents", *, email: str = "", password: str = PASSWORD, **values):
    """A login in the default group with this key, made by the service and committed."""
    from admin_app.permissions import Actor
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
    made = user.create(given, actor=Actor.system("test"), contact=contact)
    db.session.commit()
    return made


def make_contact(**values):
    """A plain contact, committed."""
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
        **values,
    }
    contact = Contact(**given)
    db.session.add(contact)
    db.session.commit()
    return contact


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
