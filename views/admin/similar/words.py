"""How alike two rows are, and why, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from rapidfuzz.fuzz import ratio

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import similar
from models.normalize import is_e164, person_key
from views import formatting

BANDS = {
    similar.Band.VERY_LIKELY: (N_("Very likely"), "red"),
    similar.Band.LIKELY: (N_("Likely"), "orange"),
    similar.Band.POSSIBLE: (N_("Possible"), "yellow"),
}
FOR = {
    "name": N_("same name"),
    "name_short": N_("short form of the name"),
    "name_spelling": N_("name spelled in another way"),
    "name_initials": N_("the initials fit"),
    "name_swapped": N_("first and last name swapped"),
    "name_frequent": N_("a name that many have"),
    "patronymic": N_("same middle name"),
    "phone": N_("same phone"),
    "phone_shared": N_("a phone that several share"),
    "phone_similar": N_("phones almost the same"),
    "email": N_("same e-mail"),
    "email_shared": N_("an e-mail that several share"),
    "email_similar": N_("e-mails almost the same"),
    "messenger": N_("same messenger"),
    "birth_date": N_("same date of birth"),
    "birth_date_similar": N_("dates of birth almost the same"),
    "company": N_("same company"),
    "address": N_("same address"),
    "tax_number": N_("same tax number"),
    "tax_number_similar": N_("tax numbers almost the same"),
    "domain": N_("same domain"),
    "name_differs": N_("other name"),
    "first_name_differs": N_("other first name"),
    "last_name_differs": N_("other last name"),
    "patronymic_differs": N_("other middle name"),
    "sex_differs": N_("a man and a woman"),
    "phone_differs": N_("other phone"),
    "email_differs": N_("other e-mail"),
    "messenger_differs": N_("other messenger"),
    "birth_date_differs": N_("other date of birth"),
    "company_differs": N_("other company"),
    "address_differs": N_("other address"),
    "tax_number_differs": N_("other tax number"),
    "domain_differs": N_("other domain"),
}
"""Every code that a reason may have."""
LIMITED = ("birth_date", "address")
"""Reasons whose values need the right to work with contact fields."""
SILENT = frozenset({"name", "sex_differs", "name_frequent"})
"""Reasons whose value is told by the names themselves."""


def likeness(score: int) -> dict[str, str]:
    """A score in thousandths as a word with its colour and a percentage."""
    label, colour = BANDS[similar.band(score)]
    percent = _("%(number)s %%", number=formatting.number(min(score // 10, 100)))
    return {"label": _(label), "colour": colour, "percent": percent}


def reasons(told: Iterable[Mapping[str, Any]], actor: Actor, noun: str) -> list[dict[str, Any]]:
    """Reasons in words with their values, those for it first; values only by right."""
    hidden = LIMITED if noun == "contacts" and not _may_all(actor) else ()
    found = [
        {
            "text": _reason(str(r["code"]), "" if _is(r["code"], hidden) else str(r["value"])),
            "speaks_for": float(r.get("weight", 1)) > 0,
        }
        for r in told
        if r.get("code") in FOR
    ]
    return sorted(found, key=lambda reason: not reason["speaks_for"])


def _may_all(actor: Actor) -> bool:
    return allowed(actor, Permission.CONTACTS_FIELDS)


def _is(code: Any, kinds: Iterable[str]) -> bool:
    return any(str(code).startswith(kind) for kind in kinds)


def _reason(code: str, value: str) -> str:
    if code == "name_spelling" and " – " in value:
        one, _dash, two = value.partition(" – ")
        percent = round(ratio(person_key(one), person_key(two)))
        return _("name %(percent)s %% alike", percent=formatting.number(percent))
    text = _(FOR[code])
    if not value or code in SILENT:
        return text
    return f"{text} {_value(code, value)}" if "–" not in value else f"{text}: {value}"


def _value(code: str, value: str) -> str:
    shown: Callable[[str], str] | None = None
    if code.startswith("phone") and is_e164(value):
        shown = formatting.phone
    elif code.startswith("birth_date"):
        shown = formatting.birthday
    return shown(value) if shown else value
