"""Others on the same sets: Splink, and plain rapidfuzz with standard blocking.

Both get names in Latin letters, phones as their last nine digits and e-mails in lower case, as
anybody would prepare them. Both are judged twice: at one threshold for all sets, chosen on the sets
for tuning as Kontora's is, and at the one that suits them best on the very set, which nobody knows
beforehand.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio, token_sort_ratio

from admin_app.duplicates import ContactFacts
from benchmarks.similar.sets import LabelledSet, worth
from models.normalize import latin

Scored = tuple[int, int, float]


def cleaned(contact: ContactFacts) -> dict[str, Any]:
    """A contact as one row of plain columns; what is not known is None."""
    names = latin(" ".join((contact.first_name, contact.last_name))).split()
    first = latin(contact.first_name) or None
    last = latin(contact.last_name) or None
    if not (first and last) and len(names) > 1:
        last, first = names[0], names[1]
    phones = [tail for text in contact.phones if len(tail := _digits(text)[-9:]) == 9]
    emails = [email.lower() for email in contact.emails]
    return {
        "unique_id": contact.id,
        "first": first,
        "last": last,
        "names": " ".join(sorted(filter(None, (first, last)))) or None,
        "email": emails[0] if emails else None,
        "phones": phones or None,
        "phone": phones[0] if phones else None,
        "born": contact.birth_date or None,
        "messenger": contact.messengers[0].lower() if contact.messengers else None,
        "company": latin(contact.company_name) or None,
        "address": latin(contact.address) or None,
        "tax": contact.tax_numbers[0] if contact.tax_numbers else None,
    }


def _digits(text: str) -> str:
    return "".join(char for char in text.partition("доб")[0] if char.isdigit())


def splink(labelled: LabelledSet, python: Path) -> dict[str, Any]:
    """Splink in the environment of `python`."""
    febrl = labelled.columns is not None
    rows = labelled.columns or [cleaned(contact) for contact in labelled.contacts]
    script = Path(__file__).with_name("peer_splink.py")
    done = subprocess.run(
        [str(python), str(script)],
        input=json.dumps({"kind": "febrl" if febrl else "contacts", "rows": rows}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told = json.loads(done.stdout[done.stdout.index('{"seconds"') :])
    return curve(told["pairs"], labelled) | {"seconds": told["seconds"], "peak": told["peak"]}


def rapidfuzz(labelled: LabelledSet) -> dict[str, Any]:
    """The mean likeness of the fields that both rows have, for rows that share a block."""
    started = time.perf_counter()
    rows = [cleaned(contact) for contact in labelled.contacts]
    blocks: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        for key in _blocks(row):
            blocks.setdefault(key, []).append(place)
    pairs = {
        pair for block in blocks.values() if len(block) < 300 for pair in combinations(block, 2)
    }
    scored = [(a, b, _likeness(rows[a], rows[b])) for a, b in pairs]
    seconds = time.perf_counter() - started
    return curve(scored, labelled) | {"seconds": seconds}


def _blocks(row: dict[str, Any]) -> set[tuple[str, str]]:
    found = {(key, row[key]) for key in ("email", "born", "tax") if row[key]}
    found |= {("phone", phone) for phone in row["phones"] or ()}
    names = (row["names"] or "").split()
    if row["names"]:
        found.add(("name", row["names"]))
    if len(names) > 1:
        found.add(("start", f"{names[0][:3]} {names[-1][:3]}"))
    return found


def _likeness(one: dict[str, Any], two: dict[str, Any]) -> float:
    known = [
        key
        for key in ("names", "email", "phone", "born", "address", "tax")
        if one[key] and two[key]
    ]
    if not known:
        return 0.0
    scores = [
        (token_sort_ratio if key in {"names", "address"} else ratio)(one[key], two[key])
        for key in known
    ]
    return sum(scores) / len(scores) / 100


THRESHOLDS = (*(place / 50 for place in range(50)), 0.99, 0.995, 0.999, 0.9999)


def curve(scored: Sequence[Sequence[float]], labelled: LabelledSet) -> dict[str, Any]:
    """F1 at each of `THRESHOLDS`."""
    f1 = []
    for threshold in THRESHOLDS:
        found = [(int(a), int(b)) for a, b, score in scored if score >= threshold]
        f1.append(worth(found, labelled.truth).f1)
    return {"f1": f1, "best": max(f1)}


def chosen(results: Sequence[dict[str, Any]]) -> int:
    """The place of the threshold with the best mean F1 over some sets."""
    return max(range(len(THRESHOLDS)), key=lambda at: sum(one["f1"][at] for one in results))
