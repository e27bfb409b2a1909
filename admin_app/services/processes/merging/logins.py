"""Logins in a merge: one goes on, the others end; no dead access comes to life (promise 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import select, update

from admin_app.services import administrators
from admin_app.services.processes.merging.movers import PASSING, Deed, Links, Outlook
from admin_app.services.processes.merging.pairs import note, noted
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import entry_values
from admin_app.services.user import RELEASED
from models import AuditEntry, LinkToken, MergeRow, User, UserSession
from models.base import db
from models.enums import AccessType, MoveKind

CHOICE = "login"
"""The choice of whose login goes on: the id of a contact, 0 for none."""


def logins_of(contact_ids: Collection[int]) -> dict[int, User]:
    """The logins of these contacts, by contact."""
    query = select(User).where(User.contact_id.in_(contact_ids)).order_by(User.id)
    users = db.session.scalars(query.execution_options(populate_existing=True))
    return {user.contact_id: user for user in users if user.contact_id is not None}


class Logins(Links):
    """The login of a contact; at most one may be left on the winner.

    The chosen one goes on at the winner. Any other stays or goes to a loser, is deactivated, and
    its sessions and links end at once; it is kept so that the merge can be undone.
    """

    def __init__(self) -> None:
        super().__init__("logins", User.contact_id, "full_name", gives=False)

    def move(self, deed: Deed) -> dict[str, int]:
        """Put the chosen login on the winner and end the others. Raises Conflict."""
        found = logins_of(deed.group)
        if not found:
            return {self.key: 0}
        chosen = found.get(int(deed.choices.get(CHOICE) or 0))
        places = _places(found, chosen, deed)
        self._note_links(deed, [user for user in found.values() if user.id in places])
        others = [user for user in found.values() if user is not chosen]
        before = [(u.id, u.contact_id or 0, {"is_active": u.is_active}) for u in others]
        note(deed, MoveKind.CHANGED, self.table, before)
        entries = [_entry(deed, user, places) for user in found.values()]
        stays = chosen is not None and chosen.contact_id == deed.winner_id
        self._put(deed, places)
        self._switch(deed, {user.id: False for user in others})
        insert_rows(db.session.connection(), AuditEntry, [entry for entry in entries if entry])
        ids = [user.id for user in found.values()]
        _end(ids, deed, keep=chosen.id if chosen is not None and stays else 0)
        if any(user.group.access_type == AccessType.ADMINISTRATOR for user in others):
            administrators.lock()
            administrators.demand_one()
        return {self.key: len(places)}

    def put_back(self, deed: Deed) -> int:
        """Each login goes back to its contact, active again if it was; nobody is signed in."""
        recorded = select(MergeRow.row_id, MergeRow.owner_id).where(*self.mine(deed))
        homes = {row[0]: row[1] for row in db.session.execute(recorded)}
        active = noted(deed, MoveKind.CHANGED, self.table)
        found = {user.id: user for user in logins_of(deed.group).values()}
        places = {
            user_id: home
            for user_id, home in homes.items()
            if user_id in found and self._may_return(found, user_id, home, homes)
        }
        again = {
            user_id: True
            for user_id, before in active.items()
            if user_id in found and before.get("is_active") and not is_released(found[user_id])
        }
        users = [found[user_id] for user_id in {*places, *again}]
        entries = [_entry(deed, user, places, active=again.get(user.id)) for user in users]
        self._put(deed, places)
        self._switch(deed, again)
        insert_rows(db.session.connection(), AuditEntry, [entry for entry in entries if entry])
        _end(list(places), deed)
        return len(users)

    def outlook(self, deed: Deed, mark: int) -> Outlook:
        """Which logins return to their contacts; those whose address was taken are named."""
        found = super().outlook(deed, mark)
        active = noted(deed, MoveKind.CHANGED, self.table)
        users = [u for u in logins_of(deed.group).values() if u.id in active and is_released(u)]
        found.names = [user.full_name for user in users]
        found.elsewhere = len(users)
        return found

    def _may_return(
        self, found: Mapping[int, User], user_id: int, home: int, homes: Mapping[int, int]
    ) -> bool:
        """A contact that got another login since keeps it."""
        holder = next((u.id for u in found.values() if u.contact_id == home), None)
        return holder is None or holder == user_id or holder in homes

    def _note_links(self, deed: Deed, users: Sequence[User]) -> None:
        if users:
            self.note(deed, self.table.c.id.in_([user.id for user in users]))

    def _put(self, deed: Deed, places: Mapping[int, int]) -> None:
        """Give logins other contacts; all let go first, since a contact has one at most."""
        if not places:
            return
        which = self.table.c.id.in_(places)
        self.write(deed, which, {"contact_id": None})
        self.write(deed, which, {"contact_id": either(dict(places), value=self.table.c.id)})

    def _switch(self, deed: Deed, active: Mapping[int, bool]) -> None:
        if active:
            value = next(iter(active.values()))
            self.write(deed, self.table.c.id.in_(active), {"is_active": value})


def is_released(user: User) -> bool:
    """Whether another login took the address of this one meanwhile."""
    return user.email.endswith(RELEASED)


def _places(found: Mapping[int, User], chosen: User | None, deed: Deed) -> dict[int, int]:
    """New contacts of logins: the chosen one's is the winner, whose own one takes its place."""
    if chosen is None or chosen.contact_id in (None, deed.winner_id):
        return {}
    places = {chosen.id: deed.winner_id}
    if own := found.get(deed.winner_id):
        places[own.id] = chosen.contact_id
    return places


def _entry(
    deed: Deed, user: User, places: Mapping[int, int], *, active: bool | None = False
) -> dict[str, Any]:
    """The audit entry of a login that changes; empty for one that does not."""
    changes: dict[str, Any] = {}
    if user.id in places:
        changes["contact_id"] = [user.contact_id, places[user.id]]
    goes_on = int(deed.choices.get(CHOICE) or 0) == user.contact_id
    if active is not None and active != user.is_active and not (goes_on and not active):
        changes["is_active"] = [user.is_active, active]
    if not changes:
        return {}
    source = deed.actor.from_source(f"merge:{deed.merge_id}")
    return entry_values(
        source, "update", "user",
        row_id=user.id, row_name=user.full_name, changes=changes, at=deed.moment,
    )  # fmt: skip


def _end(user_ids: Sequence[int], deed: Deed, *, keep: int = 0) -> None:
    """End the sessions of logins but the one to keep, and the unused links of them all."""
    sessions = update(UserSession).where(
        UserSession.user_id.in_(user_ids),
        UserSession.user_id != keep,
        UserSession.ended_at.is_(None),
    )
    links = update(LinkToken).where(LinkToken.user_id.in_(user_ids), LinkToken.used_at.is_(None))
    for statement in (sessions.values(ended_at=deed.moment), links.values(used_at=deed.moment)):
        db.session.execute(statement, execution_options=PASSING)
