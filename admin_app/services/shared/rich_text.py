"""Formatted text that people write: cleaned to a few tags, with its plain words beside."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3

TAGS = frozenset(
    ["a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "i", "li", "ol", "p", "pre",
     "s", "strong", "ul"]
)  # fmt: skip
SCHEMES = frozenset({"http", "https", "mailto"})
_MENTION = re.compile(r'<a (?:[^>]*? )?href="#mention-(\d{1,9})"[^>]*>(.*?)</a>', re.DOTALL)
_MENTION_LINK = re.compile(r"#mention-\d{1,9}", re.ASCII)
_REL = "noopener noreferrer nofollow"
_LINE_END = re.compile(r"(?:<br>|</(?:div|p|li|h1|blockquote|pre)>)\s*", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


@dataclass(frozen=True)
class RichText:
    """Cleaned HTML, the same in plain words, and the users who are mentioned, in order."""

    html: str
    text: str
    mentions: tuple[int, ...]


def mentioned(source: str) -> list[int]:
    """The ids of the users who are mentioned in a cleaned text."""
    return [int(found[1]) for found in _MENTION.finditer(source)]


def clean(source: str, names: Callable[[list[int]], Mapping[int, str]]) -> RichText:
    """Leave nothing but formatting, links and mentions.

    `names` gives the names of those of the mentioned users who may be; the others' mentions
    become plain text, and nobody can be mentioned under another name.
    """
    kept = safe(source)
    known = names(list(dict.fromkeys(mentioned(kept))))

    def mention(found: re.Match[str]) -> str:
        user_id = int(found[1])
        if user_id not in known:
            return found[2]
        return f'<a href="#mention-{user_id}">@{html.escape(known[user_id])}</a>'

    kept = _MENTION.sub(mention, kept).strip()
    ids = tuple(dict.fromkeys(i for i in mentioned(kept) if i in known))
    return RichText(kept, plain(kept), ids)


def safe(source: str) -> str:
    """Formatting, links and mentions as they stand, and nothing else.

    What is shown passes here again: rows may come from elsewhere, such as a backup.
    """
    kept = nh3.clean(
        source.replace("\x00", ""),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
        link_rel=_REL,
        url_schemes=set(SCHEMES),
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    # the two come in any order, and a text must be the same when it is cleaned again
    kept = kept.replace(f'rel="{_REL}" target="_blank"', f'target="_blank" rel="{_REL}"')
    return _MENTION.sub(r'<a href="#mention-\1">\2</a>', kept)


def plain(source: str) -> str:
    """The words of cleaned HTML, a line a line."""
    lines = _LINE_END.sub("\n", source)
    text = html.unescape(nh3.clean(lines, tags=set()))
    return _BLANK_LINES.sub("\n\n", text.replace("\xa0", " ")).strip()


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Links lead to other sites, to mail or to a person; never to a page of our own."""
    if name != "href" or _MENTION_LINK.fullmatch(value):
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    whole = parts.netloc or parts.scheme == "mailto"
    return value if parts.scheme in SCHEMES and whole else None
