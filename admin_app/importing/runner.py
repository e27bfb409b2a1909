"""The import, for pages, jobs and commands: everything they call is here.

A run goes `start_run` → `sniff` → (`set_mapping`, `set_policies`) → `check` → `commit`, and back
by `start_undo` → `undo`. `sniff` and `check` open the file and belong into a process with limits;
`check`, `commit` and `undo` commit by themselves, a chunk of rows at a time, the others flush.
"""

from admin_app.importing.checking import check
from admin_app.importing.committing import commit
from admin_app.importing.problems import problem_text, run_problem_text
from admin_app.importing.runs import (
    cancel,
    get,
    header_of,
    left_out,
    set_mapping,
    set_policies,
    sniff,
    start_run,
)
from admin_app.importing.undoing import start_undo, undo

__all__ = [
    "cancel",
    "check",
    "commit",
    "get",
    "header_of",
    "left_out",
    "problem_text",
    "run_problem_text",
    "set_mapping",
    "set_policies",
    "sniff",
    "start_run",
    "start_undo",
    "undo",
]
