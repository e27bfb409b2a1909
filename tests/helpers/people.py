"""Actors and records that tests begin with."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from admin_app.permissions import Actor
from admin_app.services import contact as contacts
from admin_app.services import user as users
from admin_app.services.processes import trash
from models import AccessGroup, Company, Contact, User
from models.base import db

PASSWORD = "a long enough pass phrase"


def system(language: str = "uk") -> Actor:
    """The program itself, writing phones as in Ukraine."""
    return replace(Actor.system("test"), language=language)


def make_user(group: str, email: str | None = None) -> User:
    """A login in one of the default groups, by its key."""
    group_id = db.session.scalar(select(AccessGroup.id).where(AccessGroup.key == group))
    email = email or f"{group}@kontora.example"
    typed = {"email": email, "full_name": email.partition("@")[0], "group_id": group_id}
    user = users.create(typed, actor=system())
    users.set_password(user, PASSWORD, actor=system())
    db.session.commit()
    return user


def make_contact(**typed: object) -> Contact:
    """A contact with a name and an e-mail of its own unless given."""
    number = db.session.query(Contact).count() + 1
    values = {"first_name": "Olena", "last_name": "Shevchenko", "emails": [f"c{number}@x.example"]}
    contact = contacts.create(values | typed, system())
    db.session.commit()
    return contact


def delete(row: Contact | Company, *, along: tuple[str, ...] = ()) -> None:
    """Move a contact or a company to the trash; not committed."""
    noun = trash.CONTACT if isinstance(row, Contact) else trash.COMPANY
    trash.delete(noun, [row.id], system(), along=along)


def sign_in(client, user: User) -> None:
    """Sign this browser in."""
    answer = client.post("/login", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
