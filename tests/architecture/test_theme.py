"""The theme holds what a strict content security policy and the icon sprite ask of it."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "admin_app" / "static"
TEMPLATES = ROOT / "admin_app" / "templates"
# mail has no policy and no style sheets: its styles stand in the text
PAGES = sorted(p for p in TEMPLATES.rglob("*.html") if "mail" not in p.relative_to(TEMPLATES).parts)
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
ICON_NAMES = (ROOT / "scripts" / "icons.txt").read_text("utf-8").split()
FIRST_VISIT_BYTES = 400 * 1024


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_has_no_inline_style_handler_or_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"\shx-on|href=[\"']javascript:", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "nonce=" in tag
        assert "src=" in tag or "application/json" in tag


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_icon_that_a_page_names_is_in_the_sprite(path: Path) -> None:
    named = re.findall(r"\b(?:icon|mark)\(\"([a-z0-9-]+)\"", path.read_text("utf-8"))
    named += re.findall(r"\bempty_state\(\"([a-z0-9-]+)\"", path.read_text("utf-8"))
    assert set(named) <= set(ICON_NAMES)


def test_the_sprite_holds_exactly_the_listed_icons() -> None:
    sprite = (STATIC / "vendor" / "icons.svg").read_text("utf-8")
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == sorted(ICON_NAMES)
    assert len(ICON_NAMES) == len(set(ICON_NAMES))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_static_file_that_a_page_names_is_there(path: Path) -> None:
    for found in re.findall(r"filename='([^']+\.[a-z0-9]+)'", path.read_text("utf-8")):
        assert (STATIC / found).is_file(), found


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_evaluates_no_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\beval\(|new Function\(|setAttribute\(\"style\"", text)


def test_vendored_text_points_to_no_source_map_and_no_other_host() -> None:
    for path in (STATIC / "vendor").glob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text("utf-8")
    for path in (STATIC / "css").glob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", path.read_text("utf-8"))


ON_DEMAND = {"trix.css", "trix.min.js", "sortable.min.js"}
"""Fetched where something is written with formatting or dragged, not with the first page."""


def test_a_first_visit_stays_light() -> None:
    """All style sheets, scripts, icons and typefaces at once, as a server sends them packed."""
    paths = [
        p
        for p in STATIC.rglob("*")
        if p.suffix in {".css", ".js", ".svg", ".woff2"} and p.name not in ON_DEMAND
    ]
    packed = sum(
        p.stat().st_size if p.suffix == ".woff2" else len(gzip.compress(p.read_bytes()))
        for p in paths
    )
    assert packed < FIRST_VISIT_BYTES
