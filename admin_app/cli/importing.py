"""`flask import`: companies and contacts out of a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from admin_app.config import Settings
from admin_app.errors import Invalid
from admin_app.importing import runner
from admin_app.importing.context import client_groups
from admin_app.importing.isolation import CHECK_SECONDS, in_child
from admin_app.importing.policies import Existing, Incomplete, UnknownCompany
from admin_app.importing.problems import problem_text, run_problem_text
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.runs import refuse
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor
from admin_app.services import access_group
from admin_app.services.shared.custom_names import key_of
from models import ImportRow, ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState, Verdict
from models.normalize import fold

REFUSED = 1
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_COUNTS = {
    "rows": "rows",
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "skipped": "skipped",
    "failed": "refused",
}


@click.command("import")
@click.argument("noun", type=click.Choice([noun.value for noun in ImportNoun]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check; write no company and no contact.")
@click.option(
    "--policy",
    type=click.Choice([choice.value for choice in Existing]),
    help="For rows that exist already.",
)
@click.option(
    "--incomplete",
    type=click.Choice([choice.value for choice in Incomplete]),
    help="For rows without e-mail.",
)
@click.option("--unknown-company", type=click.Choice([choice.value for choice in UnknownCompany]))
@click.option("--delimiter", help="Of a CSV file: a character, or `tab`.")
@click.option("--first-row", type=click.IntRange(1), help="The first row of data, from 1.")
@click.option("--last-row", type=click.IntRange(1), help="The last row of data.")
@click.option("--group", help="The group of new contacts, by name.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def import_file(noun: str, file: Path, **given: Any) -> None:
    """Read companies, contacts or both out of a CSV, TSV, XLSX, XLS or ODS file."""
    settings: Settings = current_app.extensions["settings"]
    actor = replace(Actor.system("command"), language=settings.language)
    folder = settings.files_folder / "imports"
    changes = _format(given)
    access_group.ensure_defaults()
    run_id = _start(ImportNoun(noun), file, folder, actor, given)
    _check(run_id, folder, actor, changes)
    run = db.session.get_one(ImportRun, run_id)
    if run.state == ImportState.PREVIEW and not given["dry_run"]:
        runner.commit(run, actor=actor)
    _report(run, as_json=given["as_json"])
    if run.state == ImportState.REFUSED:
        raise SystemExit(REFUSED)


def _start(noun: ImportNoun, file: Path, folder: Path, actor: Actor, given: dict[str, Any]) -> int:
    try:
        run = runner.start_run(
            noun, file, file.name, folder=folder, actor=actor, policies=_policies(given)
        )
    except Invalid as error:
        texts = (MESSAGES[problem.code] % problem.params for problem in error.problems)
        raise click.UsageError(" ".join(texts)) from None
    db.session.commit()
    return run.id


def _check(run_id: int, folder: Path, actor: Actor, changes: dict[str, Any]) -> None:
    """Open and check the file in a child process with limits."""

    def work() -> None:
        run = db.session.get_one(ImportRun, run_id)
        runner.sniff(run, folder=folder, language=actor.language)
        if changes and run.state == ImportState.MAPPING:
            runner.sniff(run, folder=folder, language=actor.language, changes=changes)
        db.session.commit()
        if run.state == ImportState.MAPPING:
            runner.check(run, folder=folder, actor=actor)

    try:
        in_child(work, cpu_seconds=CHECK_SECONDS)
    except FileRefused as refused:
        refuse(db.session.get_one(ImportRun, run_id), refused.code, refused.params)
        db.session.commit()


def _format(given: dict[str, Any]) -> dict[str, Any]:
    """The changes of the file's format that the options ask for."""
    changes = {key: given[key] for key in ("first_row", "last_row") if given[key] is not None}
    if delimiter := given["delimiter"]:
        changes["delimiter"] = _DELIMITERS.get(delimiter, delimiter)
        if len(changes["delimiter"]) != 1:
            raise click.BadParameter("is one character", param_hint="--delimiter")
    return changes


def _policies(given: dict[str, Any]) -> dict[str, Any]:
    """The changes of the policies that the options ask for."""
    names = {
        "policy": "existing",
        "incomplete": "incomplete",
        "unknown_company": "unknown_company",
    }
    changes = {name: given[key] for key, name in names.items() if given[key] is not None}
    if given["group"] is not None:
        groups = client_groups()
        if fold(given["group"]) not in groups:
            text = MESSAGES["group_unknown"] % {"value": given["group"]}
            raise click.BadParameter(text, param_hint="--group")
        changes["group_id"] = groups[fold(given["group"])]
    return changes


def _report(run: ImportRun, *, as_json: bool) -> None:
    counts = {name: (run.counts or {}).get(key, 0) for name, key in _COUNTS.items()}
    problems = _problems(run)
    if as_json:
        click.echo(json.dumps({"run": run.id, **counts, "problems": problems}, ensure_ascii=False))
        return
    click.echo(f"Import {run.id}: {run.state}. " + ", ".join(f"{n} {c}" for c, n in counts.items()))
    for problem in problems:
        place = f"row {problem['row']}" if problem["row"] else "file"
        click.echo(f"  {place}: {problem['message']}", err=True)


def _problems(run: ImportRun) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if run.state == ImportState.REFUSED:
        text = run_problem_text(run, str)
        row = (run.problem_params or {}).get("row")
        code = run.problem_code
        found.append({"row": row, "column": "", "value": "", "code": code, "message": text})
    query = select(ImportRow.number, ImportRow.problems).where(
        ImportRow.run_id == run.id, ImportRow.verdict == Verdict.REFUSE
    )
    for number, problems in db.session.execute(query.order_by(ImportRow.number)):
        for problem in problems:
            text = problem_text(problem, str)
            kept = {key: problem[key] for key in ("value", "code")}
            column = key_of(problem["column"])
            found.append({"row": number, "column": column, **kept, "message": text})
    return found
