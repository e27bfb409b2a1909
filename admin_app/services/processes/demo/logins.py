"""One login for each default group, so that every side of the panel can be tried."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import insert, select

from admin_app import clock
from admin_app.services import password
from admin_app.services.processes.demo.voices.voice import words
from models import AccessGroup, Contact, Setting, User
from models.base import db
from models.enums import ContactKind, ContactStatus

SETTING = "demo.logins"
STAFF = (
    ("administrators", "admin@demo.example", "Alex Admin"),
    ("managers", "manager@demo.example", "Maria Manager"),
    ("agents", "agent@demo.example", "Andrew Agent"),
)
GUESTS = (("clients", "client@demo.example"), ("partners", "partner@demo.example"))
WORDS = words(
    """
    amber anchor autumn beacon birch breeze bridge canyon cedar cloud coral crystal dawn
    delta ember falcon fern forest garden glacier harbor hazel island jasmine juniper
    kestrel lagoon lantern lemon lilac lotus maple marble meadow mirror mist moss north
    ocean olive orbit orchid otter pebble pine planet plum prairie quartz rain raven reed
    river saffron sierra silver spruce summit tulip valley velvet violet willow winter
    """
)


def make_staff(groups: Mapping[str, AccessGroup]) -> dict[str, User]:
    """Users of the staff groups, by the group's key; their password is drawn anew each time."""
    secret = _new_password()
    users = {
        key: _user(email, name, groups[key], secret)
        for key, email, name in STAFF
        if not _is_taken(email)
    }
    db.session.add_all(users.values())
    # written past the session's audit, where the password would stay for good
    db.session.execute(insert(Setting), [{"name": SETTING, "value": {"password": secret}}])
    db.session.flush()
    return users


def make_guests(groups: Mapping[str, AccessGroup]) -> None:
    """A login of a client and one of a partner, each belonging to a contact of that group."""
    secret = _kept_password()
    for key, email in GUESTS:
        contact = _guest(groups[key])
        if contact is not None and not _is_taken(email):
            user = _user(email, contact.full_name, groups[key], secret)
            user.contact_id = contact.id
            db.session.add(user)
    db.session.flush()


def demo_logins() -> list[tuple[str, str, str]]:
    """Name of the group, e-mail and password of every demo login that still works."""
    secret = _kept_password()
    emails = [email for _key, email, *_rest in (*STAFF, *GUESTS)]
    users = db.session.scalars(select(User).where(User.email.in_(emails), User.is_active))
    found = sorted(users, key=lambda user: emails.index(user.email))
    return [
        (user.group.name, user.email, secret)
        for user in found
        if secret and password.verify(user.password_hash, secret)
    ]


def _new_password() -> str:
    """Drawn for each installation: a fixed one would be a hole in any demo that faces the world."""
    chosen = [secrets.choice(WORDS) for _ in range(3)]
    return f"{'-'.join(chosen)}-{secrets.randbelow(9000) + 1000}"


def _kept_password() -> str:
    setting = db.session.get(Setting, SETTING)
    return str(setting.value.get("password", "")) if setting else ""


def _is_taken(email: str) -> bool:
    return db.session.scalar(select(User.id).where(User.email == email)) is not None


def _user(email: str, name: str, group: AccessGroup, secret: str) -> User:
    return User(
        email=email,
        full_name=name[:200],
        group=group,
        password_hash=password.hash_password(secret),
        password_changed_at=clock.now(),
    )


def _guest(group: AccessGroup) -> Contact | None:
    """The first person of the group who may sign in, best a manager of his company."""
    return db.session.scalar(
        select(Contact)
        .where(
            Contact.group_id == group.id,
            Contact.kind == ContactKind.PERSON,
            Contact.status == ContactStatus.ACTIVE,
            Contact.company_id.is_not(None),
        )
        .order_by(Contact.is_manager.desc(), Contact.id)
        .limit(1)
    )
