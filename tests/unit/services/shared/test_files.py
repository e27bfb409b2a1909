"""Files under names that nobody can guess."""

import os
from datetime import timedelta

import pytest

from admin_app import clock
from admin_app.errors import NotFound
from admin_app.services.shared.files import Storage


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "deep" / "files")


def test_what_was_put_is_opened_and_deleted(storage):
    key = storage.put(b"one")
    other = storage.put(b"two")
    assert key != other
    with storage.open(key) as file:
        assert file.read() == b"one"
    storage.delete(key)
    storage.delete(key)
    assert not storage.exists(key)
    assert storage.exists(other)
    with pytest.raises(NotFound):
        storage.open(key)


def test_a_file_from_elsewhere_is_copied(storage, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"\x00ab\r\n" * 100_000)
    key = storage.put(source)
    assert storage.path(key).read_bytes() == source.read_bytes()
    with pytest.raises(FileNotFoundError):
        storage.put(tmp_path / "gone")
    assert [path.name for path in storage.folder.iterdir()] == [key]


def test_an_unfinished_file_leaves_nothing(storage):
    def fail_halfway():
        with storage.draft() as draft:
            draft.file.write(b"half")
            assert not storage.exists(draft.key)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert list(storage.folder.iterdir()) == []


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "a" * 31, "a" * 31 + "/", "a" * 33])
def test_nothing_but_a_key_is_opened(storage, key):
    storage.put(b"")
    with pytest.raises(NotFound):
        storage.open(key)
    assert not storage.exists(key)


def test_the_folder_is_for_its_owner_alone(storage):
    storage.put(b"")
    assert storage.folder.stat().st_mode & 0o077 == 0


def test_old_files_and_drafts_go(storage):
    old, fresh = storage.put(b"old"), storage.put(b"fresh")
    left_over = storage.folder / f"{old[:-1]}_.draft"
    left_over.write_bytes(b"half")
    long_ago = (clock.now() - timedelta(days=8)).timestamp()
    for path in (storage.folder / old, left_over):
        os.utime(path, (long_ago, long_ago))
    assert storage.purge(clock.now() - timedelta(days=7)) == 2
    assert not storage.exists(old)
    assert storage.exists(fresh)


def test_purging_where_nothing_ever_was(tmp_path):
    assert Storage(tmp_path / "none").purge(clock.now()) == 0
