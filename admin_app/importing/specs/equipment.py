"""Columns of a file of equipment (H12)."""

from __future__ import annotations

from dataclasses import replace

from admin_app.i18n import N_
from admin_app.importing import parsers
from admin_app.importing.base import Column, Spec
from admin_app.importing.specs import companies, contacts
from admin_app.services.equipment import CODE_LENGTH, DESCRIPTION_LENGTH
from models.enums import EquipmentStatus, ImportNoun
from models.equipment import NAME_LENGTH

ARTICLE = Column(
    "article",
    N_("Article"),
    parsers.text(CODE_LENGTH),
    {
        "en": ("Article", "Article number", "SKU", "Part number", "Model number"),
        "ru": ("Артикул", "Арт.", "Код товара", "Парт-номер"),
        "uk": ("Артикул", "Арт.", "Код товару"),
        "pl": ("Artykuł", "Numer artykułu", "Nr artykułu", "Kod towaru", "SKU"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "HP-800"),
)
SERIAL_NUMBER = Column(
    "serial_number",
    N_("Serial number"),
    parsers.text(CODE_LENGTH),
    {
        "en": ("Serial number", "Serial", "S/N", "SN", "Serial no."),
        "ru": ("Серийный номер", "Серийник", "С/Н", "Заводской номер", "Сер. номер"),
        "uk": ("Серійний номер", "С/Н", "Заводський номер", "Сер. номер"),
        "pl": ("Numer seryjny", "Nr seryjny", "S/N", "Numer fabryczny"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "SN-10001"),
)
NAME = Column(
    "name",
    N_("Name"),
    parsers.text(NAME_LENGTH),
    {
        "en": ("Name", "Equipment", "Equipment name", "Device", "Device name", "Title"),
        "ru": ("Название", "Оборудование", "Название оборудования", "Наименование", "Устройство"),
        "uk": ("Назва", "Обладнання", "Назва обладнання", "Найменування", "Пристрій"),
        "pl": ("Nazwa", "Sprzęt", "Nazwa sprzętu", "Urządzenie", "Nazwa urządzenia"),
    },
    required=True,
    example={"en": "Computer", "ru": "Компьютер", "uk": "Комп’ютер", "pl": "Komputer"},
)
DESCRIPTION = Column(
    "description",
    N_("Description"),
    parsers.lines(DESCRIPTION_LENGTH),
    {
        "en": ("Description", "Notes", "Comment"),
        "ru": ("Описание", "Примечание", "Комментарий"),
        "uk": ("Опис", "Примітка", "Коментар"),
        "pl": ("Opis", "Uwagi", "Komentarz"),
    },
    example={
        "en": "Reception, first floor",
        "ru": "Приёмная, первый этаж",
        "uk": "Приймальня, перший поверх",
        "pl": "Recepcja, pierwsze piętro",
    },
)
CONTACT = Column(
    "contact",
    N_("Contact"),
    parsers.text(contacts.NAME_LENGTH * 3),
    {
        "en": ("Contact", "Contact person", "Responsible", "Contact e-mail"),
        "ru": ("Контакт", "Контактное лицо", "Ответственный", "Сотрудник", "Email контакта"),
        "uk": ("Контакт", "Контактна особа", "Відповідальний", "Email контакту"),
        "pl": ("Kontakt", "Osoba kontaktowa", "Odpowiedzialny", "E-mail kontaktu"),
    },
)
PARENT = Column(
    "parent",
    N_("Part of"),
    parsers.text(NAME_LENGTH),
    {
        "en": ("Part of", "Parent", "Parent equipment", "Belongs to", "Parent serial number"),
        "ru": ("Часть от", "Родитель", "Родительская категория", "Родительское оборудование",
               "Входит в состав"),
        "uk": ("Частина від", "Батьківське обладнання", "Батьківська категорія", "Входить до"),
        "pl": ("Część", "Element nadrzędny", "Sprzęt nadrzędny", "Kategoria nadrzędna"),
    },
)  # fmt: skip
WARRANTY = Column(
    "warranty_until",
    N_("Warranty until"),
    parsers.day,
    {
        "en": ("Warranty until", "Warranty", "Warranty end", "Warranty date"),
        "ru": ("Гарантия до", "Гарантия", "Окончание гарантии", "Срок гарантии"),
        "uk": ("Гарантія до", "Гарантія", "Закінчення гарантії", "Термін гарантії"),
        "pl": ("Gwarancja do", "Gwarancja", "Koniec gwarancji"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "2028-12-31"),
)

SPEC = Spec(
    ImportNoun.EQUIPMENT,
    (companies.IDENTIFIER, ARTICLE, SERIAL_NUMBER, NAME, DESCRIPTION, contacts.COMPANY, CONTACT,
     PARENT, replace(companies.STATUS, parse=parsers.choice(EquipmentStatus)), WARRANTY),
    order=("company", "name", "article", "serial_number", "parent", "description"),
)  # fmt: skip
