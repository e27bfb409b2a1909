"""The cyclic garbage collector while rows are planned and written."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collected_by_hand() -> Iterator[Callable[[], object]]:
    """Collect garbage when the function given is called, after each chunk, and not in between.

    By itself Python would look through all rows in hand again and again, for a quarter of the time
    of an import, and through what the process has loaded.
    """
    enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
