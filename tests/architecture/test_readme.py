"""The README names every setting, and the hashed requirements are those of the lock."""

import re
import tomllib

from admin_app.config import VERSION, Settings
from tests.helpers.sources import ROOT

LINE = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)


def test_every_variable_is_in_the_table_and_no_other():
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert table == {name.upper() for name in Settings.model_fields}


def test_the_program_says_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def exported(name: str) -> dict[str, str]:
    return dict(LINE.findall((ROOT / name).read_text()))


def test_requirements_are_those_of_the_lock():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    versions = {package["name"]: package["version"] for package in lock["package"]}
    run, dev = exported("requirements.txt"), exported("requirements-dev.txt")
    assert run.items() <= dev.items()
    assert dev.items() <= versions.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {re.match(r"[\w-]+", line)[0] for line in project["project"]["dependencies"]}
    assert wanted <= run.keys(), "make requirements"
    tools = {re.match(r"[\w-]+", line)[0] for line in project["dependency-groups"]["dev"]}
    assert tools <= dev.keys(), "make requirements"


def test_requirements_name_no_server():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()
