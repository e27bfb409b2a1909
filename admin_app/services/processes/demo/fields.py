"""Custom fields of the demo: a few of contacts and companies, and believable values in them."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from admin_app.permissions import Actor
from admin_app.services import choice_list, custom_field
from admin_app.services.processes.demo.calendar import Calendar
from admin_app.services.shared.custom_fields import fields_of
from models.enums import FieldNoun

LEVELS = (
    ("Standard", "Стандарт", "Стандарт", "Standard"),
    ("Priority", "Приоритет", "Пріоритет", "Priorytet"),
    ("Round the clock", "Круглосуточно", "Цілодобово", "Całodobowo"),
)
LANGUAGES = ("en", "ru", "uk", "pl")
FIELDS: tuple[tuple[FieldNoun, str, str, tuple[str, ...], dict[str, Any]], ...] = (
    (FieldNoun.COMPANY, "service_level", "choice",
     ("Service level", "Уровень обслуживания", "Рівень обслуговування", "Poziom obsługi"), {}),
    (FieldNoun.COMPANY, "workplaces", "number",
     ("Workplaces", "Рабочих мест", "Робочих місць", "Stanowiska pracy"),
     {"minimum": "1", "maximum": "100000"}),
    (FieldNoun.COMPANY, "client_since", "date",
     ("Client since", "Клиент с", "Клієнт з", "Klient od"), {}),
    (FieldNoun.CONTACT, "badge", "mask",
     ("Badge", "Пропуск", "Перепустка", "Identyfikator"), {"mask": "aa-####"}),
    (FieldNoun.CONTACT, "next_call", "date",
     ("Next call", "Следующий звонок", "Наступний дзвінок", "Następny telefon"), {}),
)  # fmt: skip
"""Noun, key, type, labels in the order of LANGUAGES, and what the type has."""


class DemoFields:
    """Makes the fields where their keys are free, and values by a chance of its own."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self.rnd = Random(seed)  # noqa: S311 - believable, not secret
        self.calendar = calendar
        self.levels: list[str] = []
        self.made: set[tuple[FieldNoun, str]] = set()

    def make(self, actor: Actor) -> None:
        """Add the fields; one whose key is taken stays as it is and gets no values."""
        for noun, key, kind, labels, options in FIELDS:
            if any(field.key.casefold() == key for field in fields_of(noun, retired=True)):
                continue
            typed = {"key": key, "kind": kind, "visible": True, "editable": True, **options}
            typed["labels"] = dict(zip(LANGUAGES, labels, strict=True))
            if kind == "choice":
                typed["choice_list_id"] = str(self._levels(actor))
            custom_field.create(noun, typed, actor)
            self.made.add((noun, key))

    def _levels(self, actor: Actor) -> int:
        choices = [
            {"id": None, "labels": dict(zip(LANGUAGES, labels, strict=True)), "retired": False}
            for labels in LEVELS
        ]
        name = choice_list.free_name("Service levels")
        made = choice_list.create({"name": name, "choices": choices}, actor)
        self.levels = [choice.key for choice in made.choices]
        return made.id

    def of_company(self, share: float) -> dict[str, Any]:
        """Values of a company that came when `share` of the time was over."""
        rnd = self.rnd
        since = self.calendar.at(share).date().isoformat()
        return self._kept(
            FieldNoun.COMPANY,
            {
                "service_level": rnd.choices(["", *self.levels], (2, 5, 2, 1))[0]
                if self.levels
                else "",
                "workplaces": min(int(rnd.paretovariate(1.1) * 4), 5_000)
                if rnd.random() < 0.6
                else "",
                "client_since": since if rnd.random() < 0.7 else "",
            },
        )

    def of_contact(self) -> dict[str, Any]:
        """Values of a contact."""
        rnd = self.rnd
        letters = "".join(rnd.choices("ABCEHKMPT", k=2))
        day = self.calendar.now.date() + timedelta(days=rnd.randrange(1, 60))
        return self._kept(
            FieldNoun.CONTACT,
            {
                "badge": f"{letters}-{rnd.randrange(10_000):04}" if rnd.random() < 0.4 else "",
                "next_call": day.isoformat() if rnd.random() < 0.1 else "",
            },
        )

    def _kept(self, noun: FieldNoun, values: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in values.items() if v != "" and (noun, k) in self.made}
