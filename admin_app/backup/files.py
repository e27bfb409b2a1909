"""The files folder in a backup and out of it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from admin_app.backup.archive import CHUNK, Archive
from admin_app.backup.errors import Refused
from admin_app.backup.manifest import FILE_NAME, FileEntry, file_path
from admin_app.services.shared.files import DRAFT

_NAME = re.compile(FILE_NAME)


def kept(folder: Path) -> Iterator[str]:
    """The names of all whole files, relative to the folder; drafts and links are none."""
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            if path.is_file() and not path.is_symlink() and not name.endswith(DRAFT):
                if not _NAME.fullmatch(relative):
                    raise Refused(f"{path} is no file of Kontora; take it out of the folder")
                yield relative


def check_free(folder: Path, wanted: dict[str, FileEntry]) -> None:
    """Raise Refused where a file of the same name but with other content is there."""
    for name, entry in wanted.items():
        path = folder / name
        if path.exists() and _hash(path) != entry.sha256:
            raise Refused(f"{path} is there with other content; move it away first")


def place(archive: Archive, folder: Path) -> list[Path]:
    """Put the archive's files into the folder beside those that are there; those that are new.

    Each appears whole or not at all. On an error the ones put there are taken away again.
    """
    new: list[Path] = []
    try:
        for name in archive.manifest.files:
            target = folder / name
            if not target.exists():
                _copy(archive, name, target)
                new.append(target)
    except BaseException:
        remove(new)
        raise
    return new


def remove(paths: list[Path]) -> None:
    """Take files away again."""
    for path in paths:
        path.unlink(missing_ok=True)


def _copy(archive: Archive, name: str, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(target.name + DRAFT)
    try:
        with archive.part(file_path(name)) as source, draft.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
