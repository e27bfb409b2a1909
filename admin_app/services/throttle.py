"""Throttle of guesses, kept in the database and so shared by all processes (promise 17).

Two sliding windows for each kind of try: one on the e-mail typed, whether anybody has it or not,
one on the address the try came from. A try is written and committed before the password is
looked at, so that parallel guesses count each other.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, delete, func, select

from admin_app import clock
from models import LoginAttempt
from models.base import db
from models.normalize import email_key


@dataclass(frozen=True)
class Limit:
    """At most `tries` within `window`."""

    tries: int
    window: timedelta


@dataclass(frozen=True)
class Throttle:
    """The two limits of one kind of try; `name` keeps kinds apart."""

    name: str
    per_account: Limit
    per_address: Limit


SIGN_IN = Throttle(
    "login",
    per_account=Limit(10, timedelta(minutes=15)),
    per_address=Limit(60, timedelta(minutes=15)),
)
"""An office of many people shares one address, hence the wider second limit."""
FORGOTTEN = Throttle(
    "forgot",
    per_account=Limit(3, timedelta(hours=1)),
    per_address=Limit(20, timedelta(hours=1)),
)
OWN_PASSWORD = Throttle(
    "own",
    per_account=Limit(10, timedelta(minutes=15)),
    per_address=Limit(60, timedelta(minutes=15)),
)
"""Guesses at the current password by somebody at an open screen."""
SECOND_STEP = Throttle(
    "code",
    per_account=Limit(5, timedelta(minutes=15)),
    per_address=Limit(60, timedelta(minutes=15)),
)
"""Guesses at a code after the right password: three of a million are right at any moment."""
KEPT = timedelta(days=1)


def is_closed(throttle: Throttle, email: str, ip: str) -> bool:
    """Whether one more try would be too many; writes nothing."""
    return _is_over(throttle, email, ip, extra=1)


def note(throttle: Throttle, email: str, ip: str) -> list[int]:
    """Count a try and return its rows, to be taken back when the try turns out to be no guess.

    The caller commits before it goes on and then asks `is_exceeded`.
    """
    moment = clock.now()
    rows = [LoginAttempt(key=key, at=moment) for key, _limit in _keys(throttle, email, ip)]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def is_exceeded(throttle: Throttle, email: str, ip: str) -> bool:
    """Whether the tries already counted are too many: parallel ones slipped past `is_closed`."""
    return _is_over(throttle, email, ip, extra=0)


def take_back(throttle: Throttle, email: str, rows: list[int]) -> None:
    """After a right password: uncount that try, and forget the wrong ones at this account.

    Those counted at the address stay, or an own account would buy more guesses at others.
    """
    own = LoginAttempt.key == _account_key(throttle, email)
    db.session.execute(delete(LoginAttempt).where(own | LoginAttempt.id.in_(rows)))


def purge() -> int:
    """Delete tries that no window reaches any more; returns how many."""
    border = clock.now() - KEPT
    result = db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < border))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _is_over(throttle: Throttle, email: str, ip: str, *, extra: int) -> bool:
    # both are always counted, so that the time tells nothing
    counts = [_count(key, limit) + extra > limit.tries for key, limit in _keys(throttle, email, ip)]
    return any(counts)


def _count(key: str, limit: Limit) -> int:
    since = clock.now() - limit.window
    query = select(func.count()).where(LoginAttempt.key == key, LoginAttempt.at > since)
    return db.session.scalar(query) or 0


def _keys(throttle: Throttle, email: str, ip: str) -> list[tuple[str, Limit]]:
    return [
        (_account_key(throttle, email), throttle.per_account),
        (f"{throttle.name}:ip:{_network(ip)}", throttle.per_address),
    ]


def _account_key(throttle: Throttle, email: str) -> str:
    digest = hashlib.sha256(email_key(email).encode("utf-8", "replace")).hexdigest()
    return f"{throttle.name}:{digest}"


def _network(ip: str) -> str:
    """The address, or for IPv6 the /64 that one household or host commands."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
