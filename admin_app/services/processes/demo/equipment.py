"""Demo equipment: the machines of some companies, in trees of up to four levels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from admin_app.services.processes.demo.bulk import chunks, new_ids
from admin_app.services.processes.demo.calendar import Calendar
from admin_app.services.processes.demo.companies import Firm
from admin_app.services.processes.demo.numbers import filled, identifier
from admin_app.services.shared.bulk_rows import insert_rows
from models import Equipment
from models.base import db
from models.derived import equipment_keys
from models.enums import EquipmentStatus

MOST_FIRMS = 120
STATUSES = (
    *[EquipmentStatus.IN_USE] * 7,
    EquipmentStatus.IN_STOCK,
    EquipmentStatus.IN_REPAIR,
    EquipmentStatus.RETIRED,
)
KITS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("Server room", "Rack", "Server", "Power supply", "Disk"),
        ("Office", "Computer", "Monitor", "Keyboard", "Memory"),
        ("Shop floor", "Till", "Receipt printer", "Barcode scanner", "Cash drawer"),
    ),
    "ru": (
        ("Серверная", "Стойка", "Сервер", "Блок питания", "Диск"),
        ("Офис", "Компьютер", "Монитор", "Клавиатура", "Память"),
        ("Торговый зал", "Касса", "Чековый принтер", "Сканер штрихкода", "Денежный ящик"),
    ),
    "uk": (
        ("Серверна", "Стійка", "Сервер", "Блок живлення", "Диск"),
        ("Офіс", "Комп’ютер", "Монітор", "Клавіатура", "Пам’ять"),
        ("Торгова зала", "Каса", "Чековий принтер", "Сканер штрихкоду", "Грошова скринька"),
    ),
    "pl": (
        ("Serwerownia", "Szafa", "Serwer", "Zasilacz", "Dysk"),
        ("Biuro", "Komputer", "Monitor", "Klawiatura", "Pamięć"),
        ("Sklep", "Kasa", "Drukarka paragonów", "Skaner kodów", "Szuflada na gotówkę"),
    ),
}
"""A place, what stands there, and three things that it is made of, by language."""


def write_equipment(rnd: Random, calendar: Calendar, firms: list[Firm]) -> int:
    """Give every third company its machines; how many pieces that are."""
    number = 0
    for several in chunks((firm for firm in firms[::3][:MOST_FIRMS]), 20):
        drafts = [draft for firm in several for draft in _of_firm(rnd, firm)]
        ids = new_ids(Equipment, len(drafts))
        rows = [
            {
                **_row(rnd, calendar, firm, name, identifier("D", number + place + 1)),
                "id": ids[place],
                "parent_id": None if parent is None else ids[parent],
            }
            for place, (firm, name, parent) in enumerate(_with_places(drafts))
        ]
        insert_rows(db.session.connection(), Equipment, rows)
        number += len(rows)
    return number


def _of_firm(rnd: Random, firm: Firm) -> Iterator[tuple[Firm, str, int | None]]:
    """Name and parent of each piece; parents are steps back among the pieces of the company."""
    kits = KITS.get(firm.voice.language, KITS["en"])
    place = 0
    for kit in rnd.sample(kits, rnd.randint(1, 2)):
        top = place
        yield firm, kit[0], None
        place += 1
        for machine in range(rnd.randint(1, 4)):
            own = place
            yield firm, f"{kit[1]} {machine + 1}", own - top
            place += 1
            for part in kit[2:4]:
                yield firm, part, place - own
                place += 1
                if rnd.random() < 0.3:
                    yield firm, kit[4], 1
                    place += 1


def _with_places(
    drafts: list[tuple[Firm, str, int | None]],
) -> Iterator[tuple[Firm, str, int | None]]:
    """The same with the parent's place among all drafts."""
    for place, (firm, name, back) in enumerate(drafts):
        yield firm, name, None if back is None else place - back


def _row(rnd: Random, calendar: Calendar, firm: Firm, name: str, code: str) -> dict[str, Any]:
    created = calendar.at(rnd.random())
    warranty = created.date() + timedelta(days=365 * rnd.randint(1, 7))
    values = {
        "name": name,
        "article": filled(rnd, "@@-####") if rnd.random() < 0.8 else "",
        "serial_number": filled(rnd, "SN########") if rnd.random() < 0.9 else "",
        "description": "",
    }
    return {
        **values,
        **equipment_keys(values, identifier=code),
        "identifier": code,
        "company_id": firm.id,
        "contact_id": None,
        "status": rnd.choice(STATUSES),
        "warranty_until": warranty.isoformat() if rnd.random() < 0.6 else "",
        "custom": {},
        "created_at": created,
        "updated_at": created,
        "deleted_at": None,
        "deleted_with": "",
        "version": 1,
    }
