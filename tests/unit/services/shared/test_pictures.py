"""Small pictures: upright, without data of the large one, and never at any price."""

import io

import pytest
from PIL import Image

from admin_app.services.shared.pictures import EDGE, thumbnail
from tests.factories.activity import picture


def small(content: bytes):
    return thumbnail(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_are_small_and_encoded_anew(kind):
    made = small(picture(1200, 600, kind))
    assert (made.width, made.height) == (1200, 600)
    with Image.open(io.BytesIO(made.content)) as found:
        assert found.format == "WEBP"
        assert found.size == (EDGE, EDGE // 2)


def test_lose_where_they_were_taken_and_stand_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "secret place"
    content = picture(400, 100, "JPEG", exif=exif)
    assert b"secret place" in content
    made = small(content)
    assert b"secret place" not in made.content
    with Image.open(io.BytesIO(made.content)) as found:
        assert found.size == (100, 400)
        assert not found.getexif()
    assert (made.width, made.height) == (100, 400)


def test_a_bomb_is_not_opened():
    bomb = Image.new("1", (30_000, 30_000))
    target = io.BytesIO()
    bomb.save(target, "PNG")
    assert len(target.getvalue()) < 200_000
    assert small(target.getvalue()) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"<svg/>", b"%PDF-1.4", picture()[:-30], b"BM" + b"\xff" * 60,
     b"\xff\xd8\xff" + b"\x00" * 100, b"%!PS-Adobe-3.0 EPSF-3.0\n"],
)  # fmt: skip
def test_what_is_none_has_none(content):
    found = small(content)
    assert found is None or found.content


def test_one_with_holes_keeps_them():
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")
    with Image.open(io.BytesIO(small(target.getvalue()).content)) as found:
        assert found.convert("RGBA").getpixel((5, 5))[3] == 0
