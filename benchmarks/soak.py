"""`make soak`: jobs, workers and web servers killed at random on both databases.

Nothing may be lost, doubled or left half done (promises 1 and 2). `--help` lists the options.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import machine, people, report  # noqa: E402
from benchmarks.soak_import import clean_run, killed_command, killed_run  # noqa: E402
from benchmarks.soak_jobs import CHAINS, clean_chain, killed_chain  # noqa: E402
from benchmarks.soak_web import kill_web  # noqa: E402
from benchmarks.soak_worker import Round, copy_of  # noqa: E402
from benchmarks.stage import BUILD, Stage, clean_up_when_ended, stage  # noqa: E402

KNOWN = 1_500
"""Contacts that are in the panel already, without phones: the import fills them."""
DATABASES = ("sqlite", "postgres")


def main() -> int:
    """Run all rounds, write down the figures of each database; 1 when anything was lost."""
    clean_up_when_ended()
    options = read_options()
    rnd = random.Random(options.seed)
    kept = BUILD / "results" / "soak.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    deadline = time.monotonic() + options.minutes * 60
    for place, kind in enumerate(options.db):
        share = (deadline - time.monotonic()) / (len(options.db) - place)
        about = {**machine.describe(), "seed": options.seed}
        with stage(kind, "kontora_soak") as template:
            found = soak(template, options, rnd, time.monotonic() + share)
        results[kind] = {**found, "machine": about | {"load_after": machine.load()}}
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1))
        report.put("soak", "\n".join(section(results)))
    return any(results[kind]["faults"] for kind in options.db)


def read_options() -> argparse.Namespace:
    """The command line, with the environment for what is not given there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", nargs="+", choices=DATABASES, default=list(DATABASES))
    rounds = int(os.getenv("SOAK_ROUNDS", "30"))
    parser.add_argument("--rounds", type=int, default=rounds, help="on all databases together")
    parser.add_argument("--rows", type=int, default=6_000, help="rows of the imported file")
    parser.add_argument("--chains", type=int, default=12, help="of bulk changes and undoing")
    parser.add_argument("--web-kills", type=int, default=30, help="on all databases together")
    parser.add_argument("--minutes", type=float, default=float(os.getenv("SOAK_MINUTES", "30")))
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the moments")
    return parser.parse_args()


def soak(
    template: Stage, options: argparse.Namespace, rnd: random.Random, deadline: float
) -> dict[str, Any]:
    """All rounds on one database."""
    file = _fill(template, options.rows)
    with copy_of(template, "kontora_soak_clean") as copy:
        wanted, spans = clean_run(copy, file)
    say(f"== {template.kind}: {wanted['counts']}, {spans}")
    rounds: list[Round] = []
    reserve = options.web_kills * 2.5
    while len(rounds) < options.rounds // len(options.db):
        if time.monotonic() > deadline - reserve:
            break
        rounds.append(_round(template, file, wanted, spans, rnd))
        say(f"   round {len(rounds)}: {rounds[-1]}")
    chains = _chains(template, file, options.chains // len(options.db), rnd, deadline)
    with copy_of(template, "kontora_soak_web") as copy:
        web = kill_web(copy, options.web_kills // len(options.db), rnd)
    say(f"   web: {web}")
    faults = [each.fault for each in (*rounds, *chains) if each.fault]
    faults += ["an answered request is lost"] * web["lost"] + ["doubled"] * web["doubled"]
    return {
        "rounds": len(rounds),
        "kills": sum(each.kills for each in rounds),
        "phases": _phases(rounds),
        "counts": wanted["counts"],
        "rows": wanted["rows"],
        "chains": {
            "rounds": len(chains),
            "kills": sum(each.kills for each in chains),
            "phases": _phases(chains),
            "good": sum(not each.fault for each in chains),
        },
        "web": web,
        "faults": faults,
    }


def _chains(
    template: Stage, file: Path, number: int, rnd: random.Random, deadline: float
) -> list[Round]:
    """Rounds of bulk changes and undoing, on the database as a whole import left it."""
    rounds: list[Round] = []
    with copy_of(template, "kontora_soak_full") as full:
        full.flask("import", "contacts", str(file), "--json")
        wanted = []
        for chain in CHAINS:
            with copy_of(full, "kontora_soak_clean") as copy:
                wanted.append(clean_chain(copy, chain))
        while len(rounds) < number and time.monotonic() < deadline:
            place = len(rounds) % len(CHAINS)
            with copy_of(full, "kontora_soak_round") as copy:
                rounds.append(killed_chain(copy, CHAINS[place], wanted[place], rnd))
            say(f"   chain {len(rounds)}: {rounds[-1]}")
    return rounds


def _phases(rounds: list[Round]) -> dict[str, int]:
    phases = [phase for each in rounds for phase in each.phases]
    return {phase: phases.count(phase) for phase in sorted(set(phases))}


def _fill(template: Stage, rows: int) -> Path:
    """Companies and the first contacts into the template; the file of the rounds."""
    files = people.prepare(BUILD / "data", rows, 10, None)
    first = template.folder / "known.csv"
    lines = files.contacts.read_text().splitlines()
    first.write_text("\n".join(_without_phones(line) for line in lines[: KNOWN + 1]))
    half = template.folder / "companies.csv"
    half.write_text("\n".join(files.companies.read_text().splitlines()[: rows // 40]))
    for noun, path in (("companies", half), ("contacts", first)):
        template.flask("import", noun, str(path), "--json")
    target = template.folder / "soak.csv"
    shutil.copy(files.contacts, target)
    return target


def _without_phones(line: str) -> str:
    cells = line.split(",")
    return ",".join(cells[:4] + cells[6:])


def _round(
    template: Stage, file: Path, wanted: dict[str, Any], spans: dict[str, float], rnd: random.Random
) -> Round:
    with copy_of(template, "kontora_soak_round") as copy:
        if rnd.random() < 0.2:
            return killed_command(copy, file, wanted, sum(spans.values()) + 3, rnd)
        return killed_run(copy, file, wanted, spans, rnd)


def section(results: dict[str, Any]) -> list[str]:
    """The figures of the databases that were tried, as text and tables."""
    kinds = [kind for kind in DATABASES if kind in results]
    lines = []
    for kind in kinds:
        at = results[kind]["machine"]
        lines.append(
            f"- {report.DATABASES[kind]}: {at['date']}, {at['cpu']}, {at['cores']} cores; load of"
            f" the machine {at['load_before']} before and {at['load_after']} after; seed"
            f" {at['seed']}, `{at['command']}`."
        )
    head = ("Imports", "Rounds", "Kills", "When", "Rows of the file", "Ended as the clean run")
    lines += ["", *report.table(head, [_import_row(kind, results[kind]) for kind in kinds])]
    of_chains = ("Bulk changes and undoing", "Chains", "Kills", "When", "Ended as the clean chain")
    lines += report.table(of_chains, [_chain_row(kind, results[kind]) for kind in kinds])
    of_web = (
        "Web servers", "Kills", "of the whole server", "Answered writes", "Lost", "Doubled",
        "Unanswered (of them kept)", "Refused",
    )  # fmt: skip
    lines += report.table(of_web, [_web_row(kind, results[kind]["web"]) for kind in kinds])
    for kind in kinds:
        lines += [f"- {report.DATABASES[kind]}: {fault}" for fault in results[kind]["faults"]]
    return lines


def _import_row(kind: str, found: dict[str, Any]) -> tuple[object, ...]:
    when = ", ".join(f"{count} in {phase}" for phase, count in found["phases"].items())
    bad = len(
        [fault for fault in found["faults"] if not fault.startswith(("an ", "doubled", "after "))]
    )
    good = found["rounds"] - bad
    rows = f"{found['counts']['rows']:,}"
    return report.DATABASES[kind], found["rounds"], found["kills"], when, rows, f"{good}"


def _chain_row(kind: str, found: dict[str, Any]) -> tuple[object, ...]:
    chains = found["chains"]
    when = ", ".join(f"{count} in {phase}" for phase, count in chains["phases"].items())
    return report.DATABASES[kind], chains["rounds"], chains["kills"], when, f"{chains['good']}"


def _web_row(kind: str, web: dict[str, Any]) -> tuple[object, ...]:
    return (
        report.DATABASES[kind], web["kills"], web["restarts"], f"{web['answered']:,}", web["lost"],
        web["doubled"], f"{web['unanswered']} ({web['unanswered_kept']})", web["refused"],
    )  # fmt: skip


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
