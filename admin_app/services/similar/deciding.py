"""What people decide about two rows that look alike: not similar, later, or open again (H8).

A pair has no direction, so what is decided holds for both rows; it survives whatever is changed or
found later.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, update

from admin_app import clock
from admin_app.errors import NotFound
from admin_app.permissions import Actor, demand
from admin_app.services.shared.unit_of_work import audit
from admin_app.services.similar.nouns import Noun
from admin_app.services.similar.reading import find
from models.base import db
from models.enums import CandidateState


class Decision(StrEnum):
    """What can be said of a pair."""

    NOT_SIMILAR = "not_similar"
    WEEK = "week"
    MONTH = "month"
    OPEN = "open"


PUT_OFF = {Decision.WEEK: timedelta(days=7), Decision.MONTH: timedelta(days=30)}
_ACTIONS = {
    Decision.NOT_SIMILAR: "not_similar",
    Decision.WEEK: "similar_later",
    Decision.MONTH: "similar_later",
    Decision.OPEN: "similar_again",
}


def decide(noun: Noun, pair_id: int, decision: Decision, actor: Actor) -> Any:
    """Keep what a person said of a pair; answers with the pair.

    Raises NotAllowed without the right to change such rows, NotFound for pairs out of reach or
    merged meanwhile.
    """
    demand(actor, noun.edit)
    pair = find(noun, pair_id, actor)
    if pair is None or pair.state == CandidateState.MERGED:
        raise NotFound(f"pair {pair_id}")
    moment = clock.now()
    pair.later_until = None
    if decision == Decision.NOT_SIMILAR:
        pair.state = CandidateState.NOT_SIMILAR
    elif decision == Decision.OPEN:
        pair.state = CandidateState.OPEN
    else:
        pair.state = CandidateState.LATER
        pair.later_until = moment + PUT_OFF[decision]
    again = decision == Decision.OPEN
    pair.decided_at = None if again else moment
    pair.decided_by_id = None if again else actor.user_id
    _tell(noun, pair, decision, actor)
    db.session.flush()
    if again and pair.score == 0:
        db.session.delete(pair)
        db.session.flush()
    return pair


def _tell(noun: Noun, pair: Any, decision: Decision, actor: Actor) -> None:
    a, b = (db.session.get_one(noun.model, row_id) for row_id in (pair.a_id, pair.b_id))
    audit(
        db.session,
        actor,
        _ACTIONS[decision],
        noun.model.__tablename__,
        row_id=a.id,
        row_name=str(a),
        changes={"similar": [None, str(b)]},
    )


def wake(noun: Noun) -> None:
    """Bring pairs back whose day has come; those that hold no more are forgotten."""
    pairs = noun.pairs
    due = (pairs.state == CandidateState.LATER, pairs.later_until <= clock.now())
    quiet = {"synchronize_session": False}
    db.session.execute(delete(pairs).where(*due, pairs.score == 0), execution_options=quiet)
    values = {"state": CandidateState.OPEN, "later_until": None}
    db.session.execute(update(pairs).where(*due).values(values), execution_options=quiet)
