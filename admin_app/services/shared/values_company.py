"""Values that only companies have: web addresses, e-mail domains and tax numbers.

The rules are those of `admin_app.services.shared.values`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import ModuleType
from urllib.parse import SplitResult, urlsplit

from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.pl import nip
from stdnum.ru import inn
from stdnum.ua import edrpou, rntrc

from admin_app.services.shared.mail_providers import PUBLIC_PROVIDERS
from admin_app.services.shared.values import CACHED, ValueProblem, parse_text
from models.company import WITH_SUBDOMAINS
from models.normalize import fold

SITE_LENGTH = 300
DOMAIN_LENGTH = 253
TAX_ID_LENGTH = 32
TAX_KINDS = "INN, EDRPOU, RNTRC, NIP, EU VAT"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_FORBIDDEN = re.compile(r"[\s<>\"'\\^`{|}]")
_SHARED_ENDING = re.compile(r"(?:ac|co|com|edu|gov|in|msk|net|org|spb)\.[a-z]{2}")
"""Endings such as `com.ua`, under which anybody has a domain."""
_FOREIGN_TAX = re.compile(r"(?=.*\d.*\d.*\d)[A-Z0-9]+")
_TAX_SIGNS = re.compile(r"[\s.\-/]+")
_TAX_BY_REGION: dict[str, tuple[ModuleType, ...]] = {
    "RU": (inn, edrpou, rntrc, nip),
    "UA": (edrpou, rntrc, inn, nip),
    "PL": (nip, inn, edrpou, rntrc),
}
_EU_PREFIXES = frozenset(code.upper() for code in vat.MEMBER_STATES) | {"EL", "XI"}


@lru_cache(maxsize=CACHED)
def parse_site(text: str | None) -> str:
    """A web address with its scheme, https where none is given; raises site_wrong, too_long."""
    typed = parse_text(text, SITE_LENGTH)
    if not typed:
        return ""
    address = typed if _SCHEME.match(typed) else f"https://{typed.removeprefix('//')}"
    parts = _split(address)
    if parts is None or not _is_host(parts.hostname or ""):
        raise ValueProblem("site_wrong", value=typed[:80])
    tail = address.split("//", 1)[1][len(parts.netloc) :]
    site = f"{parts.scheme}://{parts.netloc.lower()}{'' if tail == '/' else tail}"
    if len(site) > SITE_LENGTH:
        raise ValueProblem("too_long", limit=SITE_LENGTH)
    return site


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        bad = parts.port == 0 or parts.username is not None
    except ValueError:
        return None
    if bad or parts.scheme not in {"http", "https"} or _FORBIDDEN.search(address):
        return None
    return parts if address.lower().startswith(f"{parts.scheme}://") else None


def _is_host(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    if len(host) > DOMAIN_LENGTH or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if len(labels) == 1:
        return host == "localhost"
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


@lru_cache(maxsize=CACHED)
def parse_domain(text: str | None) -> str:
    """A rule for e-mail domains that one company can own (H11), in lower case.

    `example.com` or `@example.com` is that domain alone; `*.example.com` or `.example.com` takes
    the domains below it along and is returned as `*.example.com`. Raises domain_wrong and
    domain_public.
    """
    typed = parse_text(text, SITE_LENGTH).lower()
    if not typed:
        return ""
    bare = typed.removeprefix("@")
    with_subdomains = bare.startswith((".", "*."))
    domain = bare.removeprefix("*").lstrip(".").rstrip(".")
    last = domain.rpartition(".")[2]
    if "." not in domain or "_" in domain or last.isdigit() or not _is_host(domain):
        raise ValueProblem("domain_wrong", value=typed[:80])
    if domain in PUBLIC_PROVIDERS or _SHARED_ENDING.fullmatch(domain):
        raise ValueProblem("domain_public", value=domain)
    return f"{WITH_SUBDOMAINS}{domain}" if with_subdomains else domain


@lru_cache(maxsize=CACHED)
def parse_tax_id(text: str | None, region: str = "") -> str:
    """A tax number without spaces and signs.

    Checked as INN, EDRPOU, RNTRC and NIP, those of `region` (RU, UA, PL) first, and as a VAT
    number of the European Union by its prefix. Other numbers with letters are taken as they are.
    Raises tax_id_wrong.
    """
    typed = parse_text(text, 100)
    compact = _TAX_SIGNS.sub("", typed).upper()
    if not compact:
        return ""
    number = _known_tax_id(compact, region) or _foreign_tax_id(compact)
    if not number or len(number) > TAX_ID_LENGTH:
        raise ValueProblem("tax_id_wrong", value=typed[:80], kinds=TAX_KINDS)
    return number


def _known_tax_id(compact: str, region: str) -> str:
    bare = compact.removeprefix("PL")
    if bare.isascii() and bare.isdigit():
        kinds = (nip,) if bare != compact else _TAX_BY_REGION.get(region, _TAX_BY_REGION["RU"])
        return next((bare for kind in kinds if kind.is_valid(bare)), "")
    if compact[:2] in _EU_PREFIXES:
        try:
            return str(vat.validate(compact))
        except ValidationError:
            return ""
    return ""


def _foreign_tax_id(compact: str) -> str:
    if compact[:2] in _EU_PREFIXES or compact.isdigit() or fold(compact) != compact.lower():
        return ""
    return compact if _FOREIGN_TAX.fullmatch(compact) else ""
