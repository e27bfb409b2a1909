"""Files and functions stay small enough to be read at a sitting."""

import ast

import pytest

from tests.helpers.sources import ROOT, functions, sources

FILE_LINES = 400
FUNCTION_LINES = 60
MODULES = sources("models", "admin_app", "views", "scripts")


def test_the_sources_are_found():
    assert ROOT / "admin_app/config.py" in MODULES
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_and_its_functions_are_short(path):
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= FILE_LINES, f"{lines} lines: split it"
    long = [
        f"{function.name} ({size} lines)"
        for function in functions(ast.parse(text))
        if (size := function.end_lineno - function.lineno + 1) > FUNCTION_LINES
    ]
    assert not long
