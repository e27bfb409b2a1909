"""Problems of rows and files as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from admin_app.importing.base import translated
from admin_app.importing.readers import errors
from admin_app.importing.rows import ProblemData
from admin_app.messages import MESSAGES
from models import ImportRun

Translate = Callable[[str], str]


def translator(language: str) -> Translate:
    """A translation of marked texts into one language, for work outside a request."""
    return lambda text: translated(text, language)


def problem_text(problem: ProblemData, translate: Translate) -> str:
    """What is wrong with a row, for a person."""
    return _sentence(problem["code"], problem["params"], translate)


def run_problem_text(run: ImportRun, translate: Translate) -> str:
    """Why the file of a run was refused, for a person; empty where it was not."""
    if not run.problem_code:
        return ""
    return _sentence(run.problem_code, run.problem_params, translate)


def _sentence(code: str, params: Mapping[str, Any], translate: Translate) -> str:
    template = errors.MESSAGES.get(code) or MESSAGES[code]
    return translate(template) % params
