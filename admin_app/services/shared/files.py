"""Keeping files: each under a name that nobody can guess, in a folder outside the web root."""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from admin_app.errors import NotFound

_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
DRAFT = ".draft"


@dataclass(frozen=True)
class Draft:
    """A file that is being written; it is there under `key` once it is finished."""

    key: str
    file: BinaryIO


@dataclass(frozen=True)
class Storage:
    """Files of one kind in a local folder, which is made when the first one comes."""

    folder: Path

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new file to be written; it appears whole at the end, or not at all on an error."""
        key = secrets.token_urlsafe(24)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path(key).with_suffix(DRAFT)
        try:
            with path.open("xb+") as file:
                yield Draft(key, file)
                file.flush()
                os.fsync(file.fileno())
            path.replace(self.path(key))
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def put(self, source: Path | bytes) -> str:
        """Keep a copy of a file, or this content; its key."""
        content = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        with content, self.draft() as draft:
            shutil.copyfileobj(content, draft.file)
        return draft.key

    def open(self, key: str) -> BinaryIO:
        """The file for reading; raises NotFound."""
        try:
            return self.path(key).open("rb")
        except FileNotFoundError:
            raise NotFound("file") from None

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        return _KEY.fullmatch(key) is not None and self.path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        self.path(key).unlink(missing_ok=True)

    def purge(self, before: datetime) -> int:
        """Remove files and left-over drafts that were last written before the moment; how many."""
        count = 0
        if not self.folder.is_dir():
            return count
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another worker was faster
                if entry.is_file() and entry.stat().st_mtime < before.timestamp():
                    Path(entry.path).unlink()
                    count += 1
        return count

    def path(self, key: str) -> Path:
        """Where the file is or would be; raises NotFound for what is no key."""
        if not _KEY.fullmatch(key):
            raise NotFound("file")
        return self.folder / key
