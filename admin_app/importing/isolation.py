"""Opening files in a process of its own: what a file does to its reader happens there only."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable

from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.limits import MIB, limit_process
from models.base import db

MEMORY = 560 * MIB
"""Address space for data; what is resident stays under 300 MiB."""
SNIFF_SECONDS = 60
CHECK_SECONDS = 900

_OUT_OF_MEMORY = 70
_FAILED = 1
_forking = multiprocessing.get_context("fork")
log = logging.getLogger(__name__)


def in_child(work: Callable[[], None], *, cpu_seconds: int) -> None:
    """Do `work` in a limited child process and wait for it.

    The child has a database connection of its own and commits by itself. Raises FileRefused
    too_heavy when the file was too much for it, RuntimeError when the work failed otherwise.
    """
    db.session.remove()
    db.engine.dispose()  # connections must not be shared with the child
    child = _forking.Process(target=_work, args=(work, cpu_seconds))
    child.start()
    child.join()
    if child.exitcode == 0:
        return
    if child.exitcode == _FAILED:
        raise RuntimeError("the work in the child process failed; see the log")
    raise FileRefused("too_heavy")


def _work(work: Callable[[], None], cpu_seconds: int) -> None:
    limit_process(MEMORY, cpu_seconds)
    try:
        work()
    except MemoryError:
        raise SystemExit(_OUT_OF_MEMORY) from None
    except Exception:
        log.exception("the work in a child process failed")
        raise SystemExit(_FAILED) from None
