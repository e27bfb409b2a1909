"""What hangs on a row, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

WORDS: dict[str, Callable[[int], str]] = {
    "contacts": lambda n: ngettext("%(num)s contact", "%(num)s contacts", n),
    "equipment": lambda n: ngettext("%(num)s piece of equipment", "%(num)s pieces of equipment", n),
    "logins": lambda n: ngettext("%(num)s login", "%(num)s logins", n),
    "domains": lambda n: ngettext("%(num)s e-mail domain", "%(num)s e-mail domains", n),
    "points": lambda n: ngettext(
        "%(num)s further e-mail, phone or messenger",
        "%(num)s further e-mails, phones and messengers",
        n,
    ),
    "merged": lambda n: ngettext(
        "%(num)s row that was merged into it", "%(num)s rows that were merged into it", n
    ),
    "mails": lambda n: ngettext("%(num)s outgoing mail", "%(num)s outgoing mails", n),
    "documents": lambda n: ngettext("%(num)s document", "%(num)s documents", n),
    "relations": lambda n: ngettext(
        "%(num)s link with another contact", "%(num)s links with other contacts", n
    ),
    "notes": lambda n: ngettext("%(num)s note", "%(num)s notes", n),
    "files": lambda n: ngettext("%(num)s file", "%(num)s files", n),
    "calls": lambda n: ngettext("%(num)s call or SMS", "%(num)s calls and SMS", n),
}
ON_CARDS = ("documents", "relations", "notes", "files", "calls")


def in_words(counts: Mapping[str, int]) -> list[str]:
    """The counts by kind as texts, those of nothing left out."""
    return [words(counts[key]) for key, words in WORDS.items() if counts.get(key)]


def on_cards(counts: Mapping[str, int]) -> list[str]:
    """Notes, files and calls, which follow their card."""
    things = ", ".join(in_words({key: counts.get(key, 0) for key in ON_CARDS}))
    return [_("Out of sight meanwhile: %(things)s.", things=things)] if things else []


def company_consequences(counts: Mapping[str, int]) -> list[str]:
    """What deleting companies means beside what becomes of their people."""
    told = equipment_of_company(counts) + on_cards(counts)
    if number := counts.get("domains", 0):
        told.append(
            ngettext(
                "Its e-mail domain is free for other companies meanwhile.",
                "%(num)s e-mail domains are free for other companies meanwhile.",
                number,
            )
        )
    return told


def equipment_of_company(counts: Mapping[str, int]) -> list[str]:
    """The equipment that goes to the trash with its companies."""
    number = counts.get("equipment", 0)
    if not number:
        return []
    return [
        ngettext(
            "%(num)s piece of equipment is deleted too.",
            "%(num)s pieces of equipment are deleted too.",
            number,
        )
    ]


def equipment_choices(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What may become of the parts of a piece: they go along, or they move up."""
    number = counts.get("equipment", 0)
    if not number:
        return []
    go = ngettext(
        "Its %(num)s part is deleted too", "All its %(num)s parts are deleted too", number
    )
    up = _("Its parts stay and move up to what it is a part of itself")
    return [("equipment", go), ("", up)]


def company_choices(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What may become of the people of a company: they stay, or they go along."""
    number, logins = counts.get("contacts", 0), counts.get("logins", 0)
    if not number:
        return []
    stay = ngettext(
        "%(num)s contact stays and shows the company as deleted",
        "%(num)s contacts stay and show the company as deleted",
        number,
    )
    go = ngettext("%(num)s contact is deleted too", "%(num)s contacts are deleted too", number)
    if logins:
        ends = ngettext(
            "%(num)s login stops working at once", "%(num)s logins stop working at once", logins
        )
        go = _("%(contacts)s; %(logins)s", contacts=go, logins=ends)
    return [("", stay), ("contacts", go)]


def contact_consequences(counts: Mapping[str, int]) -> list[str]:
    """What deleting contacts means."""
    told = on_cards(counts)
    if number := counts.get("logins", 0):
        told.append(
            ngettext(
                "Its login stops working at once.", "%(num)s logins stop working at once.", number
            )
        )
    if number := counts.get("answers_for", 0):
        told.append(
            ngettext(
                "%(num)s piece of equipment stays and shows the contact as deleted.",
                "%(num)s pieces of equipment stay and show the contact as deleted.",
                number,
            )
        )
    return told


CHOICES: dict[str, Callable[[Mapping[str, int]], list[tuple[str, str]]]] = {
    "companies": company_choices,
    "contacts": lambda _counts: [],
    "equipment": equipment_choices,
}
CONSEQUENCES: dict[str, Callable[[Mapping[str, int]], list[str]]] = {
    "companies": company_consequences,
    "contacts": contact_consequences,
    "equipment": on_cards,
}
