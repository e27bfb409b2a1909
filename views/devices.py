"""Browsers and their systems in words, from what they say of themselves."""

from __future__ import annotations

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Marks of browsers, the more special before those that they pretend to be."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
PHONES = ("Android", "iPhone", "iPad")


def browser(user_agent: str) -> str:
    """A browser and its system in two words; one that is unknown by the start of its own."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or user_agent[:40]


def is_phone(user_agent: str) -> bool:
    """Whether it is carried about."""
    return any(mark in user_agent for mark in PHONES)
