"""A forgotten password: asking for a link, the mail, and the new password."""

from __future__ import annotations

from admin_app.mail import settings as mail_settings
from admin_app.mail.letters import password_changed, password_reset, welcome
from admin_app.permissions.actor import Actor
from admin_app.services import link_token, outbox, throttle
from admin_app.services import user as users
from admin_app.services.link_token import Purpose
from admin_app.services.shared import jobs
from models import User
from models.base import db

JOB = "accounts.password_reset"


def request(email: str, *, ip: str) -> None:
    """Ask for a link.

    Known or not, one job is written and nothing else, so that neither the answer nor its time
    tells (promise 17); the job of an unknown address does nothing.
    """
    user = users.by_email(email)
    user_id = user.id if user is not None else None
    jobs.enqueue(JOB, {"user_id": user_id, "ip": ip}, actor=Actor.system("forgot"))


def send(user_id: int | None, *, ip: str) -> bool:
    """Write the mail with the link, if there is somebody to get it; older links die."""
    user = db.session.get(User, user_id) if user_id is not None else None
    if user is None or not outbox.may_mail(user=user):
        return False
    token = link_token.issue(user, Purpose.PASSWORD_RESET)
    letter = password_reset.build(
        name=user.full_name,
        link=mail_settings.absolute(f"/forgot/{token}"),
        lifetime=link_token.LIFETIME[Purpose.PASSWORD_RESET],
        ip=ip,
        language=outbox.language_of(user=user),
    )
    outbox.enqueue(letter, user=user)
    return True


def send_welcome(user: User) -> bool:
    """Write a new user the mail with the link by which he chooses his first password."""
    if not outbox.may_mail(user=user):
        return False
    token = link_token.issue(user, Purpose.WELCOME)
    letter = welcome.build(
        name=user.full_name,
        email=user.email,
        link=mail_settings.absolute(f"/welcome/{token}"),
        lifetime=link_token.LIFETIME[Purpose.WELCOME],
        language=outbox.language_of(user=user),
    )
    outbox.enqueue(letter, user=user)
    return True


def complete(token: str, purpose: Purpose, new_password: str, *, ip: str) -> User | None:
    """Set the password of whoever holds the link; None when it is dead.

    Raises Invalid for a password that is refused; the caller rolls back and the link stays good.
    """
    user = link_token.redeem(token, purpose)
    if user is None:
        return None
    users.set_password(user, new_password, actor=Actor.of(user, ip=ip))
    throttle.take_back(throttle.SIGN_IN, user.email, [])
    tell_changed(user, ip=ip)
    return user


def tell_changed(user: User, *, ip: str) -> None:
    """Tell the owner that his password was changed, in case it was not he."""
    letter = password_changed.build(
        name=user.full_name,
        link=mail_settings.absolute("/forgot"),
        ip=ip,
        language=outbox.language_of(user=user),
    )
    outbox.enqueue(letter, user=user)
