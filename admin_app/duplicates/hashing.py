"""Keys: hashes of 63 bits that are the same in every process and version."""

from __future__ import annotations

from hashlib import blake2b

_TOP = (1 << 63) - 1


def hashed(*parts: str) -> int:
    """A positive number for a column of 64 bits, made of texts in their order."""
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _TOP
