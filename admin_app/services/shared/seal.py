"""Sealing of secrets that have to be read again: the database alone does not give them away."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from admin_app.mail.settings import settings


class BrokenSeal(Exception):
    """The secret cannot be read: SECRET_KEY was changed, or the text is not of this owner."""


def seal(secret: str, *, owner: str) -> str:
    """The secret as it is stored; `owner` names the row and purpose it can be read for."""
    return _box(owner).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, owner: str) -> str:
    """The secret; raises BrokenSeal."""
    try:
        return _box(owner).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal(owner) from None


def _box(owner: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"kontora {owner}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings().secret_key.encode())))
