"""Similar contacts: figures into docs/benchmarks.md. `python -m benchmarks.similar.run --help`.

Every set is searched in a process of its own, so that memory and CPU are those of the search alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from admin_app.duplicates import DEFAULT_THRESHOLD, compare, find_pairs, prepare
from admin_app.duplicates.finder import Search
from benchmarks import machine, report
from benchmarks.similar import others
from benchmarks.similar.generator import REPORTED_SEEDS, TUNING_SEEDS, generated
from benchmarks.similar.sets import LabelledSet, Worth, febrl, worth

LARGE = 50_000
MARKS = {"f1": 0.93, "precision": 0.95, "seconds": 120.0, "card": 200.0}


def main() -> None:
    """Measure every set, and others on those of up to 10,000 rows and on the large one if asked."""
    options = read_options()
    if options.inside:
        print(json.dumps(measured(options.inside, options.processes)))
        return
    taken = machine.describe()
    names = [f"febrl {number}" for number in (1, 2, 3, 4)]
    names += [f"seed {seed} {size}" for size in options.sizes for seed in seeds_of(size)]
    results = []
    at = thresholds(options)
    for name in names:
        results.append(in_a_process(name) | beside(name, options, at))
        print(name, results[-1]["worth"], file=sys.stderr, flush=True)
    taken["load_after"] = machine.load()
    report.put("similar", "\n".join(told(results, taken, splink=bool(options.splink))))


def read_options() -> argparse.Namespace:
    """The command line, with the environment for what is not given there."""
    parser = argparse.ArgumentParser(description=__doc__)
    folder = os.getenv("SPLINK_PYTHON")
    parser.add_argument("--sizes", nargs="+", type=int, default=[5_000, LARGE])
    parser.add_argument(
        "--splink", type=Path, default=folder, help="SPLINK_PYTHON: a Python that has splink"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


def seeds_of(size: int) -> tuple[int, ...]:
    """All seeds for a small set, one for a large one."""
    return REPORTED_SEEDS if size < LARGE else REPORTED_SEEDS[:1]


def made(name: str) -> LabelledSet:
    """A set by its name: “febrl 2”, “seed 7001 5000”."""
    kind, *numbers = name.split()
    return febrl(int(numbers[0])) if kind == "febrl" else generated(*map(int, numbers))


def in_a_process(name: str) -> dict[str, Any]:
    """What Kontora finds in a set."""
    command = [sys.executable, "-m", "benchmarks.similar.run", "--inside", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told_so: dict[str, Any] = json.loads(done.stdout)
    return told_so | {"worth": Worth(**told_so["worth"])}


def measured(name: str, processes: int) -> dict[str, Any]:
    """Search one set and time it; for a large one also one card at a time."""
    labelled = made(name)
    before, started = _cpu(), time.perf_counter()
    pairs = find_pairs(labelled.contacts, processes=processes)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) // 1024
    found = worth(((pair.a, pair.b) for pair in pairs), labelled.truth)
    figures = {
        "name": labelled.name,
        "rows": len(labelled.contacts),
        "pairs": len(labelled.truth),
        "worth": found.__dict__,
        "seconds": seconds,
        "cpu": cpu,
        "peak": peak,
    }
    return figures | ({"card": cards(labelled)} if len(labelled.contacts) >= LARGE else {})


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cards(labelled: LabelledSet) -> dict[str, float]:
    """Milliseconds from the facts of one new card to its suggestions, keys looked up in memory."""
    search = Search([prepare(one) for one in labelled.contacts], DEFAULT_THRESHOLD)
    times = []
    for facts in labelled.contacts[:1000]:
        started = time.perf_counter()
        row = prepare(facts)
        near = {place for key in row.keys for place in search.blocks.get(key, ())}
        for place in near:
            compare(facts, search.rows[place].facts, search.frequency)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return {
        "median": statistics.median(times),
        "p95": times[len(times) * 95 // 100],
        "worst": times[-1],
    }


TUNING = ("febrl 1", *(f"seed {seed} 5000" for seed in TUNING_SEEDS))


def thresholds(options: argparse.Namespace) -> dict[str, int]:
    """One threshold for each of the others, chosen on the sets for tuning, as Kontora's was."""
    tried = [compared(made(name), options) for name in TUNING]
    return {name: others.chosen([one[name] for one in tried]) for name in tried[0]}


def compared(labelled: LabelledSet, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Splink, where there is one, and plain rapidfuzz on a set."""
    found = {"rapidfuzz": others.rapidfuzz(labelled)}
    if options.splink:
        found["splink"] = others.splink(labelled, options.splink)
    return found


def beside(name: str, options: argparse.Namespace, at: dict[str, int]) -> dict[str, Any]:
    """The others with their F1 at the threshold chosen for them."""
    found = compared(made(name), options)
    for other, figures in found.items():
        figures["fixed"] = figures["f1"][at[other]]
        figures["threshold"] = others.THRESHOLDS[at[other]]
    return found


def told(results: list[dict[str, Any]], taken: dict[str, Any], *, splink: bool) -> list[str]:
    """The section of the page."""
    lines = [
        "### Similar contacts",
        "",
        f"{taken['date']}, {taken['cpu']}, {taken['cores']} cores, Python {taken['python']}; load"
        f" of the machine {taken['load_before']} before and {taken['load_after']} after.",
        f"`{'SPLINK_PYTHON=… ' if splink else ''}python -m benchmarks.similar.run`",
        "",
        "F1 of the others: at one threshold for all sets, chosen on the sets for tuning, and in"
        " brackets at the one that is best for them on that very set.",
        "",
    ]
    head = ["Set", "Rows", "Pairs", "Precision", "Recall", "F1", "Splink F1", "rapidfuzz F1"]
    lines += report.table(head, [_quality(one) for one in results])
    head = ["Set", "Seconds", "CPU s", "Peak MiB", "Splink: s", "MiB", "rapidfuzz: s"]
    lines += report.table(head, [_speed(one) for one in results])
    lines += report.table(["Mark", "Wanted", "Found", ""], list(_marks(results)))
    return lines


def _quality(one: dict[str, Any]) -> list[str]:
    own: Worth = one["worth"]
    cells = [one["name"], f"{one['rows']:,}", f"{one['pairs']:,}"]
    cells += [f"{value:.4f}" for value in (own.precision, own.recall, own.f1)]
    return cells + [_f1(one.get(other)) for other in ("splink", "rapidfuzz")]


def _f1(other: dict[str, Any] | None) -> str:
    if other is None:
        return "–"
    return f"{other['fixed']:.4f} ({other['best']:.4f})"


def _speed(one: dict[str, Any]) -> list[str]:
    splink, plain = one.get("splink"), one["rapidfuzz"]
    cells = [one["name"], f"{one['seconds']:.1f}", f"{one['cpu']:.1f}", f"{one['peak']}"]
    cells += [f"{splink['seconds']:.1f}", f"{splink['peak']}"] if splink else ["–", "–"]
    return [*cells, f"{plain['seconds']:.1f}"]


def _marks(results: list[dict[str, Any]]) -> list[list[str]]:
    """Each mark of promise 10 and whether it is met, then who is behind whom."""
    rows = []
    for key, title in (("f1", "F1"), ("precision", "precision")):
        least = min(results, key=lambda one: getattr(one["worth"], key))
        value = getattr(least["worth"], key)
        rows.append(
            [f"{title}, worst set", f"≥ {MARKS[key]}", f"{value:.4f}", _met(value >= MARKS[key])]
        )
    for one in results:
        if "card" in one:
            seconds, slow = one["seconds"], one["card"]["p95"]
            title = f"{one['rows']:,} contacts on two cores"
            rows.append(
                [
                    title,
                    f"≤ {MARKS['seconds']:g} s",
                    f"{seconds:.0f} s",
                    _met(seconds <= MARKS["seconds"]),
                ]
            )
            title = "suggestions for one card, p95 (without the database)"
            rows.append(
                [title, f"≤ {MARKS['card']:g} ms", f"{slow:.1f} ms", _met(slow <= MARKS["card"])]
            )
    for name, key in product(("splink", "rapidfuzz"), ("fixed", "best")):
        known = [one for one in results if name in one]
        ahead = [one for one in known if one["worth"].f1 >= one[name][key]]
        if known:
            title = f"F1 ahead of {name}{', at its best for each set' if key == 'best' else ''}"
            rows.append([title, f"{len(known)} sets", str(len(ahead)), _met(ahead == known)])
    return rows


def _met(good: object) -> str:
    return "met" if good else "**missed**"


if __name__ == "__main__":
    main()
