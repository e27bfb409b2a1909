"""Encodings: real little files in each, told apart whatever the language of the user."""

import time

import pytest

from admin_app.importing.readers.encoding import ENCODINGS, detect_encoding
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.rows import read_rows
from admin_app.importing.readers.sniff import sniff
from tests.unit.importing.readers.build import is_header

RU = "Имя;Телефон;Город\r\nИванов Пётр;0774768867;Москва\r\nПетрова Анна;+7 999;Ёлкино\r\n"
UK = "Прізвище;Телефон;Місто\r\nЇжакевич Єва;050;Київ\r\nҐудзь Іван;067;Львів\r\n"
PL = "Nazwisko;Imię;Phone\r\nWójcik;Żaneta;600\r\nŚwiątek;Grażyna;601\r\n"
WEST = "Name;Phone;City\r\nMüller;1;Köln\r\nFrançois;2;Besançon\r\nGarcía;3;Málaga\r\n"

FILES = [
    *((RU, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    *((RU, e) for e in ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")),
    *((RU.upper(), e) for e in ("cp1251", "koi8-r", "cp866")),
    *((RU.lower(), e) for e in ("cp1251", "koi8-r", "cp866")),
    *((UK, e) for e in ("utf-8", "cp1251", "koi8-u", "cp1125")),
    *((PL, e) for e in ("utf-8", "utf-16", "cp1250", "iso8859-2", "cp852", "mac-latin2")),
    *((WEST, e) for e in ("utf-8", "cp1252", "mac-roman")),
]


@pytest.mark.parametrize("language", ["en", "ru", "uk", "pl"])
@pytest.mark.parametrize(("text", "encoding"), FILES)
def test_every_encoding_of_three_rows(tmp_path, text, encoding, language):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    fmt = sniff(path, name="t.csv", language=language, is_header=is_header)
    assert fmt.delimiter == ";"
    assert fmt.header_row == 1
    rows = [cells for _, cells in read_rows(path, fmt)]
    assert rows == [line.split(";") for line in text.splitlines()[fmt.header_row :]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Имя\nИван\n", "cp1251"), ("Имя\nИван\n", "koi8-r"), ("Имя\nИван\n", "cp866"),
        ("Іван\n", "cp1251"), ("Іван\n", "koi8-u"), ("Łódź\n", "cp1250"), ("Łódź\n", "iso8859-2"),
        ("ООО «Ромашка» № 5 — «Лютик»\n", "cp1251"), ("Kraków\n", "cp1250"), ("20 €\n", "cp1252"),
    ],
)  # fmt: skip
def test_one_or_two_words_are_enough(tmp_path, text, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    for language in ("en", "ru", "uk", "pl"):
        assert path.read_bytes().decode(detect_encoding(path, language)) == text


def test_language_breaks_the_tie(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("Wójcik\n".encode("cp1250"))
    assert detect_encoding(path, "pl") == "cp1250"
    assert detect_encoding(path, "en") == "cp1252"


@pytest.mark.parametrize("taken_for", ["cp1251", "cp1252", "cp1250"])
@pytest.mark.parametrize("text", [RU, UK, PL])
def test_text_encoded_twice_is_mended(tmp_path, text, taken_for):
    path = tmp_path / "t.csv"
    path.write_text(twice(text, taken_for), encoding="utf-8", newline="")
    fmt = sniff(path, name="t.csv", language="ru", is_header=is_header)
    assert fmt.encoding == f"utf-8/{taken_for}"
    rows = [cells for _, cells in read_rows(path, fmt)]
    assert rows == [line.split(";") for line in text.splitlines()[1:]]


def twice(text, taken_for):
    """What a program shows that reads UTF-8 as another encoding; free bytes become controls."""
    signs = (bytes([byte]) for byte in text.encode())
    return "".join(sign.decode(taken_for, "ignore") or chr(sign[0]) for sign in signs)


def test_text_encoded_twice_and_spoiled_is_refused_with_the_row(tmp_path):
    path = tmp_path / "t.csv"
    lines = [twice(f"Анна {n}\n", "cp1251") for n in range(20)]
    lines[6] = "Р? спорчено\n"
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        detect_encoding(path, "ru")
    assert (refusal.value.code, refusal.value.params) == ("double_encoded", {"row": 7})


def test_ordinary_utf8_is_not_taken_for_double(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("РСФСР;СССР\nÃ©;é\n«Ё»;№\n", encoding="utf-8")
    assert detect_encoding(path, "ru") == "utf-8"


def test_mixed_encodings_are_refused_with_the_row(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes((RU * 3).encode() + "Плохо;1;2\r\n".encode("cp1251"))
    with pytest.raises(FileRefused) as refusal:
        detect_encoding(path, "ru")
    assert (refusal.value.code, refusal.value.params["row"]) == ("mixed_encoding", 10)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a;b\n\x00\x01\x02\x03;c\n", "binary"),
        (bytes(range(1, 32)) * 5, "binary"),
        ("日本語テキスト;東京都\n".encode("shift_jis") * 3, "unknown_encoding"),
        ("Žydrūnas;Šiauliai;Ąžuolas\n".encode("cp1257") * 6, "unknown_encoding"),
    ],
)
def test_what_is_no_text_we_know(tmp_path, data, code):
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(FileRefused) as refusal:
        detect_encoding(path, "en")
    assert refusal.value.code == code


def test_very_long_lines_cost_no_more_than_short_ones(tmp_path):
    path = tmp_path / "t.csv"
    long = b"a;b," * 2_000_000
    started = time.process_time()
    path.write_bytes(long + b"\n" + "Имя Фамилия\n".encode("cp1251"))
    assert detect_encoding(path, "ru") == "cp1251"
    path.write_bytes(long + b"\n" + "Имя Фамилия\n".encode())
    assert detect_encoding(path, "ru") == "utf-8"
    path.write_bytes(long + "Имя Фамилия\n".encode("cp1251"))
    assert detect_encoding(path, "ru") == "cp1251"
    assert time.process_time() - started < 5


def test_encoding_chosen_by_hand_that_does_not_fit(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("a;b\nc;d\nЖ;ё\n".encode("koi8-r"))
    fmt = sniff(path, name="t.csv", language="ru").replace(encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        list(read_rows(path, fmt))
    assert (refusal.value.code, refusal.value.params["row"]) == ("wrong_encoding", 3)


def test_every_encoding_offered_by_hand_exists():
    assert all("Ж".encode(name, "replace") for name in ENCODINGS)
