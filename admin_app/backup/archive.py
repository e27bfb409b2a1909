"""The archive: a ZIP file with tables, files and, written last, the manifest."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import ValidationError

from admin_app.backup.errors import Refused
from admin_app.backup.manifest import FileEntry, Manifest
from admin_app.backup.rows import LONGEST_LINE

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 128 * 1024 * 1024
CHUNK = 1024 * 1024
LEVEL = 4
"""Of compression: higher ones cost much time and save little here."""
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
"""What Python's reader raises on an archive that is cut, changed, encrypted or nonsense."""


@contextmanager
def writing(path: Path) -> Iterator[ZipFile]:
    """A new archive for the owner's eyes only; it is there whole at the end, or not at all."""
    number, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
    _sync_folder(path.parent)


def add(archive: ZipFile, name: str, source: BinaryIO) -> FileEntry:
    """Copy a file into the archive; its size and hash."""
    digest = hashlib.sha256()
    size = 0
    with archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return FileEntry(size=size, sha256=digest.hexdigest())


@dataclass(frozen=True)
class Archive:
    """An archive that was found whole: every part is there, and has the hash it should."""

    zip: ZipFile
    manifest: Manifest

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A part for reading."""
        with self.zip.open(name) as source:
            yield io.BufferedReader(cast(io.RawIOBase, source), CHUNK)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part; raises Refused at one that no honest row is as long as."""
        with self.part(name) as source:
            while line := source.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise Refused(f"{name} has a line that is too long or cut")
                yield line


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """The archive, checked from end to end; raises Refused."""
    try:
        archive = ZipFile(path)
    except _BROKEN as error:
        raise Refused(f"{path.name} is no whole backup: {error}") from error
    with archive:
        try:
            manifest = _manifest(archive)
            _check(archive, manifest)
        except _BROKEN as error:
            raise Refused(f"{path.name} is damaged: {error}") from error
        yield Archive(archive, manifest)


def _manifest(archive: ZipFile) -> Manifest:
    names = archive.namelist()
    if names.count(MANIFEST) != 1 or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise Refused("the archive is no backup of Kontora")
    with archive.open(MANIFEST) as source:
        text = source.read(LARGEST_MANIFEST)
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused(
            f"the manifest of the backup cannot be used: {place}: {first['msg']}"
        ) from None
    if sorted(names) != sorted([MANIFEST, *manifest.entries()]):
        raise Refused("the archive holds other parts than its manifest says")
    return manifest


def _check(archive: ZipFile, manifest: Manifest) -> None:
    for name, entry in manifest.entries().items():
        if archive.getinfo(name).file_size != entry.size or _hash(archive, name) != entry.sha256:
            raise Refused(f"{name} in the archive was changed or is damaged")


def _hash(archive: ZipFile, name: str) -> str:
    with archive.open(name) as source:
        return hashlib.file_digest(cast(io.BufferedReader, source), "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
