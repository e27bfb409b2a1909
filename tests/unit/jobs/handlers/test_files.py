"""What belongs to nothing goes, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.jobs import runner
from admin_app.permissions import Actor
from admin_app.services import stored_file
from admin_app.services.processes import trash
from admin_app.services.shared import jobs
from admin_app.services.shared.cards import card_of
from models import Job, StoredFile
from models.base import db
from tests.factories.activity import make_file, make_note, staff, store
from tests.factories.people import delete, make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def clean_up():
    job = jobs.enqueue(stored_file.CLEAN_UP, actor=Actor.system("test"))
    db.session.commit()
    return runner.run_inline(job)


def test_files_of_a_purged_card_go_with_their_content(app):
    _, actor = staff()
    card, other = card_of(make_contact()), card_of(make_contact())
    gone, kept = make_file(app, card, actor), make_file(app, other, actor)
    make_note(card, "x", actor, files=[gone.key])
    key, kept_key = gone.key, kept.key
    delete(card.row)
    assert trash.what_hangs(trash.CONTACT, [card.id], trashed=True)["files"] == 1
    db.session.commit()
    assert clean_up()["files"] == 0
    trash.purge(trash.CONTACT, [card.id], system())
    db.session.commit()
    asked = db.session.scalars(select(Job.kind).where(Job.kind == stored_file.CLEAN_UP)).all()
    assert len(asked) == 2
    assert clean_up()["files"] == 1
    assert [row.key for row in db.session.scalars(select(StoredFile))] == [kept_key]
    assert not store(app).exists(key)
    assert store(app).exists(kept_key)
    assert clean_up()["files"] == 0


def test_content_without_a_row_goes_after_a_day(app):
    _, actor = staff()
    row = make_file(app, card_of(make_contact()), actor)
    files = store(app)
    fresh, old = files.put(b"fresh"), files.put(b"old")
    draft = files.folder / f"{old[:-1]}_.draft"
    draft.write_bytes(b"half")
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for name in (old, row.key, draft.name):
        os.utime(files.folder / name, (long_ago, long_ago))
    assert clean_up()["left_over"] >= 2
    assert [files.exists(key) for key in (fresh, old, row.key)] == [True, False, True]
    assert not draft.exists()
