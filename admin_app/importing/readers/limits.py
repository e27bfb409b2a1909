"""How much a file may hold, and how much of the machine reading it may take."""

import math
import resource
from pathlib import Path

MIB = 1024 * 1024

MAX_FILE_BYTES = 50 * MIB
MAX_UNZIPPED_BYTES = 600 * MIB
MAX_PARTS = 10_000
MAX_DIRECTORY_BYTES = 4 * MIB
MAX_RATIO = 300
"""How many times one part of an archive may grow, once it is larger than `RATIO_FREE_BYTES`."""
RATIO_FREE_BYTES = 32 * MIB

MAX_ROWS = 500_000
"""Rows with a value in them."""
MAX_COLUMNS = 300
MAX_CELL_CHARS = 32_767

MAX_SHEET_BYTES = 220 * MIB
"""Memory that the sheets of a workbook may need, by the estimate of `bounds`."""

_SPARE_ADDRESSES = 512 * MIB


def limit_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound the memory of this process, and its processor time from now on; leave no core file.

    Meant for the child process that parses a file. Too much memory shows there as MemoryError or
    as a death by SIGABRT, too much time as a death by SIGXCPU; the parent tells both as the
    refusal ``too_heavy``. What a large parent left to its child is no fault of the file: half
    of the memory is always there for the work.
    """
    room = memory_bytes // 2
    _lower(resource.RLIMIT_DATA, max(memory_bytes, _taken("VmData") + room))
    _lower(resource.RLIMIT_AS, max(memory_bytes + _SPARE_ADDRESSES, _taken("VmSize") + room))
    _lower(resource.RLIMIT_CORE, 0)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    _lower(resource.RLIMIT_CPU, used + cpu_seconds, grace=1)


def _taken(what: str) -> int:
    """Bytes that this process holds already, as Linux tells them; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    sizes = (line.split()[1] for line in lines if line.startswith(f"{what}:"))
    return int(next(sizes, "0")) * 1024


def _lower(kind: int, wanted: int, grace: int = 0) -> None:
    """Set a limit, but never above the hard one that this process already lives under."""
    _, hard = resource.getrlimit(kind)
    ceiling = wanted + grace
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(kind, (min(wanted, ceiling), ceiling))
