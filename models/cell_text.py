"""Text of one table cell on its way into a file and back: formula guard, edges, forbidden marks.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and trims blanks before it
looks. So a text of that shape leaves with one apostrophe in front, and comes back without it.
"""

import re

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
"""Marks nobody sees: zero-width blanks and joiners, directions, byte order, soft hyphen."""

FORMULA = "=+-@＝＋－＠"
"""First characters that make a formula, and their full-width forms, which Excel folds."""

_EDGE = "\u00a0\u202f" + ZERO_WIDTH
_BREAKS = "\t\r"
_BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_LEAD = "'" + _BLANK + _EDGE
SUSPECT = frozenset(_LEAD + FORMULA)
"""First characters of all texts that `guard` may change."""
_ACTS = re.compile(f"[{re.escape(_LEAD)}]*[{re.escape(FORMULA + _BREAKS)}]")
"""A text that a spreadsheet may run, after any blanks, marks and apostrophes."""
_QUOTED = re.compile(f"[{re.escape(_BLANK + _EDGE)}]*'")
_OUTER = frozenset("'" + _EDGE)
_EDGE_SET = frozenset(_EDGE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def guard(text: str) -> str:
    """Put one apostrophe before a text that a spreadsheet would run; any other text stays."""
    return "'" + text if _ACTS.match(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that `guard` put; the exact inverse of it for every text."""
    if text[:1] == "'" and _ACTS.match(text, 1):
        return text[1:]
    return text


def guard_typed(text: str) -> str:
    """Guard a text for a file whose cells have types, where no text can become a formula.

    Only a text that would pass for a guarded one needs the apostrophe, so that phones with ``+``
    stay clean and the way back is exact.
    """
    return "'" + text if _QUOTED.match(text) and _ACTS.match(text) else text


def trim_edges(text: str) -> str:
    """Drop no-break blanks, byte order marks and zero-width marks at both ends; blanks stay."""
    if text and (text[0] in _EDGE_SET or text[-1] in _EDGE_SET):
        return text.strip(_EDGE)
    return text


def from_cell(text: str) -> str:
    """Turn the text of a cell in a file into the value it stands for."""
    if not text or (text[0] not in _OUTER and text[-1] not in _EDGE_SET):
        return text
    return trim_edges(unguard(trim_edges(text)))


def printable(text: str) -> str:
    """Drop what no XML may hold: lone surrogates, and controls but tab and line ends."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)
