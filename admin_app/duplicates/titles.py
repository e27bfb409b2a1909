"""Names of companies: without legal form and quotes, in any alphabet, as their words' sounds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from admin_app.duplicates.letters import skeleton, words
from models.normalize import LEGAL_FORMS, company_key

_MORE_FORMS = """общество ограниченной ответственностью с акционерное закрытое открытое публичное
индивидуальный предприниматель товариство обмеженою відповідальністю з фізична особа підприємець
приватне підприємство публічне акціонерне spółka ograniczoną odpowiedzialnością akcyjna cywilna
jawna komandytowa sc spzoo sro gmbh mbh kg ohg se bv nv srl sarl sas spa oy ab as aps ooo zao oao
pao tov fop tzov pp chp too ao ip incorporated corporation the and и та i группа компаний гк фирма
фірма firma group holding холдинг компания компанія company"""
_FORMS = frozenset(skeleton(word) for word in words(_MORE_FORMS)) | frozenset(
    map(skeleton, LEGAL_FORMS)
)

_SP_ZOO = re.compile(r"\bsp(?:ółka|olka)?\.?\s*z\s*\.?\s*o\s*\.?\s*o\b\.?", re.IGNORECASE)
"""The Polish form in its many spacings, which no list of words can hold."""


class Title(NamedTuple):
    """A company's name: `key` is equal for all its writings, `line` has its words sorted."""

    key: str
    line: str
    parts: frozenset[str]


@lru_cache(maxsize=65536)
def title_of(text: str) -> Title | None:
    """The name of a company for comparing; None for no name."""
    sounds = [skeleton(word) for word in words(company_key(_SP_ZOO.sub(" ", text)))]
    kept = [sound for sound in sounds if sound and sound not in _FORMS] or [s for s in sounds if s]
    if not kept:
        return None
    line = " ".join(sorted(kept))
    return Title("".join(sorted(kept)), line, frozenset(kept))


def titles_agree(one: Title, two: Title) -> str:
    """How two names of companies agree: a code of `weights`."""
    if one.key == two.key:
        return "title_same"
    if _digits(one.key) != _digits(two.key):
        return "title_other"
    shorter = min(len(one.key), len(two.key))
    if shorter >= 5 and OSA.distance(one.line, two.line, score_cutoff=1) <= 1:
        return "title_typo"
    if shorter >= 6 and ratio(one.line, two.line) >= 88:
        return "title_near"
    smaller, larger = sorted((one.parts, two.parts), key=len)
    if smaller < larger and max(map(len, smaller)) >= 4:
        return "title_part"
    return "title_other"


def _digits(text: str) -> str:
    return "".join(sorted(char for char in text if char.isdigit()))
