"""Names and types of uploaded files."""

import io

import pytest

from admin_app.services.shared.file_names import clean_name
from admin_app.services.shared.file_types import Shape, served_type, shape_of, type_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("  Договор №5.docx ", "Договор №5.docx"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\win.ini", "win.ini"),
        (".htaccess", "htaccess"),
        ("a\x00b\x07.txt", "ab.txt"),
        ("a\u202excod.exe", "axcod.exe"),
        ("CON.txt", "_CON.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("", "file"),
        (None, "file"),
        ("...", "file"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_are_safe_and_stay_readable(typed, name):
    assert clean_name(typed) == name
    assert clean_name(name) == name


def test_long_names_keep_their_ending():
    name = clean_name("я" * 300 + ".pdf")
    assert len(name) == 255
    assert name.endswith("я.pdf")
    assert len(clean_name("x." + "y" * 400)) == 255


def kind(content: bytes) -> str:
    return type_of(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("content", "found", "shape"),
    [
        (b"\x89PNG\r\n\x1a\n123", "image/png", Shape.PICTURE),
        (b"\xff\xd8\xff\xe0", "image/jpeg", Shape.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", Shape.PICTURE),
        (b"%PDF-1.4", "application/pdf", Shape.DOCUMENT),
        (b"PK\x03\x04" + b"\0" * 40 + b"xl/workbook.xml", None, Shape.SHEET),
        (b"PK\x03\x04" + b"\0" * 9000 + b"word/document.xml", None, Shape.DOCUMENT),
        (b"PK\x03\x04rest", "application/zip", Shape.ARCHIVE),
        (b"MZ\x90", "application/x-msdownload", Shape.PROGRAM),
        (b"\x7fELF\x02", "application/x-executable", Shape.PROGRAM),
        (b"#!/bin/sh", "text/x-script", Shape.PROGRAM),
        (b"  <!DOCTYPE html>", "text/html", Shape.PAGE),
        (b"words <script >x", "text/html", Shape.PAGE),
        (b'<?xml version="1.0"?><svg/>', "image/svg+xml", Shape.PAGE),
        (b"<?xml version='1.0'?><a/>", "text/xml", Shape.PAGE),
        ("обычный текст".encode(), "text/plain", Shape.DOCUMENT),
        (b"a\x00b", "application/octet-stream", Shape.OTHER),
    ],
)
def test_the_content_tells_what_it_is(content, found, shape):
    told = kind(content)
    assert found in {None, told}
    assert shape_of(told) == shape


@pytest.mark.parametrize("content", [b"<html>", b"<svg>", b"MZ", b"#!x", b"<?xml ?>", b"\x00"])
def test_nothing_that_runs_is_served_under_its_own_type(content):
    assert served_type(kind(content)) == "application/octet-stream"
