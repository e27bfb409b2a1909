"""From which likeness on rows are shown as similar, and how a likeness is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from admin_app.duplicates import DEFAULT_THRESHOLD
from admin_app.errors import Invalid
from admin_app.services.shared import settings
from admin_app.services.shared.settings import Definition

WHOLE = 1000
"""Scores are kept in thousandths."""
LOWEST, HIGHEST = 50, 99
VERY_LIKELY, LIKELY = 950, 850


@dataclass(frozen=True)
class SimilarSettings:
    """`threshold` is a percentage: pairs that are less alike are not kept."""

    threshold: int = round(DEFAULT_THRESHOLD * 100)


class Band(StrEnum):
    """A score in words."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    POSSIBLE = "possible"


def band(score: int) -> Band:
    """The word for a score in thousandths."""
    if score >= VERY_LIKELY:
        return Band.VERY_LIKELY
    return Band.LIKELY if score >= LIKELY else Band.POSSIBLE


def _load(value: Mapping[str, Any]) -> SimilarSettings:
    try:
        threshold = int(value["threshold"])
    except (TypeError, ValueError):
        raise Invalid.one("threshold", "number_wrong", value=str(value["threshold"])) from None
    if threshold < LOWEST:
        raise Invalid.one("threshold", "number_small", value=threshold, limit=LOWEST)
    if threshold > HIGHEST:
        raise Invalid.one("threshold", "number_large", value=threshold, limit=HIGHEST)
    return SimilarSettings(threshold)


SETTING = Definition("similar", SimilarSettings(), _load)


def threshold() -> int:
    """The least score that is kept, in thousandths."""
    return settings.get(SETTING).threshold * WHOLE // 100
