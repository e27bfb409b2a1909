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
    """Numbers of one country: those in use, those that might be, and how they are dialled there.

    `shared` are those in use in any country with the same country code.
    """

    code: str
    valid: re.Pattern[str]
    shared: re.Pattern[str]
    possible: re.Pattern[str]
    trunk: str
    own_trunk: re.Pattern[str] | None
    abroad: re.Pattern[str]


def quick_phone_key(typed: str, region: str) -> str:
    """What `phone_key` gives for this text without blanks at its edges."""
    if _PLAIN.fullmatch(typed):
        bare = typed[1:] if typed[1:].isdecimal() and typed[0] == "+" else typed.translate(_SIGNS)
        found = _with_plus(typed, bare) if typed[0] == "+" else _at_home(bare, region)
        if found:
            return found
    return phone_key(typed, region)


def _with_plus(typed: str, bare: str) -> str:
    """The number after its country code, or as typed if it is surely none, else ""."""
    for length in (1, 2, 3):
        plan = _plan_by_code(bare[:length])
        if plan is not None:
            national = bare[length:]
            shorter = _without_trunk(plan, national)
            in_use = plan.shared.fullmatch(national)
            if not in_use and (shorter == national or not plan.shared.fullmatch(shorter)):
                return " ".join(typed.split())
            return f"+{bare}" if shorter == national else ""
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
    plain = plan.valid.fullmatch(national) and _without_trunk(plan, national) == national
    return f"+{plan.code}{national}" if plain else ""


def _without_trunk(plan: _Plan, national: str) -> str:
    """The number less the digit that is dialled before it at home, if there seems to be one."""
    found = plan.own_trunk.match(national) if plan.own_trunk else None
    return national[found.end() :] if found else national


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
    regions = COUNTRY_CODE_TO_REGION_CODE[data.country_code]
    valid, possible = _in_use(data), data.general_desc
    if regions[0] != region or not valid or possible is None:
        return None
    alike = [PhoneMetadata.metadata_for_region(other, None) for other in regions]
    own = data.national_prefix_for_parsing
    return _Plan(
        code=str(data.country_code),
        valid=re.compile(f"(?=(?:{data.leading_digits or ''})){valid}"),
        shared=re.compile(_in_use_among([other for other in alike if other])),
        possible=re.compile(possible.national_number_pattern or ""),
        trunk=data.national_prefix or "",
        own_trunk=re.compile(own) if own else None,
        abroad=re.compile(data.international_prefix or "(?!)"),
    )


def _in_use(data: PhoneMetadata) -> str:
    """A pattern of the numbers in use in one country, "" where nothing is known."""
    kinds = [getattr(data, kind) for kind in _KINDS]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    valid = "|".join(pattern for pattern in patterns if pattern)
    general = data.general_desc.national_number_pattern if data.general_desc else ""
    return f"(?=(?:{general})$)(?:{valid})" if valid and general else ""


def _in_use_among(countries: list[PhoneMetadata]) -> str:
    """A pattern of the numbers in use in countries that share a code.

    A country with leading digits has the only word on the numbers that begin with them.
    """
    if not countries:
        return "(?!)"
    data, others = countries[0], _in_use_among(countries[1:])
    own = _in_use(data) or "(?!)"
    if leading := data.leading_digits:
        return f"(?=(?:{leading})){own}|(?!(?:{leading}))(?:{others})"
    return f"{own}|{others}"
