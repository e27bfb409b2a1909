"""Languages of the interface, and marking of texts in layers that do not translate themselves."""

LANGUAGES: dict[str, str] = {
    "en": "English",
    "ru": "Русский",
    "uk": "Українська",
    "pl": "Polski",
}
"""Language code to its own name, in the order of menus."""


def N_(text: str) -> str:  # noqa: N802 - the gettext convention
    """Mark an English text for translation and return it as it is; the edge translates."""
    return text
