"""Phones at the speed of a file: the answers of `models.normalize.phone_key`, found quicker.

The full library takes some 100 microseconds a number. Plain numbers of ordinary shape are
recognised here by the same metadata; all others go the long way.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from models.normalize import phone_key

_PLAIN = re.compile(r"\+?[\d ().\-]{7,24}", re.ASCII)
_SIGNS = str.maketrans("", "", "+ ().-")
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip


class _Plan(NamedTuple):
    """Numbers of one country: those in use, those that might be, and how they are dialled there."""

    code: str
    valid: re.Pattern[str]
    possible: re.Pattern[str]
    trunk: str
    own_trunk: re.Pattern[str] | None
    abroad: re.Pattern[str]


def quick_phone_key(typed: str, region: str) -> str:
    """What `phone_key` gives for this text without blanks at its edges."""
    if _PLAIN.fullmatch(typed):
        bare = typed.translate(_SIGNS)
        found = _with_plus(bare) if typed[0] == "+" else _at_home(bare, region)
        if found:
            return found
    return phone_key(typed, region)


def _with_plus(bare: str) -> str:
    """The number if it is surely one after its country code, else ""."""
    for length in (1, 2, 3):
        plan = _plan_by_code(bare[:length])
        if plan is not None:
            national = bare[length:]
            return f"+{bare}" if _is_plain(plan, national) else ""
    return ""


def _at_home(bare: str, region: str) -> str:
    """The number if it is surely one of `region`, dialled with its trunk prefix, else ""."""
    plan = _plan_of(region)
    if plan is None or not bare.startswith(plan.trunk):
        return ""
    national = bare[len(plan.trunk) :]
    # what looks like a call abroad, or valid as it stands, is for the library to weigh
    if plan.abroad.match(bare) or bare.startswith(plan.code):
        return ""
    if plan.trunk and plan.possible.fullmatch(bare):
        return ""
    return f"+{plan.code}{national}" if _is_plain(plan, national) else ""


def _is_plain(plan: _Plan, national: str) -> bool:
    if national[:1] == "0" or not plan.valid.fullmatch(national):
        return False
    return plan.own_trunk is None or not plan.own_trunk.match(national)


@lru_cache(maxsize=512)
def _plan_by_code(code: str) -> _Plan | None:
    if not code or code[0] == "0":
        return None
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
    return _plan_of(regions[0]) if regions else None


@lru_cache(maxsize=512)
def _plan_of(region: str) -> _Plan | None:
    """The numbering plan of a region that speaks first for its country code."""
    data = PhoneMetadata.metadata_for_region(region, None)
    if data is None or not data.country_code or data.national_prefix_transform_rule:
        return None
    first = COUNTRY_CODE_TO_REGION_CODE[data.country_code][0]
    kinds = [getattr(data, kind) for kind in _KINDS]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    valid = "|".join(pattern for pattern in patterns if pattern)
    general = data.general_desc.national_number_pattern if data.general_desc else ""
    if first != region or not valid or not general:
        return None
    own = data.national_prefix_for_parsing
    return _Plan(
        code=str(data.country_code),
        valid=re.compile(f"(?=(?:{general})$)(?=(?:{data.leading_digits or ''}))(?:{valid})"),
        possible=re.compile(general),
        trunk=data.national_prefix or "",
        own_trunk=re.compile(own) if own else None,
        abroad=re.compile(data.international_prefix or "(?!)"),
    )
