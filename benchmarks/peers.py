"""Other panels over the same rows, by the harness in a folder of peers, in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.people import company_count
from benchmarks.stage import BUILD
from tests.helpers.postgres import drop_database, find_server, plain

NAMES = ("flask-admin", "django")
CASES = {
    "first": "L1",
    "sorted": "L2",
    "deep": "L3a",
    "last": "L3b",
    "cyrillic": "L4",
    "mail": "L5",
    "filter": "L6",
    "edit": "L7",
}
SIZES = {10_000: "10k", 100_000: "100k", 1_000_000: "1m"}
SECONDS = 3600


def measure_peers(folder: Path, kind: str, contacts: int) -> dict[str, Any]:
    """The harness's figures; `{"error": …}` when it could not be run."""
    size = SIZES.get(contacts) or f"{company_count(contacts)},{contacts},{contacts}"
    work = BUILD / "peers"
    work.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, str(folder / "run.py"), "--size", size, "--db", kind,
        "--peers", ",".join(NAMES), "--wrk", "0", "--export-n", "1", "--no-trgm", "--budget", "20",
        "--cases", "L1,L2,L3,L4,L5,L6,L7,E,I1",
    ]  # fmt: skip
    server = find_server() if kind == "postgres" else None
    if server is not None and not server.host:
        server = None  # reached by a socket: the harness starts a server of its own
    variables = {"PATH": os.getenv("PATH", os.defpath), "HOME": str(work), "BENCH_WORK": str(work)}
    variables |= {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    if server is not None:
        variables["BENCH_PG"] = plain(server.set(database="")).rstrip("/")
    try:
        subprocess.run(command, env=variables, check=True, cwd=work, timeout=SECONDS)
        found: dict[str, Any] = json.loads((work / "results" / f"{size}-{kind}.json").read_text())
    except (subprocess.SubprocessError, OSError) as error:
        return {"error": f"the peers could not be measured: {error}"}
    finally:
        if server is not None:
            drop_database(server, "bench_" + size.replace(",", "_"))
    return {name: found.get(name, {}) for name in ("floor", *NAMES)}
