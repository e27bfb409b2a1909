"""The life of an import run up to its check: upload, format, mapping, policies, and its end.

Each function flushes; the edges commit. Only `sniff` opens the file, so it belongs into a process
with limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.importing import headers
from admin_app.importing.context import demand_import
from admin_app.importing.policies import DEFINITIONS, Policies
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.limits import MAX_FILE_BYTES
from admin_app.importing.readers.rows import read_head, read_header
from admin_app.importing.readers.sniff import sniff as sniff_format
from admin_app.importing.specs.custom import spec_of
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.shared import settings
from admin_app.services.shared.files import Storage
from models import ImportMapping, ImportRun
from models.base import db
from models.enums import AccessType, ImportNoun, ImportState
from models.normalize import REGION_BY_LANGUAGE

HEAD_ROWS = 20
CELL_SHOWN = 200
CHANGEABLE = (ImportState.UPLOADED, ImportState.MAPPING, ImportState.PREVIEW, ImportState.REFUSED)


def start_run(
    noun: ImportNoun,
    source: Path | bytes,
    file_name: str,
    *,
    folder: Path,
    actor: Actor,
    policies: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Keep an uploaded file and open a run for it, with the policies of the settings.

    `policies` are changes for this run. Raises NotAllowed, Invalid.
    """
    demand_import(actor, noun)
    chosen = settings.get(DEFINITIONS[noun]).changed(policies or {})
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_FILE_BYTES:
        raise Invalid.one("file", "file_too_large", limit=MAX_FILE_BYTES // 2**20)
    run = ImportRun(
        noun=noun,
        file_key=Storage(folder).put(source),
        file_name=Path(file_name.replace("\\", "/")).name[:255] or "file",
        file_size=size,
        policies=chosen.to_json(),
        actor_id=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    return run


def get(run_id: int, actor: Actor) -> ImportRun:
    """The run, if it is the actor's own or he is an administrator; raises NotFound."""
    demand(actor, Permission.IMPORT)
    run = db.session.get(ImportRun, run_id)
    own = run is not None and run.actor_id == actor.user_id
    if run is None or not (own or actor.access_type == AccessType.ADMINISTRATOR):
        raise NotFound
    return run


def sniff(
    run: ImportRun, *, folder: Path, language: str, changes: Mapping[str, Any] | None = None
) -> None:
    """Find out how to read the file and what its columns mean; state mapping or refused.

    `changes` are fields of the format that a person chose: what he left is kept from the last
    time, or found anew where there was none. A person's `header_row` None means no header.
    """
    _demand_state(run, CHANGEABLE)
    path = Storage(folder).path(run.file_key)
    is_header = _header_test(run.noun)
    try:
        if run.table_format:
            fmt = TableFormat.from_json(run.table_format)
        else:
            fmt = sniff_format(path, name=run.file_name, language=language, is_header=is_header)
        fmt = _changed(fmt, changes or {})
        head = read_head(path, fmt, HEAD_ROWS)
        names = read_header(path, fmt)
    except FileRefused as refused:
        refuse(run, refused.code, refused.params)
        return
    run.table_format = fmt.to_json()
    run.head = [[number, [cell[:CELL_SHOWN] for cell in cells]] for number, cells in head]
    run.mapping = list(_remembered(run.noun, names) or _guessed(run.noun, names, head))
    run.state = ImportState.MAPPING
    run.problem_code, run.problem_params = "", {}
    _guess_region(run, names, language)
    db.session.flush()


def _guess_region(run: ImportRun, names: list[str], language: str) -> None:
    """Read phones as those of the country whose language the person or the header speaks."""
    if not run.policies.get("region"):
        spoken = language if language != "en" else headers.language_of(names, run.noun)
        run.policies = {**run.policies, "region": REGION_BY_LANGUAGE.get(spoken, "")}


def _changed(fmt: TableFormat, changes: Mapping[str, Any]) -> TableFormat:
    known = {"encoding", "delimiter", "quote", "sheet", "header_row", "first_row", "last_row"}
    wanted = {key: value for key, value in changes.items() if key in known}
    if fmt.kind == "csv":
        wanted.pop("sheet", None)
    else:
        wanted = {k: v for k, v in wanted.items() if k not in ("encoding", "delimiter", "quote")}
        if wanted.get("sheet") not in (None, *fmt.sheets):
            raise FileRefused("no_sheet", sheet=str(wanted["sheet"])[:80])
    return fmt.replace(**wanted)


def _guessed(
    noun: ImportNoun, names: list[str], head: list[tuple[int, list[str]]]
) -> headers.Mapping:
    if names:
        return headers.guess(names, noun, spec_of(noun))
    return headers.by_place(max((len(cells) for _, cells in head), default=1), noun)


def _header_test(noun: ImportNoun) -> Callable[[list[str]], bool]:
    """A test for rows: a header that is recognised, or one that somebody mapped by hand before."""
    recognised = headers.is_header(noun, spec_of(noun))
    query = select(ImportMapping.fingerprint).where(ImportMapping.noun == noun)
    known = set(db.session.scalars(query))
    return lambda cells: recognised(cells) or headers.fingerprint(cells) in known


def _remembered(noun: ImportNoun, names: list[str]) -> headers.Mapping | None:
    """How a file with these headers was mapped last time."""
    if not names:
        return None
    known = db.session.scalar(_mapping_query(noun, headers.fingerprint(names)))
    if known is None or len(known.mapping) != len(names):
        return None
    return headers.check_mapping(known.mapping, noun, spec_of(noun))


def _mapping_query(noun: ImportNoun, fingerprint: str) -> Any:
    return select(ImportMapping).where(
        ImportMapping.noun == noun, ImportMapping.fingerprint == fingerprint
    )


def header_of(run: ImportRun) -> list[str]:
    """The header of the run's file as it was read, nothing where there is none."""
    row = run.table_format.get("header_row")
    return next((cells for number, cells in run.head if number == row), []) if row else []


def left_out(run: ImportRun) -> list[dict[str, Any]]:
    """The columns of the file that are not read: header, place, and whether they never can be."""
    names = header_of(run)
    return [
        {"place": place, "header": name, "forbidden": headers.is_forbidden(name)}
        for place, name in enumerate(names)
        if name.strip() and (place >= len(run.mapping) or run.mapping[place] is None)
    ]


def set_mapping(run: ImportRun, mapping: Sequence[str | None]) -> None:
    """Say by hand what the columns mean; unknown keys and doubles are left out.

    It is remembered for files with the same header. Raises Conflict once the run is under way.
    """
    _demand_state(run, CHANGEABLE)
    run.mapping = list(headers.check_mapping(mapping, run.noun, spec_of(run.noun)))
    run.state = ImportState.MAPPING
    if names := header_of(run):
        fingerprint = headers.fingerprint(names)
        known = db.session.scalar(_mapping_query(run.noun, fingerprint))
        if known is None:
            known = ImportMapping(noun=run.noun, fingerprint=fingerprint, mapping=run.mapping)
            db.session.add(known)
        known.mapping = run.mapping
    db.session.flush()


def set_policies(run: ImportRun, changes: Mapping[str, Any]) -> None:
    """Change policies for this run; raises Invalid, Conflict."""
    _demand_state(run, CHANGEABLE)
    run.policies = Policies.from_json(run.policies).changed(changes).to_json()
    if run.state == ImportState.PREVIEW:
        run.state = ImportState.MAPPING
    db.session.flush()


def refuse(run: ImportRun, code: str, params: Mapping[str, Any]) -> None:
    """End a run whose file cannot be taken."""
    run.state = ImportState.REFUSED
    run.problem_code, run.problem_params = code, dict(params)
    run.finished_at = clock.now()
    db.session.flush()


def cancel(run: ImportRun, *, folder: Path) -> None:
    """Give a run up before anything was written; raises Conflict while or after it writes."""
    _demand_state(run, (*CHANGEABLE, ImportState.CHECKING))
    run.state = ImportState.CANCELLED
    run.finished_at = clock.now()
    Storage(folder).delete(run.file_key)
    db.session.flush()


def _demand_state(run: ImportRun, states: tuple[ImportState, ...]) -> None:
    if run.state not in states:
        raise Conflict("import_under_way")


def demand_file(run: ImportRun) -> None:
    """Raise Invalid unless the format of the file is known."""
    if not run.table_format:
        raise Invalid.one("file", "file_gone")
