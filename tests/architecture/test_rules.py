"""Rules of the house that no linter knows; allow-lists name the rooms, never single exceptions."""

import ast
from pathlib import Path

import pytest

from tests.helpers.sources import ROOT, names_used, sources

EDGES = (
    "views/",
    "admin_app/jobs/",
    "admin_app/cli/",
    # the import run: each chunk of rows is a transaction of its own
    "admin_app/importing/runner",
    "admin_app/importing/checking.py",
    "admin_app/importing/committing.py",
    "admin_app/importing/undoing.py",
    # a private file of its own, no part of the database
    "admin_app/importing/overlay.py",
    # the queue itself: taking a job and its heart-beat are transactions of their own
    "admin_app/services/shared/jobs.py",
)
CLOCK = "admin_app/clock.py"
NOW = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")


def breaches(tree: ast.AST, place: str) -> list[str]:
    """What a module at this place of the repository may not do, with line numbers."""
    found = []
    if not place.startswith(EDGES):
        found += [f"{line}: commits; only edges do" for line in calls_of(tree, "commit")]
    for name, line in names_used(tree):
        if name.endswith("current_user") and not place.startswith("views/"):
            found.append(f"{line}: current_user belongs to views; take actor=")
        if (name.endswith(NOW) or name == "time.time") and place != CLOCK:
            found.append(f"{line}: {name}; admin_app.clock is the only source of now")
        if name.endswith("print_exc") or name == "pdb":
            found.append(f"{line}: {name} is a left-over")
    return found


def calls_of(tree: ast.AST, method: str) -> list[int]:
    """The lines that call a method of this name on anything."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    ]


@pytest.mark.parametrize(
    "path", sources("models", "admin_app", "views"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_module_keeps_the_rules(path: Path):
    place = path.relative_to(ROOT).as_posix()
    assert not breaches(ast.parse(path.read_text()), place)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("db.session.commit()", "admin_app/services/contact.py"),
        ("from flask_login import current_user", "admin_app/services/contact.py"),
        ("x = flask_login.current_user.id", "admin_app/mail/outbox.py"),
        ("datetime.now(UTC)", "views/auth.py"),
        ("import datetime\ndatetime.datetime.utcnow()", "models/job.py"),
        ("import time\nt = time.time()", "admin_app/jobs/worker.py"),
        ("from datetime import date\nd = date.today()", "admin_app/exporting/base.py"),
    ],
)
def test_a_breach_is_seen(code, place):
    assert breaches(ast.parse(code), place)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("db.session.commit()", "admin_app/jobs/runner.py"),
        ("db.session.commit()", "admin_app/importing/runner.py"),
        ("from flask_login import current_user", "views/current.py"),
        ("datetime.now(UTC)", CLOCK),
        ("from datetime import time\nt = time()", "admin_app/services/contact.py"),
        ("db.session.flush()", "admin_app/services/contact.py"),
    ],
)
def test_what_is_allowed_is_not_a_breach(code, place):
    assert not breaches(ast.parse(code), place)
