"""Reading of typed values: what is accepted, what it becomes, and that reading twice is once."""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from admin_app import clock
from admin_app.messages import MESSAGES
from admin_app.services.shared import values, values_company
from admin_app.services.shared.values import ValueProblem, split_many
from models.enums import CompanyStatus, ContactKind, ContactStatus

SITE = values_company.parse_site
DOMAIN = values_company.parse_domain
TAX = values_company.parse_tax_id


def code_of(parse, *arguments):
    with pytest.raises(ValueProblem) as caught:
        parse(*arguments)
    problem = caught.value
    assert MESSAGES[problem.code] % problem.params
    return problem.code


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (" Anna@Example.COM ", "anna@example.com"),
        ("Анна <anna@example.com>", "anna@example.com"),
        ("mailto:anna@example.com", "anna@example.com"),
        ("root@localhost", "root@localhost"),
        ("desk@corp.local", "desk@corp.local"),
        ("a@firm.test", "a@firm.test"),
        ("анна@почта.рф", "анна@почта.рф"),
        ("a@xn--80a1acny.xn--p1ai", "a@почта.рф"),
        ("o'neil@example.ie", "o'neil@example.ie"),
        ("", ""),
        (None, ""),
    ],
)
def test_email(typed, value):
    assert values.parse_email(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["anna", "anna@", "@x.com", "a b@x.com", "a..b@x.com", "a@x..com", "a@-x.com", "ivan@gmailcom",
     "a@b@c.com", "a@[1.2.3.4]", "a.@x.com", ".a@x.com", "a@x.com, b@x.com"],
)  # fmt: skip
def test_not_an_email(typed):
    assert code_of(values.parse_email, typed) == "email_wrong"


@pytest.mark.parametrize(
    ("typed", "region", "value"),
    [
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("+7 912 345 67 89", "PL", "+79123456789"),
        ("0774768867", "UA", "+380774768867"),
        ("774768867", "UA", "+380774768867"),
        ("380774768867", "RU", "+380774768867"),
        ("512 345 678", "PL", "+48512345678"),
        ("+380671234567 доб. 12", "UA", "+380671234567 x12"),
        ("вн. 123", "RU", "вн. 123"),
        ("", "RU", ""),
    ],
)
def test_phone(typed, region, value):
    assert values.parse_phone(typed, region) == value


@pytest.mark.parametrize("typed", ["нет", "12", "-", "anna123@example.com", "https://t.me/12345"])
def test_not_a_phone(typed):
    assert code_of(values.parse_phone, typed, "RU") == "phone_wrong"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1985-04-23", "1985-04-23"),
        ("23.04.1985", "1985-04-23"),
        ("23/04/1985", "1985-04-23"),
        ("3.4.1985", "1985-04-03"),
        ("04-23", "--04-23"),
        ("--04-23", "--04-23"),
        ("23.04", "--04-23"),
        ("29.02", "--02-29"),
        ("1985-04-23 00:00:00", "1985-04-23"),
        ("1985-04-23T00:00:00", "1985-04-23"),
        ("", ""),
    ],
)
def test_birth_date(typed, value):
    assert values.parse_birth_date(typed) == value


@pytest.mark.parametrize(
    "typed", ["31.02.2000", "29.02.2001", "32.01", "04-23-85", "1799-01-01", "31136", "вчера"]
)
def test_not_a_birth_date(typed):
    assert code_of(values.parse_birth_date, typed) == "date_wrong"


def test_nobody_is_born_in_the_future():
    today = clock.today()
    assert values.parse_birth_date(today.isoformat()) == today.isoformat()
    later = (today + timedelta(days=2)).isoformat()
    assert code_of(values.parse_birth_date, later) == "date_future"


@pytest.mark.parametrize("typed", ["1", "yes", "Да", "так", "TAK", "true", "+", " 1.0 "])
def test_yes(typed):
    assert values.parse_flag(typed) is True


@pytest.mark.parametrize("typed", ["0", "no", "НЕТ", "ні", "nie", "False", "-", "—"])
def test_no(typed):
    assert values.parse_flag(typed) is False


@pytest.mark.parametrize("typed", ["", "2", "maybe", None])
def test_neither_yes_nor_no(typed):
    assert code_of(values.parse_flag, typed) == "flag_wrong"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("Active", ContactStatus, ContactStatus.ACTIVE),
        ("Уволён", ContactStatus, ContactStatus.DISMISSED),
        ("Заблокований", ContactStatus, ContactStatus.BLOCKED),
        ("zwolniony", ContactStatus, ContactStatus.DISMISSED),
        ("w archiwum", CompanyStatus, CompanyStatus.ARCHIVED),
        ("Юридическое лицо", ContactKind, ContactKind.ORGANISATION),
        ("ORGANIZATION", ContactKind, ContactKind.ORGANISATION),
    ],
)
def test_choice(typed, kind, value):
    assert values.parse_choice(typed, kind) is value


@pytest.mark.parametrize("typed", ["", "admin", "archived"])
def test_not_a_choice(typed):
    assert code_of(values.parse_choice, typed, ContactStatus) == "choice_wrong"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("pl-PL", "pl"), ("ru_RU", "ru"), ("Українська", "uk"), ("rosyjski", "ru"), ("EN", "en"),
     ("", "")],
)  # fmt: skip
def test_language(typed, value):
    assert values.parse_language(typed) == value


def test_time_zone():
    assert values.parse_time_zone("europe/warsaw") == "Europe/Warsaw"
    assert values.parse_time_zone("") == ""
    assert code_of(values.parse_time_zone, "../../etc/passwd") == "time_zone_wrong"
    assert code_of(values.parse_language, "klingon") == "language_wrong"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("@Anna_K", "@anna_k"),
        ("anna_k", "@anna_k"),
        ("https://t.me/Anna_K/", "@anna_k"),
        ("t.me/+380671234567", "+380671234567"),
        ("067 123-45-67", "+380671234567"),
        ("", ""),
    ],
)
def test_telegram(typed, value):
    assert values.parse_telegram(typed, "UA") == value


@pytest.mark.parametrize("typed", ["Анна", "abc", "t.me/joinchat/AAA", "@anna k", "1234"])
def test_not_telegram(typed):
    assert code_of(values.parse_telegram, typed, "UA") == "telegram_wrong"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("example.com", "https://example.com"),
        ("HTTP://Example.com/", "http://example.com"),
        ("https://example.com/A?b=1", "https://example.com/A?b=1"),
        ("ромашка.рф", "https://ромашка.рф"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("", ""),
    ],
)
def test_site(typed, value):
    assert SITE(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "ftp://example.com", "data:text/html,x", "https://u:p@example.com",
     "https:example.com", "example", "нет сайта", 'https://example.com/"onload="', "https://",
     "http://example.com:99999", "file:///etc/passwd"],
)  # fmt: skip
def test_not_a_site(typed):
    assert code_of(SITE, typed) == "site_wrong"


def test_domain():
    assert DOMAIN("@Firma.PL") == DOMAIN("firma.pl") == "firma.pl"
    assert DOMAIN("ромашка.рф") == "ромашка.рф"
    assert DOMAIN("") == ""
    assert {code_of(DOMAIN, d) for d in ("gmail.com", "mail.ru", "ukr.net", "WP.pl")} == {
        "domain_public"
    }
    wrong = ("firma", "1.2.3.4", "a b.com", "https://a.com", "a..com", "-a.com")
    assert {code_of(DOMAIN, d) for d in wrong} == {"domain_wrong"}


@pytest.mark.parametrize(
    ("typed", "region", "value"),
    [
        ("7707083893", "RU", "7707083893"),
        ("770708389 3", "PL", "7707083893"),
        ("500100732259", "RU", "500100732259"),
        ("32855961", "UA", "32855961"),
        ("1759013776", "UA", "1759013776"),
        ("PL 856-734-62-15", "RU", "8567346215"),
        ("856-734-62-15", "PL", "8567346215"),
        ("DE 136 695 976", "RU", "DE136695976"),
        ("US12-3456789", "RU", "US123456789"),
        ("", "RU", ""),
    ],
)
def test_tax_id(typed, region, value):
    assert TAX(typed, region) == value


@pytest.mark.parametrize(
    "typed", ["7707083894", "123", "1234567890123", "DE136695977", "PL7707083893", "ИНН", "нет"]
)
def test_not_a_tax_id(typed):
    assert code_of(TAX, typed, "RU") == "tax_id_wrong"


def test_many_values_in_a_cell():
    assert split_many(" a; b;;a\nc, d ") == ["a", "b", "c, d"]
    assert split_many("a, b", commas=True) == ["a", "b"]
    assert split_many("") == split_many(None) == []


def test_text_is_cleaned_and_bounded():
    assert values.parse_text(" a\u00a0 b\x00\u200b\n", 3) == "a b"
    assert values.parse_text("a\ud800б", 3) == "aб"
    assert values.parse_lines("a\r\n b\r", 4) == "a\n b"
    assert code_of(values.parse_text, "abcd", 3) == "too_long"
    assert code_of(values.parse_lines, "abcd", 3) == "too_long"
    assert code_of(values.parse_email, f"{'a' * 60}@{'b' * 60}.{'c' * 300}.com") == "email_wrong"


def flag_text(text):
    return "1" if values.parse_flag(text) else "0"


PARSERS = {
    "text": (lambda t: values.parse_text(t, 50), st.text()),
    "lines": (lambda t: values.parse_lines(t, 50), st.text()),
    "email": (values.parse_email, st.emails() | st.text()),
    "phone": (
        lambda t: values.parse_phone(t, "RU"),
        st.text() | st.from_regex(r"[+08]?[0-9 ()\-]{5,14}( доб\.? ?[0-9]{2})?", fullmatch=True),
    ),
    "birth date": (values.parse_birth_date, st.text() | st.dates().map(str)),
    "flag": (flag_text, st.text(max_size=4) | st.sampled_from(["1", "да", "нет", "tak"])),
    "language": (values.parse_language, st.text(max_size=4)),
    "telegram": (
        lambda t: values.parse_telegram(t, "UA"),
        st.text() | st.from_regex(r"(t\.me/|@)?[A-Za-z][a-zA-Z0-9_]{3,10}|[+]?[0-9]{5,13}"),
    ),
    "site": (SITE, st.text() | st.from_regex(r"(https?://)?[a-z]{2,5}\.[a-zA-Zа-я]{2,4}/?.*")),
    "domain": (DOMAIN, st.text() | st.from_regex(r"[@*]?[.]?[a-z-]{1,5}\.[a-zа-я]{2,4}[.]?")),
    "tax id": (
        lambda t: TAX(t, "UA"),
        st.text() | st.from_regex(r"(PL|DE|US)?[0-9 \-]{8,12}", fullmatch=True),
    ),
}


@pytest.mark.parametrize("name", PARSERS)
def test_reading_twice_is_reading_once(name):
    parse, texts = PARSERS[name]

    @settings(max_examples=300, deadline=None)
    @given(texts)
    @example("İ@x.com")
    @example("\ud800 a")
    def holds(text):
        try:
            once = parse(text)
        except ValueProblem:
            return
        assert parse(once) == once
        once.encode()

    holds()
