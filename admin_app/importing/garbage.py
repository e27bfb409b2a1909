"""The cyclic garbage collector while rows are planned and written."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

CHUNKS = 10
"""Chunks of rows after which it is worth while: each leaves some hundred objects of its SQL."""


@contextmanager
def collected_by_hand() -> Iterator[Callable[[], None]]:
    """Collect garbage now and then when the function given is called, and not in between.

    By itself Python would look through all rows in hand again and again, for a quarter of the time
    of an import, and through what the process has loaded.
    """
    chunks = count(1)

    def after_chunk() -> None:
        if next(chunks) % CHUNKS == 0:
            gc.collect()

    enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield after_chunk
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
