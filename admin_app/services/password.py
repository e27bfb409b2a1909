"""Passwords: what is accepted, how they are hashed, and how one is checked."""

from __future__ import annotations

import re
import string
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from admin_app.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 256
"""Characters; longer ones are refused so that nobody makes the server hash megabytes."""
COMMON_PASSWORDS = Path(__file__).with_name("common_passwords.txt")
PARALLEL_HASHES = 2
"""Each takes 19 MiB and a core; further ones of the same process wait for their turn."""

_TIME, _MEMORY, _LANES = 2, 19 * 1024, 1
_HASHER = PasswordHasher(time_cost=_TIME, memory_cost=_MEMORY, parallelism=_LANES)
_TURN = threading.BoundedSemaphore(PARALLEL_HASHES)
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$qiuB+yjpscfVDWgoWknb1A$ebSmZt"
    "qoluViChNmkEbAeRv0bzgXZePJkz3JFf1FpU4"
)
"""The hash of a random text that was thrown away: checked where there is no user to check."""
_AFFIXES = string.digits + string.punctuation
_WORD = re.compile(r"[^\W\d_]{3,}")


def check(password: str, *, field: str = "password", about: tuple[str, ...] = ()) -> None:
    """Raise Invalid when a new password is too short, too long or among the first to be guessed.

    `about` are the owner's e-mail and name: a password of nothing but their words, digits and
    signs is no secret. There are no rules about kinds of characters; length is what counts.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid.one(field, "password_short", limit=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid.one(field, "too_long", limit=MAX_LENGTH)
    if is_common(password) or _is_about(password, about):
        raise Invalid.one(field, "password_common")


def is_common(password: str) -> bool:
    """Whether it is a well-known password, word or keyboard walk, or one with digits around it."""
    plain = _plain(password)
    known = common_passwords()
    return len(set(plain)) <= 2 or plain in known or plain.strip(_AFFIXES) in known


def hash_password(password: str) -> str:
    """The argon2id hash to be kept."""
    with _TURN:
        return _HASHER.hash(_normal(password))


def verify(password_hash: str, password: str) -> bool:
    """Whether the password fits the hash; takes as long for an empty hash (promise 17)."""
    with _TURN:
        try:
            _HASHER.verify(password_hash or NOBODY, _normal(password[: MAX_LENGTH + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def slow_digest(text: str, *, salt: str) -> str:
    """64 hexadecimal digits that cost as much as a password's hash, the same for the same text.

    For random codes that are looked up by their digest; `salt` names their owner.
    """
    with _TURN:
        digest = hash_secret_raw(
            text.encode(), salt.encode(), _TIME, _MEMORY, _LANES, hash_len=32, type=Type.ID
        )
    return digest.hex()


@cache
def common_passwords() -> frozenset[str]:
    """Well-known passwords, keyboard walks and words that people start from, in lower case.

    Where they come from stands in `common_passwords.LICENSES.txt`.
    """
    return frozenset(COMMON_PASSWORDS.read_text(encoding="utf-8").split())


def _is_about(password: str, about: tuple[str, ...]) -> bool:
    """Whether nothing but digits and signs is left once the words about the owner are taken out."""
    left = _plain(password)
    words = {word for text in about for word in _WORD.findall(_plain(text))}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return bool(words) and not left.strip(_AFFIXES + string.whitespace)


def _normal(password: str) -> str:
    """One spelling of the same characters, whatever keyboard or system typed them."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    return _normal(text).casefold()
