"""What hangs on a piece of equipment: its parts, of any depth.

They go to the trash with it when asked to, and come back with it; otherwise they move up to what
it was a part of, and back under it when it is restored and nobody moved them since. A part that
went along says with which one: what it is a part of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select, update
from sqlalchemy.orm import aliased

from admin_app import clock
from admin_app.errors import Problem
from admin_app.permissions import Permission
from admin_app.services.equipment_tree import above, below
from admin_app.services.processes.trash.of_cards import on_cards
from admin_app.services.processes.trash.parts import Ids, Mark, Members, Noun, Part
from admin_app.services.processes.trash.writing import run, write_audit
from admin_app.services.shared import cards
from models import AuditEntry, Equipment
from models.base import db


class Tree(Part):
    """The place of pieces in the tree: nothing outside the trash is a part of what is in it."""

    key = "moved_parts"

    def count(self, _owners: Ids, /) -> int:
        """The parts are counted as members."""
        return 0

    def goes(self, owners: Ids, /) -> None:
        """Parts that stay move up, past all that went."""
        moment = db.session.scalar(
            select(Equipment.deleted_at).where(Equipment.id.in_(owners)).limit(1)
        )
        if moment is not None:
            _move_up(owners, Mark(db.session.info["actor"], moment), living=True)

    def settled(self, owners: Ids, /) -> list[Problem]:
        """Take back under the pieces what moved up; put those to the top whose own place is gone.

        Answers with those that could not come back to where they were.
        """
        _take_back_under(owners, Mark(db.session.info["actor"], clock.now()))
        whole = aliased(Equipment)
        homeless = db.session.scalars(
            select(Equipment)
            .join(whole, whole.id == Equipment.parent_id)
            .where(Equipment.id.in_(owners), whole.deleted_at.is_not(None))
            .order_by(Equipment.id)
        ).all()
        lost = []
        for row in homeless:
            whole_name = row.parent.name if row.parent else ""
            lost.append(
                Problem("parent", "back_without_parent", {"name": row.name, "parent": whole_name})
            )
            row.parent = None
        db.session.flush()
        return lost

    def gone(self, owners: Ids, mark: Mark, /) -> None:
        """No other row may stay a part of what is deleted for good."""
        _move_up(owners, mark, living=False)


def _move_up(owners: Ids, mark: Mark, *, living: bool) -> None:
    """Make parts of these pieces parts of what those are a part of, as far up as it takes."""
    outside = select(Equipment.parent_id).where(
        Equipment.parent_id.in_(owners), Equipment.id.not_in(owners)
    )
    if living:
        outside = outside.where(Equipment.deleted_at.is_(None))
    bereft = db.session.scalars(outside.distinct()).all()
    if not bereft:
        return
    parents = select(Equipment.id, Equipment.parent_id).where(Equipment.id.in_(owners))
    gone = {row.id: row.parent_id for row in db.session.execute(parents)}
    for owner_id in filter(None, bereft):
        place = gone[owner_id]
        while place in gone:
            place = gone[place]
        rows = select(Equipment.id).where(
            Equipment.parent_id == owner_id, Equipment.id.not_in(owners)
        )
        if living:
            rows = rows.where(Equipment.deleted_at.is_(None))
        _place_under(rows, owner_id, place, mark)


def _place_under(rows: Ids, before: int, place: int | None, mark: Mark) -> None:
    ids = list(db.session.scalars(rows))
    if not ids:
        return
    write_audit(
        Equipment, Equipment.name, select(Equipment.id).where(Equipment.id.in_(ids)), mark,
        "update", parent_id=[before, place],
    )  # fmt: skip
    run(
        update(Equipment)
        .where(Equipment.id.in_(ids))
        .values(parent_id=place, version=Equipment.version + 1, updated_at=mark.moment)
    )


def _take_back_under(owners: Ids, mark: Mark) -> None:
    """Of each piece that is back, the parts that moved up when it went, if they are still there."""
    gone_at = (
        select(AuditEntry.row_id, func.max(AuditEntry.at).label("at"))
        .where(
            AuditEntry.noun == "equipment",
            AuditEntry.action == "trash",
            AuditEntry.row_id.in_(owners),
        )
        .group_by(AuditEntry.row_id)
    )
    for owner_id, moment in db.session.execute(gone_at).all():
        if owner_id is None:
            continue
        moved: dict[int | None, list[int]] = {}
        entries = select(AuditEntry.row_id, AuditEntry.changes).where(
            AuditEntry.at == moment, AuditEntry.noun == "equipment", AuditEntry.action == "update"
        )
        for row_id, changes in db.session.execute(entries):
            before, after = changes.get("parent_id", (None, None))
            if before == owner_id:
                moved.setdefault(after, []).append(row_id)
        for place, ids in moved.items():
            _put_back(owner_id, place, ids, mark)


def _put_back(owner_id: int, place: int | None, ids: list[int], mark: Mark) -> None:
    """Only what nobody moved since, and nothing that the owner itself became a part of."""
    company = select(Equipment.company_id).where(Equipment.id == owner_id).scalar_subquery()
    here = Equipment.parent_id.is_(None) if place is None else Equipment.parent_id == place
    owner_company = db.session.scalar(select(company))
    same = (
        Equipment.company_id.is_(None)
        if owner_company is None
        else Equipment.company_id == owner_company
    )
    rows = select(Equipment.id).where(
        Equipment.id.in_(ids), here, same, Equipment.id.not_in(above([owner_id]))
    )
    kept = list(db.session.scalars(rows))
    if not kept:
        return
    these = select(Equipment.id).where(Equipment.id.in_(kept))
    write_audit(Equipment, Equipment.name, these, mark, "update", parent_id=[place, owner_id])
    run(
        update(Equipment)
        .where(Equipment.id.in_(kept))
        .values(parent_id=owner_id, version=Equipment.version + 1, updated_at=mark.moment)
    )


class Parts(Members):
    """The parts of pieces, of any depth: they go along when asked to."""

    def living(self, owners: Ids) -> Ids:
        """Those outside the trash, the owners themselves left out."""
        return select(Equipment.id).where(
            Equipment.id.in_(below(owners)),
            Equipment.id.not_in(owners),
            Equipment.deleted_at.is_(None),
        )

    def taken_along(self, owners: Ids) -> Ids:
        """Those that went with what they are a part of, from the owners down."""
        part = aliased(Equipment)
        went = part.deleted_with == _tag(part.parent_id)
        tree = select(part.id).where(part.parent_id.in_(owners), went).cte(recursive=True)
        deeper = aliased(Equipment)
        tree = tree.union(
            select(deeper.id)
            .join(tree, deeper.parent_id == tree.c.id)
            .where(deeper.deleted_with == _tag(deeper.parent_id))
        )
        return select(tree.c.id)

    def counts_along(self, owners: Ids) -> Mapping[int, int]:
        """How many went with each of the owners, of any depth."""
        part, deeper = aliased(Equipment), aliased(Equipment)
        tree = (
            select(part.parent_id.label("owner"), part.id)
            .where(part.parent_id.in_(owners), part.deleted_with == _tag(part.parent_id))
            .cte(recursive=True)
        )
        tree = tree.union(
            select(tree.c.owner, deeper.id)
            .join(tree, deeper.parent_id == tree.c.id)
            .where(deeper.deleted_with == _tag(deeper.parent_id))
        )
        rows = db.session.execute(
            select(tree.c.owner, func.count().label("number")).group_by(tree.c.owner)
        )
        return {row.owner: row.number for row in rows}

    def left_behind(self, owners: Ids, mark: Mark, /) -> None:
        """Those that stay moved up already (see Tree.gone)."""


def _tag(parent_id: Any) -> ColumnElement[str]:
    return literal("equipment:", String).concat(cast(parent_id, String))


_ALONE = Noun(
    model=Equipment,
    list_key="equipment",
    name=Equipment.name,
    view=Permission.EQUIPMENT_VIEW,
    delete=Permission.EQUIPMENT_DELETE,
    parts=(Tree(), *on_cards(cards.EQUIPMENT)),
)
EQUIPMENT = replace(_ALONE, members=(Parts(_ALONE, Equipment.parent_id),))
"""A piece with its parts."""


class Things(Members):
    """The equipment of companies: it always goes with them, as it is of no use alone."""

    always = True

    def left_behind(self, owners: Ids, mark: Mark, /) -> None:
        """What was in the trash before is of no company from now on."""
        for company_id in db.session.scalars(owners).all():
            rows = select(Equipment.id).where(Equipment.company_id == company_id)
            write_audit(
                Equipment, Equipment.name, rows, mark, "update", company_id=[company_id, None]
            )
            grown = {"version": Equipment.version + 1, "updated_at": mark.moment}
            run(
                update(Equipment)
                .where(Equipment.company_id == company_id)
                .values(company_id=None, **grown)
            )


OF_COMPANY = Things(_ALONE, Equipment.company_id)


class OfContact(Part):
    """Equipment that a contact answers for: it stays, and names him while he is in the trash."""

    key = "answers_for"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        query = select(func.count()).where(
            Equipment.contact_id.in_(owners), Equipment.deleted_at.is_(None)
        )
        return db.session.scalar(query.select_from(Equipment)) or 0

    def gone(self, owners: Ids, mark: Mark, /) -> None:
        """Nobody answers for it from now on."""
        for contact_id in db.session.scalars(owners).all():
            rows = select(Equipment.id).where(Equipment.contact_id == contact_id)
            write_audit(
                Equipment, Equipment.name, rows, mark, "update", contact_id=[contact_id, None]
            )
        grown = {"version": Equipment.version + 1, "updated_at": mark.moment}
        run(
            update(Equipment)
            .where(Equipment.contact_id.in_(owners))
            .values(contact_id=None, **grown)
        )
