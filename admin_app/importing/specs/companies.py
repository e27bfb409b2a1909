"""Columns of a file of companies (A1, A9)."""

from __future__ import annotations

from admin_app.i18n import N_
from admin_app.importing import parsers
from admin_app.importing.base import Column, Spec
from models.enums import CompanyStatus, ImportNoun

NAME_LENGTH = 200
NOTES_LENGTH = 20_000

IDENTIFIER = Column(
    "identifier",
    N_("Identifier"),
    parsers.identifier,
    {
        "en": ("Identifier", "ID", "UID"),
        "ru": ("Идентификатор", "ИД"),
        "uk": ("Ідентифікатор", "ІД"),
        "pl": ("Identyfikator",),
    },
)
NAME = Column(
    "name",
    N_("Name"),
    parsers.text(NAME_LENGTH),
    {
        "en": ("Name", "Company", "Company name", "Organisation", "Organization", "Client"),
        "ru": ("Название", "Название компании", "Компания", "Организация", "Наименование",
               "Наименование организации", "Название организации", "Клиент", "Контрагент"),
        "uk": ("Назва", "Назва компанії", "Компанія", "Організація", "Найменування", "Клієнт",
               "Назва організації", "Контрагент"),
        "pl": ("Nazwa", "Nazwa firmy", "Firma", "Organizacja", "Klient", "Kontrahent"),
    },
    required=True,
    example={"en": "Meadow Ltd", "ru": "ООО «Ромашка»", "uk": "ТОВ «Волошка»",
             "pl": "Stokrotka Sp. z o.o."},
)  # fmt: skip
LEGAL_NAME = Column(
    "legal_name",
    N_("Legal name"),
    parsers.text(300),
    {
        "en": ("Legal name", "Full name of the company", "Official name"),
        "ru": ("Юридическое название", "Полное наименование", "Полное название", "Юр. название",
               "Юридическое наименование", "Юрлицо"),
        "uk": ("Юридична назва", "Повна назва", "Повне найменування", "Юр. назва"),
        "pl": ("Nazwa prawna", "Pełna nazwa", "Nazwa pełna"),
    },
)  # fmt: skip
SITE = Column(
    "site",
    N_("Site"),
    parsers.site,
    {
        "en": ("Site", "Website", "Web site", "Web", "URL", "Homepage", "WWW"),
        "ru": ("Сайт", "Веб-сайт", "Адрес сайта"),
        "uk": ("Сайт", "Вебсайт", "Веб-сайт", "Адреса сайту"),
        "pl": ("Strona", "Strona www", "Strona internetowa", "Witryna"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "https://example.com"),
)
EMAIL = Column(
    "email",
    N_("E-mail"),
    parsers.email,
    {
        "en": ("Email", "E-mail", "Mail", "E-mail address", "Email address"),
        "ru": ("Email", "E-mail", "Почта", "Эл. почта", "Электронная почта", "Адрес почты",
               "Эл. адрес", "Емейл", "Имейл"),
        "uk": ("Email", "E-mail", "Пошта", "Ел. пошта", "Електронна пошта", "Електронна адреса",
               "Імейл"),
        "pl": ("Email", "E-mail", "Poczta", "Adres e-mail", "Adres email", "Mail"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "office@example.com"),
)  # fmt: skip
PHONE = Column(
    "phone",
    N_("Phone"),
    parsers.phone,
    {
        "en": ("Phone", "Telephone", "Tel", "Phone number", "Work phone", "Phones", "Office phone"),
        "ru": ("Телефон", "Тел.", "Номер телефона", "Рабочий телефон", "Телефоны", "Тел. раб.",
               "Телефон раб.", "Городской телефон", "Стационарный телефон", "Контактный телефон"),
        "uk": ("Телефон", "Тел.", "Номер телефону", "Робочий телефон", "Телефони", "Телефон роб.",
               "Міський телефон", "Стаціонарний телефон", "Контактний телефон"),
        "pl": ("Telefon", "Tel.", "Numer telefonu", "Telefon służbowy", "Telefony",
               "Telefon stacjonarny", "Telefon kontaktowy"),
    },
    many=True,
    commas=True,
    example={"en": "+44 20 7946 0018", "ru": "+7 495 123-45-67", "uk": "+380 44 123 4567",
             "pl": "+48 22 123 45 67"},
)  # fmt: skip
ADDRESS = Column(
    "address",
    N_("Address"),
    parsers.text(500),
    {
        "en": ("Address", "Postal address", "Street"),
        "ru": ("Адрес", "Почтовый адрес", "Фактический адрес", "Юридический адрес"),
        "uk": ("Адреса", "Поштова адреса", "Фактична адреса", "Юридична адреса"),
        "pl": ("Adres", "Adres pocztowy", "Adres siedziby"),
    },
    example={"en": "1 High Street, London", "ru": "Москва, ул. Ленина, 1",
             "uk": "Київ, вул. Хрещатик, 1", "pl": "ul. Długa 1, Warszawa"},
)  # fmt: skip
TAX_ID = Column(
    "tax_id",
    N_("Tax number"),
    parsers.tax_id,
    {
        "en": ("Tax number", "Tax ID", "VAT", "VAT number", "VAT ID", "TIN"),
        "ru": ("ИНН", "Налоговый номер", "ЕДРПОУ"),
        "uk": ("ЄДРПОУ", "Код ЄДРПОУ", "Податковий номер", "ІПН", "РНОКПП"),
        "pl": ("NIP", "Numer NIP", "Numer podatkowy"),
    },
)
REGISTRATION_NUMBER = Column(
    "registration_number",
    N_("Registration number"),
    parsers.text(32),
    {
        "en": ("Registration number", "Company number", "Reg. number"),
        "ru": ("Регистрационный номер", "ОГРН", "ОГРНИП", "Рег. номер"),
        "uk": ("Реєстраційний номер", "Реєстр. номер"),
        "pl": ("Numer rejestrowy", "KRS", "REGON", "Numer rejestracyjny"),
    },
)
DOMAINS = Column(
    "domains",
    N_("E-mail domains"),
    parsers.domain,
    {
        "en": ("E-mail domains", "Domains", "Domain", "Email domain", "Email domains"),
        "ru": ("Домены почты", "Домены", "Домен", "Почтовый домен", "Почтовые домены"),
        "uk": ("Домени пошти", "Домени", "Домен", "Поштовий домен", "Поштові домени"),
        "pl": ("Domeny poczty", "Domeny", "Domena", "Domena poczty"),
    },
    many=True,
    commas=True,
)
REGION = Column(
    "region",
    N_("Region"),
    parsers.text(100),
    {
        "en": ("Region", "State", "Area", "Province"),
        "ru": ("Регион", "Область", "Край"),
        "uk": ("Регіон", "Область"),
        "pl": ("Region", "Województwo"),
    },
)
STATUS = Column(
    "status",
    N_("Status"),
    parsers.choice(CompanyStatus),
    {"en": ("Status",), "ru": ("Статус",), "uk": ("Статус",),
     "pl": ("Status",)},
)  # fmt: skip
NOTES = Column(
    "notes",
    N_("Notes"),
    parsers.lines(NOTES_LENGTH),
    {
        "en": ("Notes", "Note", "Comment", "Comments", "Description"),
        "ru": ("Заметки", "Заметка", "Примечание", "Примечания", "Комментарий", "Комментарии",
               "Описание"),
        "uk": ("Нотатки", "Нотатка", "Примітка", "Примітки", "Коментар", "Коментарі", "Опис"),
        "pl": ("Notatki", "Notatka", "Uwagi", "Komentarz", "Opis"),
    },
)  # fmt: skip

SPEC = Spec(
    ImportNoun.COMPANIES,
    (IDENTIFIER, NAME, LEGAL_NAME, SITE, EMAIL, PHONE, ADDRESS, TAX_ID, REGISTRATION_NUMBER,
     DOMAINS, REGION, STATUS, NOTES),
    order=("name", "site", "email", "phone", "address"),
)  # fmt: skip
