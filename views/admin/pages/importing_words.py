"""The words of an import: what a file holds, how far it is, what happens to a row."""

from __future__ import annotations

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from admin_app.i18n import N_
from models import ImportRow, ImportRun
from models.enums import ImportNoun, ImportState, UndoOutcome, Verdict
from views import formatting

NOUN_LABELS = {
    ImportNoun.CONTACTS: N_("Contacts"),
    ImportNoun.COMPANIES: N_("Companies"),
    ImportNoun.BOTH: N_("Both in one file"),
    ImportNoun.EQUIPMENT: N_("Equipment"),
}
NOUN_TEXTS = {
    ImportNoun.CONTACTS: N_("One person or mailbox a row; companies are found by their names."),
    ImportNoun.COMPANIES: N_("One company a row, with its tax number, phones and domains."),
    ImportNoun.BOTH: N_("Contacts with everything about their companies beside them."),
    ImportNoun.EQUIPMENT: N_("One piece a row, with what it is a part of; trees are kept."),
}
NOUN_ICONS = {
    ImportNoun.CONTACTS: "address-book",
    ImportNoun.COMPANIES: "building",
    ImportNoun.BOTH: "hierarchy-2",
    ImportNoun.EQUIPMENT: "devices",
}
STATES = {
    ImportState.UPLOADED: (N_("Being read"), "blue"),
    ImportState.MAPPING: (N_("Columns to confirm"), "purple"),
    ImportState.CHECKING: (N_("Being checked"), "blue"),
    ImportState.PREVIEW: (N_("Ready to import"), "purple"),
    ImportState.COMMITTING: (N_("Being imported"), "blue"),
    ImportState.DONE: (N_("Imported"), "green"),
    ImportState.REFUSED: (N_("Refused"), "red"),
    ImportState.CANCELLED: (N_("Cancelled"), "grey"),
}
VERDICTS = {
    Verdict.CREATE: (N_("Add"), N_("To add"), N_("Added"), "plus", "green"),
    Verdict.UPDATE: (N_("Change"), N_("To change"), N_("Changed"), "pencil", "blue"),
    Verdict.UNCHANGED: (N_("Same"), N_("Unchanged"), N_("Unchanged"), "check", "grey"),
    Verdict.SKIP: (N_("Skip"), N_("To skip"), N_("Skipped"), "arrow-right", "orange"),
    Verdict.REFUSE: (N_("Refuse"), N_("To refuse"), N_("Refused"), "ban", "red"),
}
"""Verdict to its badge, its tile before and after the import, its icon and colour."""


def noun(value: ImportNoun) -> str:
    """What a file holds."""
    return _(NOUN_LABELS[value])


def state(value: ImportState) -> dict[str, str]:
    """How far a run is, as the badge macro takes it."""
    label, colour = STATES[value]
    return {"code": value.value, "label": _(label), "colour": colour}


def verdict(value: Verdict, *, done: bool) -> dict[str, str]:
    """What happens to a row or happened to it, as the badge macro takes it."""
    plan, _before, after, _icon, colour = VERDICTS[value]
    label = after if done else plan
    return {"code": value.value, "label": _(label), "colour": colour}


def row_state(row: ImportRow, *, done: bool) -> dict[str, str]:
    """What became of a row of the file, as the badge macro takes it."""
    if row.undo == UndoOutcome.RESTORED:
        return {"code": "undone", "label": _("Taken back"), "colour": "grey"}
    return verdict(row.verdict, done=done)


def number_of(kind: ImportNoun, count: int) -> str:
    """A count of contacts, companies or equipment."""
    num = formatting.number(count)
    if kind == ImportNoun.COMPANIES:
        return ngettext("%(shown)s company", "%(shown)s companies", count, shown=num)
    if kind == ImportNoun.EQUIPMENT:
        return ngettext(
            "%(shown)s piece of equipment", "%(shown)s pieces of equipment", count, shown=num
        )
    return ngettext("%(shown)s contact", "%(shown)s contacts", count, shown=num)


def rows(count: int) -> str:
    """A count of rows."""
    return ngettext("%(shown)s row", "%(shown)s rows", count, shown=formatting.number(count))


def size(count: int) -> str:
    """The size of a file."""
    if count < 1024:
        return ngettext("%(num)s byte", "%(num)s bytes", count)
    if count < 1024 * 1024:
        return _("%(size)s KB", size=formatting.number(round(count / 1024)))
    return _("%(size)s MB", size=formatting.number(round(count / 1024 / 1024, 1)))


def joined(parts: list[str]) -> str:
    """Parts of a sentence as an enumeration in the language of the page."""
    return str(format_list(parts, locale=get_locale())) if parts else ""


def was_written(run: ImportRun) -> bool:
    """Whether a run has imported its rows, or as many as it came to before it was cancelled."""
    return run.state == ImportState.DONE or "left" in run.counts


def outcome(run: ImportRun) -> str:
    """What a finished run did, in short; empty for others."""
    counts = run.counts
    if not was_written(run):
        return ""
    if run.undone_at is not None:
        return _("Taken back")
    parts = [
        _("%(number)s added", number=formatting.number(counts.get("created", 0))),
        _("%(number)s changed", number=formatting.number(counts.get("updated", 0))),
        _("%(number)s refused", number=formatting.number(counts.get("refused", 0))),
    ]
    return ", ".join(parts)


def forecast(run: ImportRun) -> str:
    """What the import of a checked run will do, in one sentence with numbers."""
    counts = run.counts
    texts = {
        "created": _("add %(what)s", what=_new(run)),
        "updated": _("change %(what)s", what=formatting.number(counts.get("updated", 0))),
        "unchanged": _("leave %(what)s as they are", what=rows(counts.get("unchanged", 0))),
        "skipped": _("skip %(what)s", what=rows(counts.get("skipped", 0))),
        "refused": _("refuse %(what)s", what=rows(counts.get("refused", 0))),
    }
    told = [text for name, text in texts.items() if counts.get(name)]
    if not (counts.get("created") or counts.get("updated")):
        return _("There is nothing to import. %(numbers)s", numbers=account(run))
    return _("The import will %(deeds)s.", deeds=joined(told))


def _new(run: ImportRun) -> str:
    """What will be new. A row of both may be a company alone, so there the rows are counted."""
    created, companies = run.counts.get("created", 0), run.counts.get("companies_created", 0)
    if run.noun == ImportNoun.COMPANIES or not companies:
        return rows(created) if run.noun == ImportNoun.BOTH else number_of(run.noun, created)
    new = number_of(ImportNoun.COMPANIES, companies)
    if run.noun == ImportNoun.BOTH:
        return _("%(rows)s with %(companies)s", rows=rows(created), companies=new)
    return joined([number_of(run.noun, created), new])


def account(run: ImportRun) -> str:
    """What a finished import did, in one sentence whose numbers add up to the rows of the file."""
    counts = run.counts
    texts = {
        "created": N_("%(number)s added"),
        "updated": N_("%(number)s changed"),
        "unchanged": N_("%(number)s unchanged"),
        "skipped": N_("%(number)s skipped"),
        "refused": N_("%(number)s refused"),
        "left": N_("%(number)s not reached"),
    }
    told = [
        _(text, number=formatting.number(counts[name]))
        for name, text in texts.items()
        if counts.get(name)
    ]
    return _("%(rows)s: %(parts)s.", rows=rows(counts.get("rows", 0)), parts=", ".join(told))
