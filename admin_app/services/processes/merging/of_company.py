"""What moves with a company in a way of its own: its people, and what one may choose of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from admin_app.services.processes.merging.movers import Deed, Links
from models import Company, Contact
from models.base import db
from models.derived import company_tail
from models.normalize import fold

ALL = "all"
"""The choice of everybody's rows; else it is the id of one company."""


class People(Links):
    """The contacts of companies: with the link their sorting keys and search lines change."""

    def __init__(self) -> None:
        super().__init__("contacts", Contact.company_id, "full_name")

    def also(self, deed: Deed) -> dict[str, Any]:
        """Derived columns under the winner's name."""
        names = _names(deed)
        return self._derived(
            self.column, {i: (names[i], names[deed.winner_id]) for i in deed.loser_ids}
        )

    def also_back(self, deed: Deed, home: Any) -> dict[str, Any]:
        """Derived columns under the name of the company they return to."""
        names = _names(deed)
        return self._derived(home, {i: (names[deed.winner_id], names[i]) for i in deed.loser_ids})

    def _derived(self, owner: Any, names: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
        c = self.table.c
        cases: dict[str, list[tuple[Any, Any]]] = {}
        for company_id, (old, new) in names.items():
            mine = owner == company_id
            nameless = (c.full_name == old) & (c.first_name == "") & (c.last_name == "")
            before, after = company_tail(old), company_tail(new)
            tail = either(
                (
                    c.search_text.contains(before, autoescape=True),
                    func.replace(c.search_text, before, after),
                ),
                else_=c.search_text + after,
            )
            cases.setdefault("company_sort", []).append((mine, fold(new)[:200]))
            cases.setdefault("search_text", []).append((mine, tail))
            cases.setdefault("full_name", []).append((mine & nameless, new))
            cases.setdefault("sort_name", []).append((mine & nameless, fold(new)))
        return {key: either(*whens, else_=c[key]) for key, whens in cases.items()}


class Chosen(Links):
    """Rows of which all go on, or those of one side only (A2: documents, later SLA and forms).

    `question` asks for the choice, which stands under the kind's own key. The others stay archived
    with a company that was merged away: the winner's own ones, where another's go on, change
    places with those.
    """

    def __init__(
        self, key: str, link: InstrumentedAttribute[Any], name: str, *, question: str
    ) -> None:
        super().__init__(key, link, name)
        self.question = question

    def count(self, owners: Collection[int], choices: Mapping[str, Any]) -> dict[int, int]:
        """How many rows would move, by whose they are."""
        found = super().count(owners, choices)
        only = self.only(choices)
        return {owner: n for owner, n in found.items() if only in (None, owner)}

    def move(self, deed: Deed) -> dict[str, int]:
        """Move all, none, or let two companies change places."""
        only = self.only(deed.choices)
        if only is None:
            return super().move(deed)
        if only == deed.winner_id:
            return {self.key: 0}
        both = self.column.in_((only, deed.winner_id))
        number = self.note(deed, both)
        if number:
            self.lock(both)
            self.audit(deed, self.changes(deed))
            turned = either({deed.winner_id: only}, value=self.column, else_=deed.winner_id)
            self.write(deed, both, {self.link.key: turned})
        return {self.key: number}

    def turned_to(self, deed: Deed) -> int:
        """The winner's own rows are archived with the company whose rows go on."""
        return self.only(deed.choices) or deed.winner_id

    def only(self, choices: Mapping[str, Any]) -> int | None:
        """The company whose rows alone go on; None where all do."""
        chosen = str(choices.get(self.key) or ALL)
        return None if chosen == ALL else int(chosen)


def _names(deed: Deed) -> dict[int, str]:
    query = select(Company.id, Company.name).where(Company.id.in_(deed.group))
    return {row.id: row.name for row in db.session.execute(query)}
