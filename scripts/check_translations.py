"""Every text is translated into every language, with its placeholders, and compiled."""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.update_translations import catalogues, extract  # noqa: E402

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
COUNT = "%(num)s"
SHOWN = 20


def texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The forms of a text: one, or one for each plural form."""
    return (value,) if isinstance(value, str) else tuple(value)


def problem_of(message: Message, given: Message | None) -> str:
    """What is wrong with the translation of one message of the sources, or nothing."""
    if given is None or not all(texts(given.string)):
        return "is not translated"
    if given.fuzzy:
        return "is marked fuzzy"
    wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
    for form in texts(given.string):
        # "one contact" may say its number in words
        if set(PLACEHOLDER.findall(form)) | {COUNT} != wanted | {COUNT}:
            return f"has other placeholders in {form!r}"
    return ""


def in_use(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The translations that a program gets from a catalogue."""
    return {
        texts(message.id): texts(message.string)
        for message in catalogue
        if message.id and not message.fuzzy and any(texts(message.string))
    }


def problems(template: Catalog, translation: Catalog, compiled: Path) -> Iterator[str]:
    """Everything wrong with one language."""
    for message in template:
        if message.id and (problem := problem_of(message, translation.get(message.id))):
            yield f"{texts(message.id)[0]!r} {problem}"
    if not compiled.exists():
        yield f"{compiled.name} is missing: make translations"
        return
    with compiled.open("rb") as file:
        kept = read_mo(file)
    if in_use(translation) != in_use(kept):
        yield f"{compiled.name} is older than the catalogue: make translations"


def main() -> int:
    """Print what is wrong; the exit code tells whether something is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.pot"
        extract(path)
        template = read(path)
    found = 0
    for language, path in catalogues().items():
        if not path.exists():
            lines = ["no catalogue: make translations"]
        else:
            lines = list(problems(template, read(path, language), path.with_suffix(".mo")))
        found += len(lines)
        print(*(f"{language}: {line}" for line in lines[:SHOWN]), sep="\n", end="\n" * bool(lines))
        if len(lines) > SHOWN:
            print(f"{language}: and {len(lines) - SHOWN} more")
    return bool(found)


def read(path: Path, language: str | None = None) -> Catalog:
    """A catalogue from its file; errors in the file end the check."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


if __name__ == "__main__":
    sys.exit(main())
