"""Words of four languages that people write for closed lists, flags and languages."""

from enum import StrEnum

from models.enums import CompanyStatus, ContactKind, ContactStatus, EquipmentStatus
from models.normalize import fold


def _words(line: str) -> frozenset[str]:
    return frozenset(fold(line).split())


TRUE_WORDS = _words("1 1.0 + yes y true on да д так т tak t ✓ ✔ x вкл увімк wł")
FALSE_WORDS = _words("0 0.0 - – — no n false off нет н ні nie выкл вимк wył")

LANGUAGE_WORDS: dict[str, str] = {
    word: code
    for code, words in {
        "en": "en eng english английский англійська angielski",
        "ru": "ru rus russian русский російська rosyjski",
        "uk": "uk ua ukr ukrainian украинский українська ukrainski",
        "pl": "pl pol polish польский польська polski",
    }.items()
    for word in _words(words)
}

CHOICE_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    ContactKind: {
        ContactKind.PERSON: "человек, физлицо, физическое лицо, частное лицо, людина, особа, "
        "фізична особа, osoba, osoba fizyczna, individual, human",
        ContactKind.ORGANISATION: "organization, company, организация, компания, юрлицо, "
        "юридическое лицо, організація, компанія, юридична особа, organizacja, firma",
        ContactKind.OTHER: "другое, другой, прочее, иное, інше, інший, inne, inny",
    },
    ContactStatus: {
        ContactStatus.ACTIVE: "enabled, активен, активный, активна, активная, действует, "
        "активний, aktywny, aktywna",
        ContactStatus.BLOCKED: "disabled, заблоковано, "
        "заблокирован, заблокированный, заблокирована, "
        "заблокований, заблокована, zablokowany, zablokowana",
        ContactStatus.DISMISSED: "fired, left, звільнено, "
        "уволен, уволена, уволенный, уволился, звільнений, "
        "звільнена, zwolniony, zwolniona",
    },
    EquipmentStatus: {
        EquipmentStatus.IN_USE: "in use, used, используется, в работе, эксплуатируется, "
        "в эксплуатации, використовується, в роботі, в експлуатації, w użyciu, używany, używane",
        EquipmentStatus.IN_STOCK: "in stock, stock, spare, на складе, склад, на складі, "
        "w magazynie, magazyn",
        EquipmentStatus.IN_REPAIR: "in repair, repair, в ремонте, ремонт, у ремонті, в ремонті, "
        "w naprawie, naprawa",
        EquipmentStatus.RETIRED: "decommissioned, written off, списано, списан, выведено, "
        "списане, виведено, wycofane, wycofany, spisane ze stanu, zutylizowany",
    },
    CompanyStatus: {
        CompanyStatus.ACTIVE: "активна, активная, активный, активен, активний, aktywna, aktywny, "
        "действует",
        CompanyStatus.BLOCKED: "disabled, заблоковано, "
        "заблокирована, заблокированная, заблокирован, "
        "заблокована, заблокований, zablokowana, zablokowany",
        CompanyStatus.ARCHIVED: "archive, в архиве, архив, архивная, архівна, в архіві, архів, "
        "zarchiwizowana, w archiwum, archiwum",
    },
}
"""For each closed list the other words that mean a member, with commas between."""
