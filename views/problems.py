"""Domain errors as a person reads them, at the field that is wrong."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import Form

from admin_app.errors import Conflict, DomainError, Invalid, Problem, StaleWrite
from admin_app.messages import MESSAGES


def text_of(error: DomainError) -> str:
    """The translated text of an error."""
    if isinstance(error, Invalid):
        return " ".join(problem_text(problem) for problem in error.problems)
    if isinstance(error, Conflict):
        return message(error.code, error.params)
    if isinstance(error, StaleWrite):
        return message("stale", {})
    return _("This is not allowed.")


def problem_text(problem: Problem) -> str:
    """The translated text of one problem."""
    return message(problem.code, problem.params)


def message(code: str, params: dict[str, Any]) -> str:
    """The translated text of a code, with its parameters put in."""
    return str(_(MESSAGES[code])) % params


def show_problems(form: Form, error: DomainError) -> None:
    """Put every problem at its field, what belongs to none at the top of the form."""
    if not isinstance(error, Invalid):
        form.form_errors.append(text_of(error))
        return
    for problem in error.problems:
        if problem.field in form:
            field = form[problem.field]
            field.errors = [*field.errors, problem_text(problem)]
        else:
            form.form_errors.append(problem_text(problem))
