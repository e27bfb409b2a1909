"""Reading a set of typed values at once, with every problem told, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from admin_app.errors import Invalid, Problem
from admin_app.services.shared.values import ValueProblem

Reader = Callable[[Any], Any]


class Reading:
    """Collects values and problems; `done` gives the values or raises Invalid."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def read(self, key: str, reader: Reader, typed: Any) -> None:
        """Read one value into `key`."""
        try:
            self.values[key] = reader(typed)
        except ValueProblem as problem:
            self.problem(key, problem.code, **problem.params)

    def read_all(self, key: str, reader: Reader, typed: Iterable[Any]) -> None:
        """Read several values into a list without blanks and doubles."""
        values: dict[Any, None] = {}
        for text in typed:
            try:
                if (value := reader(text)) != "":
                    values[value] = None
            except ValueProblem as problem:
                self.problem(key, problem.code, **problem.params)
        self.values[key] = list(values)

    def read_known(self, readers: Mapping[str, Reader], typed: Mapping[str, Any]) -> None:
        """Read every typed value that has a reader; others are none of this noun's (promise 13)."""
        for key, reader in readers.items():
            if key in typed:
                self.read(key, reader, typed[key])

    def problem(self, key: str, code: str, **params: Any) -> None:
        """Note that a value is wrong."""
        self.problems.append(Problem(key, code, params))

    def done(self) -> dict[str, Any]:
        """All values; raises Invalid when any was wrong."""
        if self.problems:
            raise Invalid(*self.problems)
        return self.values
