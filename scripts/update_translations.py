"""Gather texts from the sources into the catalogues of all languages and compile them."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from admin_app.i18n import LANGUAGES  # noqa: E402

FOLDER = ROOT / "admin_app" / "translations"
SOURCE_LANGUAGE = "en"
KEYWORDS = ("_l", "N_", "_n:1,2", "lazy_gettext", "lazy_ngettext:1,2")
UPDATE = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
HEADER = ("--project", "Kontora", "--version", "1", "--no-location", "--sort-output")


def pybabel(*arguments: str) -> None:
    """Run Babel's own tool from the root, where the paths of babel.cfg begin."""
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def catalogues() -> dict[str, Path]:
    """The catalogue of each language but that of the sources."""
    return {
        language: FOLDER / language / "LC_MESSAGES" / "messages.po"
        for language in LANGUAGES
        if language != SOURCE_LANGUAGE
    }


def extract(template: Path) -> None:
    """Write all marked texts of the sources into a template catalogue."""
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    pybabel("extract", "-F", "babel.cfg", *keywords, *HEADER, "-o", str(template), ".")


def main() -> None:
    """Extract, update or begin each language, compile."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        for language, path in catalogues().items():
            command = ["init"]
            if path.exists():
                command = ["update", *UPDATE]
            pybabel(*command, "-i", str(template), "-d", str(FOLDER), "-l", language)
    pybabel("compile", "-d", str(FOLDER))


if __name__ == "__main__":
    main()
