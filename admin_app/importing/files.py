"""The folder of uploaded files: each under a name that nobody can guess."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from admin_app.errors import Invalid
from admin_app.importing.readers.limits import MAX_FILE_BYTES


def keep(folder: Path, source: Path | bytes) -> tuple[str, int]:
    """Copy a file into the folder; its key and size in bytes.

    Raises Invalid too_large beyond the limit of a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_FILE_BYTES:
        raise Invalid.one("file", "file_too_large", limit=MAX_FILE_BYTES // 2**20)
    key = secrets.token_hex(16)
    if isinstance(source, bytes):
        (folder / key).write_bytes(source)
    else:
        shutil.copyfile(source, folder / key)
    return key, size


def path_of(folder: Path, key: str) -> Path:
    """Where the file with this key is; raises Invalid for what is no key."""
    if not key.isalnum():
        raise Invalid.one("file", "file_gone")
    return folder / key


def forget(folder: Path, key: str) -> None:
    """Remove a file, if it is there."""
    path_of(folder, key).unlink(missing_ok=True)
