"""Small pictures of uploaded ones. Call it in a process with limits: what it opens is foreign."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
MOST_PIXELS = 50_000_000
EDGE = 480
CONTENT_TYPE = "image/webp"


@dataclass(frozen=True)
class Thumbnail:
    """A small picture without any data of the large one, and the measures of that."""

    content: bytes
    width: int
    height: int


def thumbnail(file: BinaryIO) -> Thumbnail | None:
    """The picture in small, upright, encoded anew; None for what is none or is too large."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return None
            picture.draft("RGB", (EDGE * 2, EDGE * 2))
            upright = ImageOps.exif_transpose(picture)
            if upright.size != picture.size and (width > height) != (
                upright.width > upright.height
            ):
                width, height = height, width
            upright.thumbnail((EDGE, EDGE))
            return Thumbnail(_encoded(upright), width, height)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        return None
    except (ValueError, EOFError, MemoryError, ArithmeticError, LookupError, TypeError):
        return None  # a broken file may fail anywhere in its decoder


def _encoded(picture: Image.Image) -> bytes:
    has_holes = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    bare = picture.convert("RGBA" if has_holes else "RGB")
    bare.info.clear()
    target = io.BytesIO()
    bare.save(target, "WEBP", quality=80, method=4)
    return target.getvalue()
