"""What journeys need beside Playwright: how the browser looks, what went wrong in it, axe."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE_WIDTH = 390
DESKTOP_WIDTH = 1280
HEIGHTS = {PHONE_WIDTH: 844, DESKTOP_WIDTH: 800}
LOCALES = {"en": "en-GB", "ru": "ru-RU", "uk": "uk-UA", "pl": "pl-PL"}
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


@dataclass(frozen=True)
class Look:
    """How a person sees Kontora: the width of the window, light or dark, the language."""

    width: int = DESKTOP_WIDTH
    scheme: str = "light"
    language: str = "en"

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{self.language}"

    @property
    def is_phone(self) -> bool:
        """Whether the window is that of a phone, with touch."""
        return self.width == PHONE_WIDTH


LOOKS = [
    Look(*parts) for parts in product((DESKTOP_WIDTH, PHONE_WIDTH), ("light", "dark"), ("en", "ru"))
]
"""Everything that a journey of the main job is seen in."""


@dataclass
class Troubles:
    """Errors of the console and of scripts, and breaches of the content security policy."""

    found: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let errors pass that match, e.g. `status of 403` where the journey asks for it."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """What must not have happened."""
        return [text for text in self.found if not any(p.search(text) for p in self.expected)]

    def watch(self, page: Page) -> None:
        """Note everything that goes wrong on a page."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"{message.location.get('url', '')}: {message.text}")


def chromium_path() -> str | None:
    """Where the system keeps Chromium, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def new_context(browser: Browser, look: Look, base_url: str) -> BrowserContext:
    """A fresh browser profile with this look; addresses may be given without the host."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        color_scheme=look.scheme,
        locale=LOCALES[look.language],
        timezone_id="Europe/Warsaw",
        has_touch=look.is_phone,
        is_mobile=look.is_phone,
        reduced_motion="reduce",
    )
    context.add_init_script(REPORT_VIOLATIONS)
    return context


def axe(page: Page) -> None:
    """Assert that axe-core finds nothing serious or critical on the page as it is now."""
    violations = Axe().run(page).response["violations"]
    grave = [
        f"{violation['impact']} {violation['id']}: {violation['help']} at "
        + ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not grave, "\n".join([page.url, *grave])
