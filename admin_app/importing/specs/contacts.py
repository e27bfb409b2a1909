"""Columns of a file of contacts (A6, A9, H9)."""

from __future__ import annotations

from dataclasses import replace

from admin_app.i18n import N_
from admin_app.importing import parsers
from admin_app.importing.base import Column, Spec
from admin_app.importing.specs import companies
from models.enums import ContactKind, ContactStatus, ImportNoun, PointKind

NAME_LENGTH = 100


def _messenger(kind: PointKind, label: str, *words: str) -> Column:
    """A column of accounts at a messenger; `words` are how its name is written in Cyrillic."""
    names = {"en": (label,), "ru": (label, *words), "uk": (label, *words), "pl": (label,)}
    phones = kind in (PointKind.VIBER, PointKind.WHATSAPP)
    return Column(kind.value, label, parsers.messenger(kind), names, many=True, commas=phones)


KIND = Column(
    "kind",
    N_("Type"),
    parsers.choice(ContactKind),
    {"en": ("Type", "Kind", "Contact type"), "ru": ("Тип", "Тип контакта", "Вид"),
     "uk": ("Тип", "Тип контакту", "Вид"), "pl": ("Typ", "Typ kontaktu", "Rodzaj")},
)  # fmt: skip
FULL_NAME = Column(
    "full_name",
    N_("Full name"),
    parsers.text(300),
    {
        "en": ("Full name", "Name", "Contact", "Contact name", "Contact person", "Person"),
        "ru": ("ФИО", "Ф.И.О.", "ФИО контакта", "Полное имя", "Контакт", "Контактное лицо",
               "Сотрудник", "Имя контакта", "Отображаемое имя", "Фамилия Имя Отчество",
               "Фамилия и имя", "Имя и фамилия"),
        "uk": ("ПІБ", "П.І.Б.", "ПІБ контакту", "Повне ім'я", "Контакт", "Контактна особа",
               "Співробітник", "Прізвище та ім'я", "Прізвище Ім'я По батькові", "Ім'я та прізвище"),
        "pl": ("Imię i nazwisko", "Nazwisko i imię", "Kontakt", "Pełne imię",
               "Osoba kontaktowa", "Osoba", "Imię, nazwisko"),
    },
    example={"en": "Anna Brown", "ru": "Иванова Анна Петровна", "uk": "Коваль Ірина Олегівна",
             "pl": "Anna Nowak"},
)  # fmt: skip
FIRST_NAME = Column(
    "first_name",
    N_("First name"),
    parsers.text(NAME_LENGTH),
    {"en": ("First name", "Given name", "Forename"), "ru": ("Имя",), "uk": ("Ім'я",),
     "pl": ("Imię",)},
)  # fmt: skip
MIDDLE_NAME = Column(
    "middle_name",
    N_("Middle name"),
    parsers.text(NAME_LENGTH),
    {"en": ("Middle name", "Patronymic", "Second name"), "ru": ("Отчество", "Второе имя"),
     "uk": ("По батькові",), "pl": ("Drugie imię",)},
)  # fmt: skip
LAST_NAME = Column(
    "last_name",
    N_("Last name"),
    parsers.text(NAME_LENGTH),
    {"en": ("Last name", "Surname", "Family name"), "ru": ("Фамилия",), "uk": ("Прізвище",),
     "pl": ("Nazwisko",)},
)  # fmt: skip
COMPANY = Column(
    "company",
    N_("Company"),
    parsers.text(companies.NAME_LENGTH),
    {
        "en": ("Company", "Company name", "Organisation", "Organization", "Client", "Employer"),
        "ru": ("Компания", "Название компании", "Организация", "Клиент", "Контрагент",
               "Название организации", "Наименование организации", "Фирма"),
        "uk": ("Компанія", "Назва компанії", "Організація", "Клієнт", "Контрагент", "Фірма",
               "Назва організації"),
        "pl": ("Firma", "Nazwa firmy", "Organizacja", "Klient", "Kontrahent"),
    },
    example=companies.NAME.example,
)  # fmt: skip
COMPANY_EMAIL = Column(
    "company_email",
    N_("Company e-mail"),
    parsers.email,
    {
        "en": ("Company email", "Company e-mail", "Company mail", "Organisation email"),
        "ru": ("Email компании", "E-mail компании", "Почта компании", "Эл. почта компании",
               "Email организации", "Почта организации"),
        "uk": ("Email компанії", "E-mail компанії", "Пошта компанії", "Ел. пошта компанії",
               "Email організації"),
        "pl": ("Email firmy", "E-mail firmy", "Adres e-mail firmy", "Poczta firmy"),
    },
    example=companies.EMAIL.example,
)  # fmt: skip
EMAIL = replace(
    companies.EMAIL,
    headers={
        "en": (*companies.EMAIL.headers["en"], "Contact email", "Work email", "Emails", "E-mails"),
        "ru": (*companies.EMAIL.headers["ru"], "Email контакта", "Почта контакта", "Рабочая почта"),
        "uk": (*companies.EMAIL.headers["uk"], "Email контакту", "Пошта контакту", "Робоча пошта"),
        "pl": (*companies.EMAIL.headers["pl"], "Email kontaktu", "E-mail służbowy"),
    },
    many=True,
    commas=True,
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "anna@example.com"),
)
MOBILE_PHONE = Column(
    "mobile_phone",
    N_("Mobile phone"),
    parsers.phone,
    {
        "en": ("Mobile phone", "Mobile", "Cell", "Cell phone", "Cellphone", "Mobile number"),
        "ru": ("Мобильный телефон", "Мобильный", "Моб. телефон", "Телефон моб.", "Моб.", "Сотовый",
               "Сотовый телефон", "Тел. моб.", "Моб. тел.", "Телефон мобильный", "Тел. сот."),
        "uk": ("Мобільний телефон", "Мобільний", "Моб. телефон", "Телефон моб.", "Моб.",
               "Телефон мобільний", "Моб. тел."),
        "pl": ("Telefon komórkowy", "Komórka", "Tel. komórkowy", "Tel. kom.", "Telefon kom.",
               "Numer komórkowy"),
    },
    many=True,
    commas=True,
    example={"en": "+44 7700 900123", "ru": "+7 912 345-67-89", "uk": "+380 67 123 4567",
             "pl": "+48 512 345 678"},
)  # fmt: skip
TELEGRAM = Column(
    "telegram",
    N_("Telegram"),
    parsers.telegram,
    {
        "en": ("Telegram", "Telegram account", "TG"),
        "ru": ("Telegram", "Телеграм", "Телеграмм", "Аккаунт в Telegram", "Аккаунт Telegram", "ТГ"),
        "uk": ("Telegram", "Телеграм", "Акаунт у Telegram", "Акаунт Telegram"),
        "pl": ("Telegram", "Konto Telegram", "Konto w Telegramie"),
    },
    many=True,
    commas=True,
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "@anna_example"),
)
VIBER = _messenger(PointKind.VIBER, "Viber", "Вайбер")
WHATSAPP = _messenger(PointKind.WHATSAPP, "WhatsApp", "Вотсап", "Ватсап")
SKYPE = _messenger(PointKind.SKYPE, "Skype", "Скайп")
FACEBOOK = _messenger(PointKind.FACEBOOK, "Facebook", "Фейсбук")
POSITION = Column(
    "position",
    N_("Position"),
    parsers.text(150),
    {
        "en": ("Position", "Job title", "Title", "Post", "Job"),
        "ru": ("Должность", "Пост"),
        "uk": ("Посада",),
        "pl": ("Stanowisko",),
    },
    example={"en": "Accountant", "ru": "Бухгалтер", "uk": "Бухгалтер", "pl": "Księgowa"},
)
DEPARTMENT = Column(
    "department",
    N_("Department"),
    parsers.text(150),
    {
        "en": ("Department", "Dept", "Division", "Unit"),
        "ru": ("Отдел", "Департамент", "Подразделение", "Служба"),
        "uk": ("Відділ", "Департамент", "Підрозділ"),
        "pl": ("Dział", "Departament", "Oddział"),
    },
)
BIRTH_DATE = Column(
    "birth_date",
    N_("Birth date"),
    parsers.birth_date,
    {
        "en": ("Birth date", "Birthday", "Date of birth", "DOB"),
        "ru": ("Дата рождения", "День рождения", "Др"),
        "uk": ("Дата народження", "День народження"),
        "pl": ("Data urodzenia", "Urodziny", "Dzień urodzin"),
    },
)
LANGUAGE = Column(
    "language",
    N_("Language"),
    parsers.language,
    {"en": ("Language", "Lang", "Locale"), "ru": ("Язык",), "uk": ("Мова",), "pl": ("Język",)},
)
TIME_ZONE = Column(
    "time_zone",
    N_("Time zone"),
    parsers.time_zone,
    {
        "en": ("Time zone", "Timezone"),
        "ru": ("Часовой пояс", "Таймзона"),
        "uk": ("Часовий пояс",),
        "pl": ("Strefa czasowa",),
    },
)
GROUP = Column(
    "group",
    N_("Group"),
    parsers.text(100),
    {
        "en": ("Group", "Contact group", "Client group"),
        "ru": ("Группа", "Группа контакта", "Группа пользователей"),
        "uk": ("Група", "Група контакту"),
        "pl": ("Grupa", "Grupa kontaktów"),
    },
)
NOTIFICATIONS = Column(
    "notifications",
    N_("Notifications"),
    parsers.flag,
    {
        "en": ("Notifications", "E-mail notifications", "Notify"),
        "ru": ("Уведомления", "Оповещения", "Уведомления на почту"),
        "uk": ("Сповіщення", "Оповіщення"),
        "pl": ("Powiadomienia", "Powiadomienia e-mail"),
    },
)
FORMS_AS_COMPANY = Column(
    "forms_as_company",
    N_("Forms as the company"),
    parsers.flag,
    {
        "en": ("Forms as the company", "Forms as company", "Company forms"),
        "ru": ("Формы как у компании", "Выбрать формы как у компании",
               "Выбрать формы как у компании (1 или 0)"),
        "uk": ("Форми як у компанії", "Обрати форми як у компанії"),
        "pl": ("Formularze jak w firmie", "Formularze firmy"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "1"),
)  # fmt: skip
ALL_TICKETS = Column(
    "all_tickets",
    N_("Sees all tickets"),
    parsers.flag,
    {
        "en": ("Sees all tickets", "All tickets", "Show all tickets", "See all tickets"),
        "ru": ("Видит все заявки", "Отображение всех заявок", "Все заявки",
               "Отображение всех заявок (1 или 0)"),
        "uk": ("Бачить усі запити", "Відображення всіх запитів", "Усі запити", "Усі заявки"),
        "pl": ("Widzi wszystkie sprawy", "Wszystkie sprawy", "Wszystkie zgłoszenia"),
    },
    example=dict.fromkeys(("en", "ru", "uk", "pl"), "0"),
)  # fmt: skip

SPEC = Spec(
    ImportNoun.CONTACTS,
    (companies.IDENTIFIER, KIND, FULL_NAME, FIRST_NAME, MIDDLE_NAME, LAST_NAME, COMPANY,
     COMPANY_EMAIL, EMAIL, companies.PHONE, MOBILE_PHONE, TELEGRAM, VIBER, WHATSAPP, SKYPE,
     FACEBOOK, companies.ADDRESS, POSITION, DEPARTMENT, companies.REGION, BIRTH_DATE, LANGUAGE,
     TIME_ZONE,
     replace(companies.STATUS, parse=parsers.choice(ContactStatus)), GROUP, NOTIFICATIONS,
     FORMS_AS_COMPANY, ALL_TICKETS, companies.NOTES),
    order=("company", "company_email", "full_name", "email", "position", "phone", "mobile_phone",
           "telegram", "forms_as_company", "all_tickets"),
)  # fmt: skip
