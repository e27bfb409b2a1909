"""Companies: names with legal forms, sites, domains, addresses, tax numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from admin_app.services.processes.demo.calendar import Calendar
from admin_app.services.processes.demo.numbers import REGISTERS, filled, identifier, phone
from admin_app.services.processes.demo.people import person, plain
from admin_app.services.processes.demo.voices import VOICES, City, Form, Voice
from models.derived import company_keys
from models.enums import CompanyStatus

CONTACTS_EACH = 12
FEWEST, MOST = 12, 50_000
SOLE_TRADERS = 0.12
PARTNERS = 0.07
STATUSES = (CompanyStatus.ACTIVE, CompanyStatus.BLOCKED, CompanyStatus.ARCHIVED)
STATUS_WEIGHTS = (94, 4, 2)


@dataclass(frozen=True)
class Firm:
    """What the contacts of a company need to know about it."""

    id: int
    name: str
    domain: str
    phone: str
    city: City
    voice: Voice
    is_partner: bool


@dataclass(frozen=True)
class CompanyDraft:
    """A company's row without its id, its e-mail domains and further phones."""

    firm: Firm
    row: dict[str, Any]
    domains: tuple[str, ...]
    phones: tuple[str, ...]

    def numbered(self, row_id: int) -> CompanyDraft:
        """The same company with its id."""
        return replace(self, firm=replace(self.firm, id=row_id), row={"id": row_id, **self.row})


def company_count(contacts: int) -> int:
    """How many companies so many contacts work for."""
    return min(max(contacts // CONTACTS_EACH, FEWEST), MOST)


class Companies:
    """Makes companies that no two share a name or a domain."""

    def __init__(self, rnd: Random, calendar: Calendar) -> None:
        self.rnd = rnd
        self.calendar = calendar
        self.names: set[str] = set()
        self.domains: set[str] = set()

    def make(self, count: int) -> Iterator[CompanyDraft]:
        """So many companies in the order they came; ever more of them towards today."""
        weights = [voice.weight for voice in VOICES]
        for number in range(count):
            voice = self.rnd.choices(VOICES, weights)[0]
            yield self._company(number, voice, (number / count) ** 2)

    def _company(self, number: int, voice: Voice, share: float) -> CompanyDraft:
        rnd = self.rnd
        city = rnd.choice(voice.cities)
        sole = rnd.random() < SOLE_TRADERS
        own = self._own_name(voice, city, sole=sole)
        domain = self._domain(own)
        form = voice.sole_trader if sole else rnd.choice(voice.forms)
        values = self._values(form, own, domain, voice=voice, city=city)
        values["tax_id"], values["registration_number"] = REGISTERS[voice.language](rnd, sole=sole)
        firm = Firm(
            0, values["name"], domain, values["phone"], city, voice, rnd.random() < PARTNERS
        )
        domains = (domain, f"mail.{domain}") if rnd.random() < 0.1 else (domain,)
        phones = (phone(rnd, rnd.choice(voice.mobiles)),) if rnd.random() < 0.25 else ()
        return CompanyDraft(
            firm, self._row(values, number, share, domains, phones), domains, phones
        )

    def _row(
        self,
        values: dict[str, Any],
        number: int,
        share: float,
        domains: tuple[str, ...],
        phones: tuple[str, ...],
    ) -> dict[str, Any]:
        code = identifier("C", number + 1)
        created = self.calendar.at(share)
        changed = self.rnd.random() < 0.3
        return {
            **values,
            **company_keys(values, identifier=code, domains=domains, phones=phones),
            "identifier": code,
            "created_at": created,
            "updated_at": self.calendar.later(self.rnd, created) if changed else created,
            "deleted_at": None,
            "version": 1,
        }

    def _values(
        self, form: Form, own: str, domain: str, *, voice: Voice, city: City
    ) -> dict[str, Any]:
        rnd = self.rnd
        return {
            "name": form.name.format(own),
            "legal_name": form.legal_name.format(own) if rnd.random() < 0.7 else "",
            "site": f"https://{domain}" if rnd.random() < 0.85 else "",
            "email": f"{rnd.choice(('info', 'office', 'mail', 'hello'))}@{domain}",
            "phone": phone(rnd, city.landline),
            "address": address(rnd, voice, city),
            "region": city.region,
            "status": rnd.choices(STATUSES, STATUS_WEIGHTS)[0],
            "notes": rnd.choice(voice.notes) if rnd.random() < 0.1 else "",
        }

    def _own_name(self, voice: Voice, city: City, *, sole: bool) -> str:
        """A name nobody else has; the more companies there are, the longer it gets."""
        longest = 0
        while True:
            name = self._owner(voice) if sole else self._trade_name(voice, city, longest)
            if longest > 8:
                name = f"{name} {self.rnd.randrange(2, 10_000)}"
            if plain(name) not in self.names:
                self.names.add(plain(name))
                return name
            longest += 1

    def _trade_name(self, voice: Voice, city: City, tries: int) -> str:
        name = self.rnd.choice(voice.stems)
        if tries or self.rnd.random() < 0.5:
            name += f" {self.rnd.choice(voice.trades)}"
        return f"{name} {city.name}" if tries > 3 else name

    def _owner(self, voice: Voice) -> str:
        owner = person(self.rnd, voice)
        parts = (owner.last, owner.first, owner.middle) if voice.patronymics else (owner.last,)
        return " ".join(part for part in parts if part)

    def _domain(self, own: str) -> str:
        """A domain under .example, which nobody can own: no mail ever reaches a stranger."""
        base = plain(own, "-")[:50]
        domain, number = f"{base}.example", 2
        while domain in self.domains:
            domain, number = f"{base}-{number}.example", number + 1
        self.domains.add(domain)
        return domain


def address(rnd: Random, voice: Voice, city: City) -> str:
    """An address in this city, written as the country does."""
    return voice.address.format(
        postcode=filled(rnd, city.postcode),
        city=city.name,
        street=rnd.choice(voice.streets),
        house=rnd.randrange(1, 180),
        flat=rnd.randrange(1, 90),
    )
