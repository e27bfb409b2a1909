"""Files in an S3 server, over the wire."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest

from admin_app import clock
from admin_app.config import load_settings
from admin_app.errors import NotFound
from admin_app.services.shared.files import Storage, card_files
from tests.helpers.s3 import s3_server


@pytest.fixture(scope="module")
def address():
    with s3_server() as url:
        yield url


@pytest.fixture
def store(address, tmp_path):
    return card_files(load_settings({"FILES_URL": address}, instance=tmp_path))


def test_a_folder_is_the_default(tmp_path):
    settings = load_settings({}, instance=tmp_path)
    assert card_files(settings) == Storage(tmp_path / "files" / "cards")


def test_what_was_put_is_read_back_and_deleted(store):
    key = store.put(b"one")
    other = store.put(io.BytesIO(b"two"))
    assert key != other
    assert store.open(key).read() == b"one"
    assert store.open(other).read() == b"two"
    assert (store.exists(key), store.size(key)) == (True, 3)
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    assert store.exists(other)
    for ask in (store.open, store.size):
        with pytest.raises(NotFound):
            ask(key)


def test_a_large_file_goes_in_parts_and_comes_in_pieces(store, tmp_path):
    source = tmp_path / "large"
    with source.open("wb") as file:
        for number in range(12):
            file.write(bytes([number]) * 1024 * 1024)
    with source.open("rb") as file:
        key = store.put(file)
        assert not file.closed
    assert store.size(key) == 12 * 1024 * 1024
    body = store.open(key)
    pieces = iter(lambda: body.read(64 * 1024), b"")
    assert sum(len(piece) for piece in pieces) == 12 * 1024 * 1024
    body.close()


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "a" * 31, "a" * 33, "a" * 31 + "/"])
def test_nothing_but_a_key_is_asked_for(store, key):
    assert not store.exists(key)
    for ask in (store.open, store.size, store.delete):
        with pytest.raises(NotFound):
            ask(key)


def test_old_files_are_found_under_the_prefix_alone(store, address, tmp_path):
    key = store.put(b"old")
    elsewhere = address.replace("/kontora?", "/other?")
    beside = card_files(load_settings({"FILES_URL": elsewhere}, instance=tmp_path)).put(b"x")
    later = clock.now() + timedelta(minutes=1)
    assert key in set(store.older(later))
    assert beside not in set(store.older(later))
    assert list(store.older(clock.now() - timedelta(days=1))) == []


def test_a_wrong_bucket_is_told(store, address, tmp_path):
    assert store.problem() is None
    parts = urlsplit(address)
    wrong = urlunsplit(parts._replace(netloc=parts.netloc.replace("@cards", "@nobody")))
    other = card_files(load_settings({"FILES_URL": wrong}, instance=tmp_path))
    assert "404" in other.problem() or "Not Found" in other.problem()
