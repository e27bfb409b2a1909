"""The same thing done by many at the same moment, each in a transaction of its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(app, act, times: int) -> list[Any]:
    """What each of so many threads got; all begin together and commit."""
    from models.base import db

    start = threading.Barrier(times)

    def one(_number: int) -> Any:
        with app.app_context():
            start.wait(10)
            found = act()
            db.session.commit()
            return found

    db.session.rollback()  # the test must not hold what the threads need
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))
