"""How much a text looks like Russian, Ukrainian, Polish or western European writing.

Only letters and signs outside ASCII speak for an encoding, so only they are scored: how frequent
each letter is in its language, whether capitals stand where capitals stand, whether alphabets mix
inside a word.
"""

import math
import re
from itertools import pairwise

_RU = (
    "о110 е85 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 "
    "й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3 ъ0.4 ё0.4"
)
_UK = (
    "о94 а72 н65 и61 і57 в55 р47 т55 е48 с41 к40 л39 у34 д35 м33 п29 з23 я25 ь18 г16 б17 ч14 й14 "
    "х12 ц8 ж9 ш7 ю8 щ5 є5 ї6 ф3 ґ0.2"
)
_PL = "ł18 ę11 ą10 ó8.5 ż8 ś6.6 ć4 ń2 ź0.6"
_WEST = "éäöüßàèùçñáíóúêâîôûëïãõåøæœëìòýÿ"

_MISPLACED_SIGN = re.compile(r"[»”]\w|\w[«„“€£№§©®•±×]")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_SIGNS = frozenset("«»„“”’‘‚—–…№ \u00a0§°©®™•·€£±×")

_STRANGE_LETTER = -7.0
_SIGN = -2.0
_STRANGE_SIGN = -7.0
_MISPLACED = -3.0
_INNER_CAPITAL = -4.0
_CAPITAL = -0.3
_MIXED = -5.0
_DENSE = -2.5


def _frequencies(table: str) -> dict[str, float]:
    shares = {item[0]: float(item[1:]) for item in table.split()}
    total = sum(shares.values())
    return {letter: math.log(share / total) for letter, share in shares.items()}


_CYRILLIC = (_frequencies(_RU), _frequencies(_UK))
_LATIN = (_frequencies(_PL), dict.fromkeys(_WEST, -math.log(len(_WEST))))


def score(text: str) -> float:
    """Rate a text by its best-fitting language; 0 without signs beyond ASCII, else negative.

    Comparable between decodings of the same bytes: nearer to zero is better.
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    shape = sum(map(_shape, words)) + _signs(text)
    letters = [[letter for letter in word.lower() if not letter.isascii()] for word in words]
    cyrillic = max(_fit(letters, table) for table in _CYRILLIC) + sum(map(_mixed, words))
    latin = max(_fit(letters, table) for table in _LATIN) + sum(map(_dense, words))
    return shape + max(cyrillic, latin)


def _fit(words: list[list[str]], table: dict[str, float]) -> float:
    return sum(table.get(letter, _STRANGE_LETTER) for word in words for letter in word)


def _signs(text: str) -> float:
    """Rate what is no letter: a guillemet is likely, a box corner or a control is not."""
    total = _MISPLACED * len(_MISPLACED_SIGN.findall(text))
    for sign in text:
        if sign > "\x7f" and not sign.isalpha():
            total += _SIGN if sign in _PLAIN_SIGNS else _STRANGE_SIGN
    return total


def _shape(word: str) -> float:
    """Rate capitals: a word in small letters, in capitals, or with the first one capital."""
    total = _CAPITAL * sum(letter > "\x7f" and letter.isupper() for letter in word)
    if len(word) > 1 and not (word.islower() or word.isupper() or word[1:].islower()):
        pairs = pairwise(word)
        total += _INNER_CAPITAL * sum(a.islower() and b.isupper() for a, b in pairs)
        total += _INNER_CAPITAL * (word[0].isupper() and word[1].isupper())
    return total


def _mixed(word: str) -> float:
    """Rate neighbours of which one is ASCII, which Cyrillic words do not have."""
    return _MIXED * sum(a.isascii() != b.isascii() for a, b in pairwise(word))


def _dense(word: str) -> float:
    """Rate neighbours of which none is ASCII, rare where letters only carry accents."""
    return _DENSE * sum(not a.isascii() and not b.isascii() for a, b in pairwise(word))
