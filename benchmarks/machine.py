"""On what and when the figures were taken."""

from __future__ import annotations

import os
import platform
import shlex
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any


def describe() -> dict[str, Any]:
    """Processor, memory, versions, date, load and the command."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory": f"{_memory():.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "date": time.strftime("%Y-%m-%d"),
        "command": shlex.join(["python", *sys.argv]),
        "load_before": load(),
    }


def load() -> float:
    """Processes that want to run, averaged over a minute."""
    return round(os.getloadavg()[0], 1)


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    words = Path("/proc/meminfo").read_text().split()
    return int(words[1]) / 1024**2
