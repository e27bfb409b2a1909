"""Copy the front-end files Kontora serves from npm packages into admin_app/static/vendor.

Run it after changing a version in package.json or a name in scripts/icons.txt, and commit what
it writes. Installing and running Kontora never needs npm.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "admin_app" / "static" / "vendor"
ICON_NAMES = ROOT / "scripts" / "icons.txt"
ICON_FOLDER = MODULES / "@tabler" / "icons" / "icons" / "outline"

FONT = "@fontsource-variable/inter/files/inter-{}-wght-normal.woff2"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "tom-select.min.js": "tom-select/dist/js/tom-select.popular.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "trix.css": "trix/dist/trix.css",
    "trix.min.js": "trix/dist/trix.umd.min.js",
    "inter-latin.woff2": FONT.format("latin"),
    "inter-latin-ext.woff2": FONT.format("latin-ext"),
    "inter-cyrillic.woff2": FONT.format("cyrillic"),
    "inter-cyrillic-ext.woff2": FONT.format("cyrillic-ext"),
}
LICENSES = (
    "@tabler/core",
    "@tabler/icons",
    "tom-select",
    "htmx.org",
    "sortablejs",
    "trix",
    "@fontsource-variable/inter",
)

SOURCE_MAP = re.compile(r"\s*(?://# sourceMappingURL=.*|/\*# sourceMappingURL=.*?\*/)\s*$")
SHAPE = re.compile(r"<(?:path|circle|line|polyline|rect|ellipse)\b[^>]*/>")


def install() -> None:
    """Bring node_modules to exactly what package-lock.json says."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed: it is needed only to refresh admin_app/static/vendor")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)


def copy(name: str, source: str) -> None:
    """Copy one file; text loses its source map comment."""
    origin, target = MODULES / source, TARGET / name
    if target.suffix == ".woff2":
        shutil.copyfile(origin, target)
        return
    target.write_text(SOURCE_MAP.sub("", origin.read_text("utf-8")) + "\n", "utf-8")


def symbol(name: str) -> str:
    """One icon as a sprite symbol that takes its colour and stroke width from the page."""
    svg = (ICON_FOLDER / f"{name}.svg").read_text("utf-8")
    shapes = "".join(shape for shape in SHAPE.findall(svg) if 'stroke="none"' not in shape)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def sprite() -> None:
    """Write every icon named in scripts/icons.txt into one file."""
    names = sorted(set(ICON_NAMES.read_text("utf-8").split()))
    symbols = "\n".join(symbol(name) for name in names)
    body = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    (TARGET / "icons.svg").write_text(body, "utf-8")


def licenses() -> None:
    """Keep the licence texts beside the files they cover."""
    parts = []
    for package in LICENSES:
        about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
        files = sorted((MODULES / package).glob("LICENSE*"))
        # @tabler/core ships no licence file: the notice stands at the top of its files
        text = files[0].read_text("utf-8").strip() if files else "See the notice in the file."
        parts.append(f"{package} {about['version']} ({about['license']})\n\n{text}\n")
    (TARGET / "LICENSES.txt").write_text("\n\n".join(parts), "utf-8")


def main() -> None:
    """Install, then rewrite the vendor folder from nothing."""
    install()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name, source in FILES.items():
        copy(name, source)
    sprite()
    licenses()
    for path in sorted(TARGET.iterdir()):
        print(f"{path.stat().st_size:>8}  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
