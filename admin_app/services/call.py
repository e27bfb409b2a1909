"""Calls and text messages of a card: entered by hand, or written by a phone system (S10, S12).

`record_call` and `record_sms` are for programs that know what happened; `log_call` and `log_sms`
read what a person typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from admin_app import clock
from admin_app.errors import NotAllowed, NotFound
from admin_app.permissions import Actor
from admin_app.services.company import region_of
from admin_app.services.shared import cards
from admin_app.services.shared.cards import Card
from admin_app.services.shared.reading import Reading
from admin_app.services.shared.unit_of_work import audit
from admin_app.services.shared.values import (
    ValueProblem,
    parse_choice,
    parse_lines,
    parse_phone,
)
from models import Call, Company, Contact, Sms
from models.base import db
from models.enums import Direction, PointKind

R = TypeVar("R", Call, Sms)

TEXT_LENGTH = 10_000
LONGEST_CALL = 24 * 60
"""Minutes."""
AHEAD = timedelta(minutes=5)
"""How far the clock of a browser may go before ours."""
_PHONES = frozenset({PointKind.PHONE, PointKind.MOBILE_PHONE, PointKind.VIBER, PointKind.WHATSAPP})


@dataclass(frozen=True)
class Kind:
    """Calls or text messages: their table, and their word in addresses and in the audit."""

    key: str
    model: type[Call] | type[Sms]


KINDS = {kind.key: kind for kind in (Kind("call", Call), Kind("sms", Sms))}


def record_call(
    card: Card,
    actor: Actor,
    *,
    at: datetime,
    direction: Direction,
    number: str = "",
    seconds: int = 0,
    text: str = "",
) -> Call:
    """Add a call as it happened; `seconds` is how long was talked. Raises NotAllowed."""
    cards.demand_write(card, actor)
    row = Call(
        at=at,
        direction=direction,
        number=number,
        seconds=0 if direction == Direction.MISSED else seconds,
        text=text,
        user_id=actor.user_id,
        user_name=actor.name[:200],
        **card.link,
    )
    return _added(row, card, actor)


def record_sms(
    card: Card, actor: Actor, *, at: datetime, direction: Direction, number: str, text: str
) -> Sms:
    """Add a text message as it came or went; nothing is sent. Raises NotAllowed."""
    cards.demand_write(card, actor)
    row = Sms(
        at=at,
        direction=direction,
        number=number,
        text=text,
        user_id=actor.user_id,
        user_name=actor.name[:200],
        **card.link,
    )
    return _added(row, card, actor)


def log_call(card: Card, typed: Mapping[str, str], actor: Actor, *, zone: ZoneInfo) -> Call:
    """Add a call that a person typed: direction, number, minutes, text, at (in his zone).

    Raises NotAllowed, Invalid with every wrong field.
    """
    values = _read(typed, actor, zone, minutes=_minutes)
    seconds = values.pop("minutes") * 60
    return record_call(card, actor, seconds=seconds, **values)


def log_sms(card: Card, typed: Mapping[str, str], actor: Actor, *, zone: ZoneInfo) -> Sms:
    """Add a text message that a person typed: direction, number, text, at (in his zone).

    Raises NotAllowed, Invalid with every wrong field.
    """
    return record_sms(card, actor, **_read(typed, actor, zone, text=_text_of_sms))


def delete(row: Call | Sms, actor: Actor) -> None:
    """Delete an entry for good; raises NotAllowed for those who may not."""
    card = cards.of_attached(row, actor)
    if not cards.may_remove(row.user_id, card, actor):
        raise NotAllowed("activity.purge")
    _tell(row, card, "delete", actor)
    db.session.delete(row)
    db.session.flush()


def get(key: str, row_id: int, actor: Actor) -> tuple[Call | Sms, Card]:
    """The call or message and its card; raises NotFound for all that the actor may not see."""
    kind = KINDS.get(key)
    there = kind is not None and 0 < row_id <= cards.LARGEST_ID
    row = db.session.get(kind.model, row_id) if kind and there else None
    if not isinstance(row, Call | Sms):
        raise NotFound(f"{key} {row_id}")
    return row, cards.of_attached(row, actor)


def numbers_of(card: Card) -> list[str]:
    """The numbers by which the card's owner is called, the default first."""
    row = card.row
    if isinstance(row, Contact):
        more = [point.value for point in row.points if point.kind in _PHONES]
        return list(dict.fromkeys(n for n in (row.mobile_phone, row.phone, *more) if n))
    if isinstance(row, Company):
        more = [phone.number for phone in row.more_phones]
        return list(dict.fromkeys(n for n in (row.phone, *more) if n))
    return []


def _read(typed: Mapping[str, str], actor: Actor, zone: ZoneInfo, **own: Any) -> dict[str, Any]:
    reading = Reading()
    readers: dict[str, Any] = {
        "at": partial(_moment, zone=zone),
        "direction": partial(parse_choice, kind=Direction),
        "number": partial(parse_phone, region=region_of(actor)),
        "text": partial(parse_lines, limit=TEXT_LENGTH),
        **own,
    }
    reading.read_known(readers, {key: typed.get(key) or "" for key in readers})
    return reading.done()


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """`2026-11-22T14:05` in the zone of the person; empty means now."""
    if not text:
        return clock.now()
    try:
        local = datetime.fromisoformat(text)
        at = (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueProblem("moment_wrong", value=text[:40]) from None
    if at > clock.now() + AHEAD:
        raise ValueProblem("moment_future")
    if at.year < 1970:
        raise ValueProblem("moment_wrong", value=text[:40])
    return at


def _minutes(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= LONGEST_CALL):
        raise ValueProblem("minutes_wrong", limit=LONGEST_CALL)
    return int(text)


def _text_of_sms(text: str) -> str:
    found = parse_lines(text, TEXT_LENGTH)
    if not found:
        raise ValueProblem("required")
    return found


def _added(row: R, card: Card, actor: Actor) -> R:
    db.session.add(row)
    db.session.flush()
    _tell(row, card, "create", actor)
    return row


def _tell(row: Call | Sms, card: Card, action: str, actor: Actor) -> None:
    facts = {"direction": row.direction.value, f"{card.kind.key}_id": card.id}
    changes = {k: [None, v] if action == "create" else [v, None] for k, v in facts.items()}
    name = f"{card.name} {row.number}".strip()
    noun = row.__tablename__
    audit(db.session, actor, action, noun, row_id=row.id, row_name=name, changes=changes)
