"""Names in any alphabet and spelling as one rough skeleton: «Щербакова» is Szczerbakowa.

The skeleton merges what transliteration schemes write in different ways (passport, ISO, Polish, as
one hears it); it is for comparing only. Capital letters stand for sounds: S sh, C ch, Z zh.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from models.normalize import clean_line, fold

_CYRILLIC = dict(
    zip("абвгґдезиійклмнопрстуфхцэыў", "abvhhdeziiiklmnoprstufhceiu", strict=True)
) | {
    "ж": "Z", "ч": "C", "ш": "S", "щ": "S", "ю": "iu", "я": "ia", "є": "ie", "ї": "i",
    "ъ": "", "ь": "", "ё": "e",
}  # fmt: skip
_TO_SOUNDS = str.maketrans(_CYRILLIC)
_ACCENTED = str.maketrans(
    {"š": "sh", "ž": "zh", "č": "ch", "Š": "Sh", "Ž": "Zh", "Č": "Ch"}  # of ISO 9, never Polish
)
_LOOKS_CYRILLIC = str.maketrans("aceopxykmthbiABCEHIKMOPTXY", "асеорхукмтнвіАВСЕНІКМОРТХУ")
_LOOKS_LATIN = str.maketrans("асеорхуіАВСЕНІКМОРТХУ", "aceopxyiABCEHIKMOPTXY")
_ONLY_CYRILLIC = re.compile(r"[бгдёжзийлпфцчшщъыьэюяїєґвнмтк]", re.IGNORECASE)
_ONLY_LATIN = re.compile(r"[bdfghjlmnqrstuvwzkłśźżćńąęó]", re.IGNORECASE)
_ANY_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ANY_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+(?:['’`ʼʹ′´][^\W_]+)*")
_STEPS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|szcz|stsch|sch|sh|sz", "S"), ("tch|tsch|cz|ch", "C"), ("zh|rz", "Z"),
        ("kh", "h"), ("ts|tz", "c!"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"),
        ("qu", "kv"), ("q", "k"), ("(?:off|of|ow|ou)$", "ov"), ("(?:eff|ef|ew)$", "ev"),
        ("w", "v"),
        ("(?<=[bcdfghklmnprstvzSCZ])[yi]o", "e"), ("oo", "u"), ("ee", "i"), ("[yj]", "i"),
        ("g", "h"),        ("c(?![!ei]|$)", "k"), ("c!", "c"),
    )
)  # fmt: skip
_GLIDE = re.compile(r"(?<=.)i+(?=[aeiou])|^i+(?=e)|(?<=^i)i+")
_DOUBLE = re.compile(r"(.)\1+")
_POLISH_CH = re.compile("(?<![sh])ch")


def one_script(word: str) -> str:
    """A word with look-alike letters of another alphabet put right: «Cидоров» with a Latin C."""
    if word.isascii() or not (_ANY_CYRILLIC.search(word) and _ANY_LATIN.search(word)):
        return word
    cyrillic = len(_ONLY_CYRILLIC.findall(word))
    latin = len(_ONLY_LATIN.findall(word))
    return word.translate(_LOOKS_CYRILLIC if cyrillic >= latin else _LOOKS_LATIN)


def latin_letters(text: str) -> str:
    """Text of an address on the net, with Cyrillic look-alikes put right."""
    return text if text.isascii() else text.translate(_LOOKS_LATIN)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, each in one alphabet."""
    if not text:
        return ()
    return tuple(
        fold(one_script(word).translate(_ACCENTED)) for word in _WORDS.findall(clean_line(text))
    )


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The sounds of one folded word."""
    cyrillic = _ANY_CYRILLIC.search(word)
    return _smoothed(word.replace("ьо", "е").translate(_TO_SOUNDS) if cyrillic else _of_latin(word))


@lru_cache(maxsize=65536)
def other_reading(word: str) -> str:
    """The skeleton where a Latin “ch” is the «х» of Polish: Michał; "" without such letters."""
    if "ch" not in word or not word.isascii():
        return ""
    found = skeleton(_POLISH_CH.sub("kh", word))
    return found if found != skeleton(word) else ""


def _of_latin(word: str) -> str:
    text = word if word.isascii() else _plain(word)
    text = text.replace("'", "")
    for pattern, sound in _STEPS:
        text = pattern.sub(sound, text)
    return text


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFKD", word)
    return "".join(c for c in split if not unicodedata.combining(c))


def _smoothed(sounds: str) -> str:
    text = "".join(c for c in sounds if c.isalnum())
    return _DOUBLE.sub(r"\1", _GLIDE.sub("", text)) or text


_VOWELS = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=65536)
def consonants(sounds: str) -> str:
    """A skeleton without its vowels but the first letter."""
    return sounds[:1] + sounds[1:].translate(_VOWELS)
