"""How blocked and dismissed contacts came to be so."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from admin_app.services.processes.demo.calendar import Calendar
from models.enums import ContactStatus

STATUSES = (ContactStatus.ACTIVE, ContactStatus.BLOCKED, ContactStatus.DISMISSED)
STATUS_WEIGHTS = (90, 5, 5)
BLOCKED_BEFORE = 0.3

REASONS: dict[str, dict[ContactStatus, tuple[str, ...]]] = {
    "ru": {
        ContactStatus.BLOCKED: ("Долг по договору", "По просьбе компании", "Рассылал рекламу"),
        ContactStatus.DISMISSED: ("Уволился", "Больше не работает в компании"),
    },
    "uk": {
        ContactStatus.BLOCKED: ("Борг за договором", "На прохання компанії", "Надсилав рекламу"),
        ContactStatus.DISMISSED: ("Звільнився", "Більше не працює в компанії"),
    },
    "pl": {
        ContactStatus.BLOCKED: ("Zaległe płatności", "Na prośbę firmy", "Wysyłał reklamy"),
        ContactStatus.DISMISSED: ("Odszedł z firmy", "Nie pracuje już w firmie"),
    },
    "en": {
        ContactStatus.BLOCKED: ("Overdue payments", "Asked for by the company", "Sent adverts"),
        ContactStatus.DISMISSED: ("Left the company", "No longer works there"),
    },
}


def steps(
    rnd: Random, calendar: Calendar, status: ContactStatus, *, since: datetime, language: str
) -> list[dict[str, Any]]:
    """The changes from active to this status, oldest first; none for active contacts."""
    if status == ContactStatus.ACTIVE:
        return []
    path = [ContactStatus.ACTIVE, status]
    if status == ContactStatus.DISMISSED and rnd.random() < BLOCKED_BEFORE:
        path.insert(1, ContactStatus.BLOCKED)
    moments = sorted(calendar.later(rnd, since) for _ in path[1:])
    return [
        {"at": at, "before": before, "after": after, "reason": rnd.choice(REASONS[language][after])}
        for at, before, after in zip(moments, path, path[1:], strict=False)
    ]
