"""Archives that are cut, damaged or forged are refused, and nothing is changed by them."""

import random
import warnings
import zipfile

import pytest

from tests.factories.people import make_contact
from tests.unit.backup.breaking import edit_line, parts_of, put, write
from tests.unit.backup.conftest import run, unchanged

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


@pytest.fixture
def used(other):
    """A database with a contact of its own, which has to stay."""
    from models.base import db

    with other.app_context():
        make_contact(first_name="Stays")
        db.session.remove()
    return other


def refused(app, path, *words):
    with unchanged(app):
        output = run(app, "restore", "--replace", path, code=1)
        assert output.startswith("Error: "), output
        assert "Traceback" not in output
        for word in words:
            assert word in output, output


@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_cut_archive(used, saved, part):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * part)])
    refused(used, saved)


def test_a_damaged_archive(used, saved):
    content = saved.read_bytes()
    rnd = random.Random(5)
    for _ in range(12):
        broken = bytearray(content)
        place = rnd.randrange(len(content) - 2000)
        broken[place : place + 40] = rnd.randbytes(40)
        saved.write_bytes(broken)
        refused(used, saved)


def test_another_zip_and_no_zip(used, tmp_path):
    refused(used, write(tmp_path / "a.zip", {"a.txt": b"a"}), "no backup of Kontora")
    (tmp_path / "b.zip").write_text("hello")
    refused(used, tmp_path / "b.zip", "no whole backup")


def _drop_table(parts):
    del parts["tables/contact.jsonl"]


def _drop_table_wholly(parts):
    del parts["tables/contact.jsonl"]
    del parts["manifest.json"]["tables"]["contact"]


def _extra_part(parts):
    parts["files/more"] = b"more"


def _other_rows(parts):
    parts["tables/contact.jsonl"] = b"[]\n"


def _newer(parts):
    parts["manifest.json"]["revision"] = "9999"


def _injected_column(parts):
    parts["manifest.json"]["tables"]["contact"]["columns"][0] = "id) SELECT 1; --"


def _unknown_column(parts):
    parts["manifest.json"]["tables"]["contact"]["columns"][-1] = "admin"


def _unknown_table(parts):
    put(parts, "tables/pg_authid.jsonl", b"")
    parts["manifest.json"]["tables"]["pg_authid"]["columns"] = ["rolname"]


def _no_row(parts):
    put(parts, "tables/contact.jsonl", b'{"id": 1}\n')


def _no_json(parts):
    put(parts, "tables/contact.jsonl", b"[1, 2\n")


def _no_end(parts):
    put(parts, "tables/contact.jsonl", parts["tables/contact.jsonl"][:-1])


def _wrong_type(parts):
    edit_line(parts, "contact", lambda values, names: values.__setitem__(0, "1; DROP TABLE user"))


def _no_moment(parts):
    def edit(values, names):
        values[names.index("created_at")] = "long ago"

    edit_line(parts, "contact", edit)


def _points_to_nothing(parts):
    def edit(values, names):
        values[names.index("group_id")] = 987654

    edit_line(parts, "contact", edit)


def _outside_the_closed_list(parts):
    def edit(values, names):
        values[names.index("status")] = "godlike"

    edit_line(parts, "contact", edit)


def _twice_the_same_key(parts):
    name = "tables/contact.jsonl"
    first, _, _ = parts[name].partition(b"\n")
    put(parts, name, first + b"\n" + parts[name])


def _wrong_count(parts):
    parts["manifest.json"]["tables"]["contact"]["rows"] += 1


@pytest.mark.parametrize(
    "forge",
    [value for name, value in list(globals().items()) if name.startswith("_") and callable(value)],
    ids=lambda forge: forge.__name__.strip("_"),
)
def test_a_forged_archive(used, saved, tmp_path, forge):
    parts = parts_of(saved)
    forge(parts)
    refused(used, write(tmp_path / "forged.zip", parts))


@pytest.mark.parametrize(
    "name",
    ["../out", "imports/../../out", "/tmp/out", "a//b", "a\\..\\b", ".hidden", "a/./b", "", "a\nb"],
)
def test_a_file_that_would_land_elsewhere(used, saved, tmp_path, name):
    parts = parts_of(saved)
    put(parts, f"files/{name}", b"out")
    refused(used, write(tmp_path / "forged.zip", parts))
    assert not (tmp_path / "out").exists()


def test_a_part_that_is_there_twice(used, saved, tmp_path):
    path = write(tmp_path / "forged.zip", parts_of(saved), twice=["tables/contact.jsonl"])
    refused(used, path, "other parts")


def test_a_part_that_lies_about_its_size(used, saved, tmp_path):
    parts = parts_of(saved)
    parts["manifest.json"]["files"]["imports/aA-_09"]["size"] = 10**15
    refused(used, write(tmp_path / "forged.zip", parts), "changed or is damaged")


def test_a_link_in_the_archive_becomes_no_link(full, saved, other, tmp_path):
    parts = parts_of(saved)
    put(parts, "files/imports/link", b"/etc/passwd")
    path = write(tmp_path / "forged.zip", parts)
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        archive.getinfo("files/imports/link").external_attr = 0o120777 << 16
        archive.comment = b"written anew"
    run(other, "restore", path)
    placed = other.extensions["settings"].files_folder / "imports/link"
    assert placed.is_file()
    assert not placed.is_symlink()


class TestFiles:
    def test_one_with_other_content_is_in_the_way(self, used, saved):
        folder = used.extensions["settings"].files_folder
        (folder / "imports").mkdir(parents=True)
        (folder / "imports/aA-_09").write_text("mine")
        refused(used, saved, "other content")

    def test_those_of_before_stay(self, used, saved):
        folder = used.extensions["settings"].files_folder
        (folder / "imports").mkdir(parents=True)
        (folder / "imports/mine").write_text("mine")
        run(used, "restore", "--replace", saved)
        assert (folder / "imports/mine").read_text() == "mine"
        assert (folder / "imports/aA-_09").is_file()

    def test_a_full_disk_leaves_all_as_it_was(self, used, saved, monkeypatch):
        from admin_app.backup import files

        copy, done = files._copy, []

        def second_fails(*arguments):
            if done:
                raise OSError(28, "No space left on device")
            done.append(copy(*arguments))

        monkeypatch.setattr(files, "_copy", second_fails)
        refused(used, saved, "No space left")
        assert done

    def test_drafts_and_links_are_left_out_and_odd_names_told(self, full, tmp_path):
        folder = full.extensions["settings"].files_folder
        (folder / "imports/half.draft").write_text("half")
        (folder / "imports/link").symlink_to("/etc/passwd")
        run(full, "backup", tmp_path / "a.zip")
        assert sorted(parts_of(tmp_path / "a.zip")["manifest.json"]["files"]) == [
            "deep/er/b.x",
            "imports/aA-_09",
        ]
        (folder / "imports/Ж").write_text("odd")
        assert "is no file of Kontora" in run(full, "backup", tmp_path / "b.zip", code=1)
        assert "files folder" in run(full, "backup", folder / "b.zip", code=1)
