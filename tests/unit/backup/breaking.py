"""Archives that somebody, or a disk, has changed."""

import hashlib
import json
from zipfile import ZIP_DEFLATED, ZipFile


def parts_of(path):
    """All parts of an archive, by name; the manifest as an object."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["manifest.json"] = json.loads(parts["manifest.json"])
    return parts


def write(path, parts, *, twice=()):
    """An archive of these parts; some of them twice."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in [*parts, *twice]:
            content = parts[name]
            archive.writestr(name, json.dumps(content) if isinstance(content, dict) else content)
    return path


def put(parts, name, content):
    """Replace a part and tell the manifest so: a forger with a pen and a calculator."""
    parts[name] = content
    kind, _, rest = name.partition("/")
    entries = parts["manifest.json"][kind]
    entry = entries.setdefault(rest.removesuffix(".jsonl") if kind == "tables" else rest, {})
    entry |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if kind == "tables":
        entry["rows"] = content.count(b"\n")


def edit_line(parts, table, edit):
    """Change the first row of a table, hashes and all."""
    name = f"tables/{table}.jsonl"
    first, _, rest = parts[name].partition(b"\n")
    values = json.loads(first)
    columns = parts["manifest.json"]["tables"][table]["columns"]
    edit(values, columns)
    put(parts, name, json.dumps(values).encode() + b"\n" + rest)
