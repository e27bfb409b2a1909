"""Keeping files: each under a name that nobody can guess, in a folder outside the web root.

`Storage` keeps them in a local folder; files of cards may be in an S3 server instead (`s3.py`).
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from admin_app.config import Settings
from admin_app.errors import NotFound

_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
DRAFT = ".draft"
OF_CARDS = "cards"


def new_key() -> str:
    """A name of 192 random bits."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    """Whether this can be the name of a kept file."""
    return _KEY.fullmatch(text) is not None


class Store(Protocol):
    """Where the files of cards are: a local folder or an S3 server."""

    def put(self, source: Path | bytes | BinaryIO) -> str:
        """Keep a copy of a file, or this content; its key."""

    def open(self, key: str) -> BinaryIO:
        """The file for reading, from its beginning on; raises NotFound."""

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""

    def size(self, key: str) -> int:
        """How many bytes it has; raises NotFound."""

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""

    def older(self, before: datetime) -> Iterator[str]:
        """The keys of files that were last written before the moment."""


def card_files(settings: Settings) -> Store:
    """The store of the files of cards."""
    place = settings.s3
    if place is None:
        return Storage(settings.files_folder / OF_CARDS)
    from admin_app.services.shared.s3 import S3Storage  # noqa: PLC0415 - boto3 is an extra

    return S3Storage(place)


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
        key = new_key()
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

    def put(self, source: Path | bytes | BinaryIO) -> str:
        """Keep a copy of a file, or this content; its key."""
        with reading(source) as content, self.draft() as draft:
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
        return is_key(key) and self.path(key).is_file()

    def size(self, key: str) -> int:
        """How many bytes it has; raises NotFound."""
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            raise NotFound("file") from None

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        self.path(key).unlink(missing_ok=True)

    def older(self, before: datetime) -> Iterator[str]:
        """The keys of files that were last written before the moment."""
        if not self.folder.is_dir():
            return
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another worker was faster
                written = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                if is_key(entry.name) and entry.is_file() and written < before:
                    yield entry.name

    def purge(self, before: datetime) -> int:
        """Remove files and left-over drafts that were last written before the moment; how many."""
        return self._remove(before, DRAFT, "")

    def purge_drafts(self, before: datetime) -> int:
        """Remove drafts that nobody finished; how many."""
        return self._remove(before, DRAFT)

    def path(self, key: str) -> Path:
        """Where the file is or would be; raises NotFound for what is no key."""
        if not is_key(key):
            raise NotFound("file")
        return self.folder / key

    def _remove(self, before: datetime, *endings: str) -> int:
        count = 0
        if not self.folder.is_dir():
            return count
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another worker was faster
                old = entry.is_file() and entry.stat().st_mtime < before.timestamp()
                if old and entry.name.endswith(endings):
                    Path(entry.path).unlink()
                    count += 1
        return count


@contextmanager
def reading(source: Path | bytes | BinaryIO) -> Iterator[BinaryIO]:
    """The source as an open file; one that came open stays so."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source
