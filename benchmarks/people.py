"""The files that a run loads: companies and contacts in four languages, always the same ones.

By default they are made here; with a folder of peers they are those of its `dataset.py`, so that
everyone is measured on the same rows. Files are kept and used again.
"""

from __future__ import annotations

import csv
import importlib.util
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

SEED = 20240917
RARE_NAME = "Ковальчук"
RARE_SEARCH = "ковальч"
"""A fragment that few contacts hold, in lower case on purpose."""
COMPANY_COLUMNS = ("name", "site", "email", "phone", "address", "domains")
CONTACT_COLUMNS = (
    "company", "full_name", "email", "position", "phone", "mobile_phone", "telegram", "status",
    "department", "notifications",
)  # fmt: skip
STATUSES = ("dismissed", "blocked", *["active"] * 8)

FIRST = {
    "ru": ("Александр", "Анна", "Дмитрий", "Мария", "Сергей", "Елена", "Пётр", "Ольга"),
    "uk": ("Олександр", "Олена", "Андрій", "Оксана", "Сергій", "Ірина", "Тарас", "Соломія"),
    "pl": ("Jan", "Anna", "Piotr", "Katarzyna", "Łukasz", "Małgorzata", "Paweł", "Żaneta"),
    "en": ("James", "Mary", "Robert", "Patricia", "John", "Jennifer", "David", "Susan"),
}
LAST = {
    "ru": ("Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Фёдоров", "Волков"),
    "uk": ("Шевченко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник", "Поліщук"),
    "pl": ("Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Dąbrowski", "Zając", "Źrebiec"),
    "en": ("Smith", "Johnson", "Williams", "Garcia", "Miller", "O'Brien", "Wilson"),
}
COMPANIES = {
    "ru": "ООО «Вектор-{}»",
    "uk": "ТОВ «Обрій-{}»",
    "pl": "Wisła-{} Sp. z o.o.",
    "en": "Northwind-{} Ltd",
}
CODES = {"ru": "+7916{:07}", "uk": "+38067{:07}", "pl": "+4851{:07}", "en": "+49151{:08}"}
POSITIONS = ("Accountant", "Бухгалтер", "Інженер", "Księgowa", "Директор", "Sales manager")
DEPARTMENTS = ("IT", "Sales", "Склад", "Бухгалтерія", "Zarząd")
LANGUAGES = ("ru", "ru", "uk", "pl", "en")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Files:
    """What is loaded: the companies, the contacts, and as many new contacts for a later import."""

    companies: Path
    contacts: Path
    more: Path
    rows: int
    company_rows: int


def company_count(contacts: int) -> int:
    """How many companies come with so many contacts."""
    return min(20_000, max(10, contacts // 20))


def prepare(folder: Path, contacts: int, more: int, peers: Path | None) -> Files:
    """The files under `folder`, made unless they are there."""
    source = "peers" if peers else "own"
    place = folder / f"{source}-{contacts}"
    count = company_count(contacts)
    files = Files(
        place / "companies.csv", place / "contacts.csv", place / f"more-{more}.csv", contacts, count
    )
    place.mkdir(parents=True, exist_ok=True)
    if not files.more.exists():
        companies, people, newcomers = (
            _of_peers(peers, contacts, count, more) if peers else _own(contacts, count, more)
        )
        _write(files.companies, COMPANY_COLUMNS, companies)
        _write(files.contacts, CONTACT_COLUMNS, people)
        _write(files.more, CONTACT_COLUMNS, newcomers)
    return files


def _write(path: Path, columns: Row, rows: Iterable[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _own(contacts: int, companies: int, more: int) -> tuple[Iterator[Row], ...]:
    return (
        (own_company(number) for number in range(1, companies + 1)),
        own_contacts(contacts, companies),
        own_contacts(more, companies, seed=SEED + 99, prefix="new."),
    )


def own_company(number: int) -> Row:
    """One company; a number always gives the same one."""
    rnd = random.Random(SEED + number)
    language = LANGUAGES[number % len(LANGUAGES)]
    name, domain = COMPANIES[language].format(number), _domain(number)
    phone = CODES[language].format(number)
    return (
        name, f"https://www.{domain}/", f"info@{domain}", phone,
        f"{rnd.choice(DEPARTMENTS)}, {rnd.randint(1, 200)}", domain,
    )  # fmt: skip


def _domain(number: int) -> str:
    return f"client-{number}.{('ru', 'ru', 'ua', 'pl', 'com')[number % len(LANGUAGES)]}"


def own_contacts(
    count: int, companies: int, *, seed: int = SEED, prefix: str = ""
) -> Iterator[Row]:
    """Contacts in a fixed order; large companies and small ones, each address once."""
    rnd = random.Random(seed)
    for number in range(1, count + 1):
        at = 1 + int(rnd.random() ** 1.6 * companies)
        language = LANGUAGES[at % len(LANGUAGES)]
        first, last = rnd.choice(FIRST[language]), rnd.choice(LAST[language])
        if language == "uk" and rnd.random() < 0.002:
            last = RARE_NAME
        name = f"{last} {first}" if language in ("ru", "uk") else f"{first} {last}"
        phones = [CODES[language].format(rnd.randrange(10**7)) for _ in range(2)]
        yield (
            COMPANIES[language].format(at) if rnd.random() < 0.97 else "",
            name,
            f"{prefix}p{number}.{rnd.randrange(100)}@{_domain(at)}",
            rnd.choice(POSITIONS),
            phones[0] if rnd.random() < 0.9 else "",
            phones[1] if rnd.random() < 0.6 else "",
            f"@person_{prefix[:3]}{number}" if rnd.random() < 0.4 else "",
            STATUSES[number % 10],
            rnd.choice(DEPARTMENTS),
            "1" if rnd.random() < 0.8 else "0",
        )


def _of_peers(peers: Path, contacts: int, count: int, more: int) -> tuple[Iterator[Row], ...]:
    """The rows of the peers' data set, with companies by name as an import names them."""
    dataset = _load(peers / "dataset.py")
    found = list(dataset.companies(count))
    names = {row[0]: row[1] for row in found}
    domains = [(row[0], row[6]) for row in found]

    def person(row: tuple[object, ...], prefix: str = "") -> Row:
        _id, company, name, email, position, phone, mobile, telegram, status, department, on = row[
            :11
        ]
        return (
            names.get(company, ""), str(name), f"{prefix}{email}", str(position), str(phone),
            str(mobile), str(telegram), str(status), str(department), "1" if on == "t" else "0",
        )  # fmt: skip

    newcomers = dataset.contacts(more, domains, seed=SEED + 99)
    return (
        (tuple(row[1:7]) for row in found),
        (person(row) for row in dataset.contacts(contacts, domains)),
        (person(row, "new.") for row in newcomers),
    )


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("peers_dataset", path)
    assert spec is not None, f"no {path}"
    assert spec.loader is not None, f"no {path}"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
