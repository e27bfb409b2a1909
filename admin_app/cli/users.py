"""`flask create-admin` and `flask reset-second-factor`: the first way in, and the ways back in."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from admin_app.errors import DomainError, Invalid
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor
from admin_app.services import access_group
from admin_app.services import user as users
from admin_app.services.processes import second_factor
from models import User
from models.base import db


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="Name of the person; else what stands before the @.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_admin(email: str, name: str, *, password_stdin: bool) -> None:
    """Make EMAIL an administrator who can sign in.

    One who exists already gets the password, the administrators' group and his login back.
    """
    password = _password(password_stdin=password_stdin)
    try:
        user, made = _administrator(email, name, password)
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(_text(error)) from None
    click.echo(f"{user.email} {'is now' if made else 'is again'} an administrator.")


@click.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_second_factor(email: str) -> None:
    """Take the second step of signing in off EMAIL, who lost application and recovery codes.

    All sessions of this user end, and a mail tells him.
    """
    user = users.by_email(email)
    if user is None:
        raise click.ClickException(f"nobody signs in with {email}")
    second_factor.reset(user, actor=Actor.system("command"))
    db.session.commit()
    click.echo(f"{user.email} signs in with the password alone now.")


def _password(*, password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _administrator(email: str, name: str, password: str) -> tuple[User, bool]:
    actor = Actor.system("command")
    group = access_group.ensure_defaults()["administrators"]
    known = users.by_email(email)
    if known is None:
        values = {
            "email": email,
            "full_name": name or email.partition("@")[0],
            "group_id": group.id,
            "password": password,
        }
        return _demand_password(users.create(values, actor=actor)), True
    values = {"group_id": group.id, "is_active": True, **({"full_name": name} if name else {})}
    users.update(known, values, actor=actor)
    users.set_password(known, password, actor=actor)
    return known, False


def _demand_password(user: User) -> User:
    """Nobody sits at a mailbox here, so a login without a password would be of no use."""
    if not user.password_hash:
        raise Invalid.one("password", "required")
    return user


def _text(error: DomainError) -> str:
    if isinstance(error, Invalid):
        return " ".join(f"{p.field}: {MESSAGES[p.code] % p.params}" for p in error.problems)
    return str(error)
