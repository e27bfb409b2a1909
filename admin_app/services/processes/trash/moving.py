"""To the trash, back, and away for good; each together with all that hangs on the rows (S13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from admin_app import clock
from admin_app.errors import Problem
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.processes.trash.parts import Ids, Mark, Noun
from admin_app.services.processes.trash.writing import delete_for_good, put_away, take_out
from admin_app.services.shared.roots import by_itself, merged_below
from admin_app.services.shared.unit_of_work import act_as
from models.base import db

KEPT = timedelta(days=30)
"""How long rows stay in the trash."""


def what_hangs(noun: Noun, ids: Collection[int], *, trashed: bool = False) -> Mapping[str, int]:
    """How much hangs on these rows, by kind: `contacts`, `logins`, `domains`, `points`, `mails`.

    On rows of the trash (`trashed`) only what went there with them is counted, and `merged`: the
    rows that were merged into them, which can be parted from them no more once they are gone.
    """
    rows = _rows(noun, ids).where(_place(noun, trashed=trashed))
    found = _hanging(noun, rows, trashed=trashed)
    if trashed:
        found["merged"] = len(merged_below(noun.model, ids))
    return found


def delete(
    noun: Noun, ids: Collection[int], actor: Actor, *, along: Collection[str] = ()
) -> list[int]:
    """Move rows to the trash; of what belongs to them, the kinds in `along` go with them.

    The people of a company stay without `along=["contacts"]`, and show its name as one of the
    trash. Answers with the ids that moved: rows that were there already are left. Raises
    NotAllowed, and Conflict last_administrator.
    """
    demand(actor, noun.delete)
    taken = [members for members in noun.members if members.always or members.key in along]
    for members in taken:
        if not members.always:
            demand(actor, members.noun.delete)
    mark = _begin(actor)
    found = _lock(noun, ids, trashed=False)
    rows = _rows(noun, found)
    put_away(noun, rows, mark)
    for members in taken:
        put_away(members.noun, members.living(rows), mark, members.tag)
        _let_go(members.noun, members.taken_along(rows))
    _let_go(noun, rows)
    db.session.expire_all()
    return found


def restore(noun: Noun, ids: Collection[int], actor: Actor) -> tuple[list[int], list[Problem]]:
    """Take rows back from the trash with what went with them, and nothing that went before.

    Answers with the ids that came back and with what could not come with them, such as a domain
    that another company took meanwhile. Raises NotAllowed, and StaleWrite when that happens now.
    """
    demand(actor, noun.delete)
    mark = _begin(actor)
    found = _lock(noun, ids, trashed=True)
    rows = _rows(noun, found)
    lost = [problem for part in noun.parts for problem in part.returns(rows)]
    for members in noun.members:
        back = members.taken_along(rows)
        if not members.always and _any(back):
            demand(actor, members.noun.delete)
        for part in members.noun.parts:
            lost += part.returns(back)
        take_out(members.noun, back, mark)
    take_out(noun, rows, mark)
    db.session.expire_all()
    lost += [problem for part in noun.parts for problem in part.settled(rows)]
    db.session.expire_all()
    return found, lost


def purge(noun: Noun, ids: Collection[int], actor: Actor) -> list[int]:
    """Delete rows of the trash for good, with all that hangs on them; the audit stays.

    What was merged into them goes with them: it is in the trash for as long as they live.

    Answers with the ids that went. Raises NotAllowed without trash.purge.
    """
    demand(actor, Permission.TRASH_PURGE)
    demand(actor, noun.delete)
    mark = _begin(actor)
    found = _lock(noun, ids, trashed=True)
    rows = _rows(noun, [*found, *merged_below(noun.model, found)])
    for members in noun.members:
        gone = members.taken_along(rows)
        if not members.always and _any(gone):
            demand(actor, members.noun.delete)
        _delete(members.noun, gone, mark)
        members.left_behind(rows, mark)
    _delete(noun, rows, mark)
    db.session.expire_all()
    return found


def expired(noun: Noun, limit: int) -> list[int]:
    """Rows that have been in the trash for longer than `KEPT`, the oldest first."""
    model = noun.model
    border = clock.now() - KEPT
    query = select(model.id).where(model.deleted_at < border, by_itself(model))
    return list(db.session.scalars(query.order_by(model.deleted_at, model.id).limit(limit)))


def _begin(actor: Actor) -> Mark:
    """Write what the session holds, since the statements that follow pass by it."""
    db.session.flush()
    act_as(db.session, actor)
    return Mark(actor, clock.now())


def _rows(noun: Noun, ids: Collection[int]) -> Ids:
    return select(noun.model.id).where(noun.model.id.in_(ids))


def _lock(noun: Noun, ids: Collection[int], *, trashed: bool) -> list[int]:
    """Those of the rows that are in the trash, or outside; nobody else moves them meanwhile."""
    query = _rows(noun, ids).where(_place(noun, trashed=trashed))
    return list(db.session.scalars(query.order_by(noun.model.id).with_for_update()))


def _place(noun: Noun, *, trashed: bool) -> ColumnElement[bool]:
    """Rows that were merged away are in no place: they follow the row that they became."""
    deleted_at: ColumnElement[Any] = noun.model.deleted_at
    return deleted_at.is_not(None) & by_itself(noun.model) if trashed else deleted_at.is_(None)


def _count(rows: Ids) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _any(rows: Ids) -> bool:
    return db.session.scalar(rows.limit(1)) is not None


def _let_go(noun: Noun, rows: Ids) -> None:
    for part in noun.parts:
        part.goes(rows)


def _delete(noun: Noun, rows: Ids, mark: Mark) -> None:
    for part in noun.parts:
        part.gone(rows, mark)
    delete_for_good(noun.model, noun.name, rows, mark)


def _hanging(noun: Noun, rows: Ids, *, trashed: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in noun.parts:
        found[part.key] += part.count(rows)
    for members in noun.members:
        theirs = members.taken_along(rows) if trashed else members.living(rows)
        found[members.key] += _count(theirs)
        found += _hanging(members.noun, theirs, trashed=trashed)
    return found
