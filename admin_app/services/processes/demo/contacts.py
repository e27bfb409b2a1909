"""Contacts: mostly people at a company, some organisations and devices, a few seen twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any
from zlib import crc32

from admin_app.services.processes.demo import similar
from admin_app.services.processes.demo.calendar import Calendar, birth_date
from admin_app.services.processes.demo.companies import Firm, address
from admin_app.services.processes.demo.history import STATUS_WEIGHTS, STATUSES
from admin_app.services.processes.demo.numbers import phone
from admin_app.services.processes.demo.people import mailbox, person, plain
from admin_app.services.processes.demo.voices import VOICES, Voice
from models.enums import ContactKind, PointKind

KINDS = (ContactKind.PERSON, ContactKind.ORGANISATION, ContactKind.OTHER)
KIND_WEIGHTS = (955, 30, 15)
SIMILAR = 0.03
WITHOUT_COMPANY = 0.04
FIRST_SHARE = 0.05
"""The first contact came when so much of the time was over, a quarter of the companies before."""
RECENT = 300
WAYS = ("email", "phone", "mobile_phone", "telegram")

Point = tuple[PointKind, str]
Values = dict[str, Any]


@dataclass(frozen=True)
class ContactDraft:
    """A contact before it has an id and keys."""

    values: Values
    points: tuple[Point, ...]
    firm: Firm | None
    voice: Voice
    share: float


class Contacts:
    """Makes contacts of the given companies."""

    def __init__(self, rnd: Random, calendar: Calendar, firms: Sequence[Firm]) -> None:
        self.rnd = rnd
        self.calendar = calendar
        self.firms = firms
        self.managed: set[int] = set()
        self.mailboxes: set[int] = set()
        self.recent: deque[ContactDraft] = deque(maxlen=RECENT)

    def make(self, count: int) -> Iterator[ContactDraft]:
        """So many contacts in the order they came."""
        for number in range(count):
            yield self._reachable(self._next(FIRST_SHARE + (1 - FIRST_SHARE) * number / count))

    def _next(self, share: float) -> ContactDraft:
        if self.recent and self.rnd.random() < SIMILAR:
            return self._again(self.rnd.choice(self.recent), share)
        draft = self._contact(share)
        if draft.values["kind"] == ContactKind.PERSON:
            self.recent.append(draft)
        return draft

    def _reachable(self, draft: ContactDraft) -> ContactDraft:
        """Nobody is without any way to be reached: no form would take such a contact."""
        if not any(draft.values[way] for way in WAYS):
            draft.values["mobile_phone"] = phone(self.rnd, self.rnd.choice(draft.voice.mobiles))
        return draft

    def _contact(self, share: float) -> ContactDraft:
        firm = self._firm(share)
        voice = firm.voice if firm else self.rnd.choice(VOICES)
        kind = self.rnd.choices(KINDS, KIND_WEIGHTS)[0] if firm else ContactKind.PERSON
        named = self._person(voice) if kind == ContactKind.PERSON else self._nobody(voice, kind)
        values = {
            "kind": kind,
            **named,
            **self._channels(voice, firm, named),
            **self._facts(voice, firm),
            **self._flags(firm, kind),
        }
        return ContactDraft(values, self._points(voice, firm, values), firm, voice, share)

    def _again(self, known: ContactDraft, share: float) -> ContactDraft:
        """A known person entered a second time, a little differently."""
        again = similar.variant(self.rnd, known.values, known.voice)
        values = {**known.values, **self._flags(known.firm, ContactKind.PERSON), **again}
        values["is_manager"] = values["all_tickets"] = False
        return ContactDraft(values, (), known.firm, known.voice, share)

    def _firm(self, share: float) -> Firm | None:
        """A company that was there by then; the older ones have more people."""
        if self.rnd.random() < WITHOUT_COMPANY:
            return None
        there = max(int(sqrt(share) * len(self.firms)), 1)
        return self.firms[int(self.rnd.random() ** 1.6 * there)]

    def _person(self, voice: Voice) -> Values:
        someone = person(self.rnd, voice)
        department, positions = self.rnd.choice(voice.teams)
        male, _, female = self.rnd.choice(positions).partition("|")
        return {
            "first_name": someone.first,
            "middle_name": someone.middle,
            "last_name": someone.last,
            "position": (female or male) if someone.female else male,
            "department": department,
            "birth_date": self._birthday(),
        }

    def _birthday(self) -> str:
        return birth_date(self.rnd, self.calendar.now.date()) if self.rnd.random() < 0.45 else ""

    def _nobody(self, voice: Voice, kind: ContactKind) -> Values:
        """An organisation bears its company's name; another thing says what it is."""
        name = self.rnd.choice(voice.desks) if kind == ContactKind.OTHER else ""
        nothing = ("middle_name", "last_name", "position", "department", "birth_date")
        return {"first_name": name, **dict.fromkeys(nothing, "")}

    def _channels(self, voice: Voice, firm: Firm | None, named: Values) -> Values:
        rnd = self.rnd
        last = named["last_name"]
        return {
            "email": self._email(firm, named) if rnd.random() < 0.94 else "",
            "phone": self._phone(voice, firm),
            "mobile_phone": phone(rnd, rnd.choice(voice.mobiles)) if rnd.random() < 0.8 else "",
            "telegram": self._telegram(named) if last and rnd.random() < 0.35 else "",
        }

    def _email(self, firm: Firm | None, named: Values) -> str:
        """An address that nobody else has, at the company's domain."""
        box = mailbox(firm.id if firm else 0, named["first_name"], named["last_name"])[:50]
        domain = firm.domain if firm else "postbox.example"
        address, number = f"{box}@{domain}", 2
        while (key := crc32(address.encode()) | (firm.id if firm else 0) << 32) in self.mailboxes:
            address, number = f"{box}{number}@{domain}", number + self.rnd.randrange(1, 9)
        self.mailboxes.add(key)
        return address

    def _phone(self, voice: Voice, firm: Firm | None) -> str:
        """The company's number with an extension, an own one, or none."""
        dice = self.rnd.random()
        if firm and dice < 0.35:
            return f"{firm.phone} x{self.rnd.randrange(100, 999)}"
        city = firm.city if firm else self.rnd.choice(voice.cities)
        return phone(self.rnd, city.landline) if dice < 0.6 else ""

    def _telegram(self, named: Values) -> str:
        name, surname = plain(named["first_name"]), plain(named["last_name"])
        return f"@{name[:12]}_{surname[:12]}{self.rnd.randrange(10, 9999)}"

    def _facts(self, voice: Voice, firm: Firm | None) -> Values:
        rnd = self.rnd
        city = firm.city if firm else rnd.choice(voice.cities)
        return {
            "address": address(rnd, voice, city) if rnd.random() < 0.25 else "",
            "region": city.region if rnd.random() < 0.7 else "",
            "language": voice.language if rnd.random() < 0.75 else "",
            "time_zone": rnd.choice(voice.zones) if rnd.random() < 0.5 else "",
            "notes": rnd.choice(voice.notes) if rnd.random() < 0.08 else "",
        }

    def _flags(self, firm: Firm | None, kind: ContactKind) -> Values:
        leads = firm is not None and kind == ContactKind.PERSON and self._leads(firm)
        return {
            "status": self.rnd.choices(STATUSES, STATUS_WEIGHTS)[0],
            "is_manager": leads,
            "all_tickets": leads or self.rnd.random() < 0.03,
            "notifications": self.rnd.random() < 0.85,
            "forms_as_company": self.rnd.random() < 0.9,
        }

    def _leads(self, firm: Firm) -> bool:
        """The first person of a company manages it, and a few others."""
        is_first = firm.id not in self.managed
        self.managed.add(firm.id)
        return is_first or self.rnd.random() < 0.02

    def _points(self, voice: Voice, firm: Firm | None, values: Values) -> tuple[Point, ...]:
        rnd, dice = self.rnd, self.rnd.random()
        mobile = rnd.choice(voice.mobiles)
        points: list[Point] = []
        if dice < 0.1 and values["email"]:
            box = mailbox(0, values["first_name"], values["last_name"])[:50]
            points.append((PointKind.EMAIL, f"{box}{rnd.randrange(10**6)}@postbox.example"))
        if 0.05 < dice < 0.15 and values["mobile_phone"]:
            points.append((PointKind.MOBILE_PHONE, phone(rnd, mobile)))
        if 0.12 < dice < 0.17 and values["phone"] and firm:
            points.append((PointKind.PHONE, phone(rnd, firm.city.landline)))
        if 0.15 < dice < 0.24 and values["mobile_phone"]:
            kind = rnd.choice((PointKind.VIBER, PointKind.WHATSAPP))
            points.append((kind, values["mobile_phone"]))
        return tuple(points)
