"""What kinds of jobs there are: each handler names its kind where it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Result = dict[str, Any] | None


class Reporter(Protocol):
    """Takes progress to whoever supervises the job, and says whether it should stop."""

    def report(self, done: int, total: int) -> None:
        """Take the count of rows done and of all rows."""

    def should_stop(self) -> bool:
        """Whether somebody asked to cancel."""


@dataclass
class JobContext:
    """What a handler gets: its arguments, who asked, and the way to tell how far it is."""

    job_id: int
    arguments: dict[str, Any]
    owner_id: int | None
    attempt: int
    reporter: Reporter

    def progress(self, done: int, total: int) -> None:
        """Tell how many rows of how many are done."""
        self.reporter.report(done, total)

    def cancelled(self) -> bool:
        """Whether the job should stop at the next point where its data are whole."""
        return self.reporter.should_stop()


Handler = Callable[[JobContext], Result]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its handler, and what to do when its process died in the middle.

    `retry` jobs are queued again; others fail at once. `on_failure` gets the job's arguments and
    a code when the job failed for good, in a transaction of its own.
    """

    name: str
    handler: Handler
    retry: bool = True
    on_failure: Callable[[dict[str, Any], str], None] | None = None


@dataclass
class Registry:
    """Kinds by name."""

    kinds: dict[str, Kind] = field(default_factory=dict)

    def handler(
        self,
        name: str,
        *,
        retry: bool = True,
        on_failure: Callable[[dict[str, Any], str], None] | None = None,
    ) -> Callable[[Handler], Handler]:
        """Register the decorated function as the handler of jobs of kind `name`."""

        def register(function: Handler) -> Handler:
            self.kinds[name] = Kind(name, function, retry=retry, on_failure=on_failure)
            return function

        return register


registry = Registry()
handler = registry.handler
