"""A merge is whole or not at all: killed, run at once, with thousands of rows (promise 8)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select

from admin_app import clock
from admin_app.config import ROOT
from admin_app.errors import Conflict, StaleWrite
from admin_app.services import company as companies
from admin_app.services.processes import merging
from admin_app.services.processes.merging import COMPANIES, CONTACTS
from admin_app.services.shared.roots import root_of
from models import Contact, Merge, MergeRow, Note, Sms
from models.base import db
from tests.factories.people import make_contact, plain_contact, system
from tests.helpers.database import KEY
from tests.helpers.statements import statements
from tests.unit.services.processes.merging import world

KILLS = 4


def at_once(app, *acts):
    """What each of the acts answered; all begin together, each on a connection of its own."""
    start = threading.Barrier(len(acts))

    def one(act):
        with app.app_context():
            start.wait(10)
            try:
                found = act()
                db.session.commit()
            except (Conflict, StaleWrite) as error:
                db.session.rollback()
                return error
            else:
                return found

    db.session.rollback()
    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def merging_of(winner: int, *losers: int):
    """A merge that waits to be carried out."""

    def act():
        ids = [winner, *losers]
        return merging.carry_out(CONTACTS, ids, system(), {"main": winner}).id

    return act


@pytest.mark.usefixtures("db_session")
class TestAtOnce:
    @pytest.mark.parametrize("_again", range(3))
    def test_into_each_other(self, app, _again):
        one, two = make_contact(), make_contact()
        for row in (one, two):
            world.hang_everything(row)
        a, b = one.id, two.id
        found = at_once(app, merging_of(a, b), merging_of(b, a))
        assert sum(isinstance(f, Conflict) for f in found) == 1
        self.check([a, b], merges=1, notes=2)

    def test_into_two_others(self, app):
        rows = [make_contact() for _ in range(3)]
        for row in rows:
            world.hang_everything(row)
        a, b, c = (row.id for row in rows)
        found = at_once(app, merging_of(b, a), merging_of(c, a))
        assert sum(isinstance(f, Conflict) for f in found) == 1
        self.check([a, b, c], merges=1, notes=3)

    def test_in_a_ring(self, app):
        rows = [make_contact() for _ in range(3)]
        for row in rows:
            world.hang_everything(row)
        a, b, c = (row.id for row in rows)
        at_once(app, merging_of(b, a), merging_of(c, b), merging_of(a, c))
        self.check([a, b, c], notes=3)

    def test_one_merge_parted_twice(self, app):
        one, two = make_contact(), make_contact()
        world.hang_everything(two)
        a, b = one.id, two.id
        merge_id = merging_of(a, b)()
        db.session.commit()

        def part():
            return merging.part(merge_id, system()).id

        found = at_once(app, part, part)
        assert sum(isinstance(f, Conflict) for f in found) == 1
        assert root_of(Contact, b) == b
        assert db.session.query(Note).filter_by(contact_id=b).count() == 1

    def test_parted_and_merged_on(self, app):
        rows = [make_contact() for _ in range(3)]
        for row in rows:
            world.hang_everything(row)
        a, b, c = (row.id for row in rows)
        merge_id = merging_of(a, b)()
        db.session.commit()
        at_once(app, lambda: merging.part(merge_id, system()).id, merging_of(c, a))
        self.check([a, b, c], notes=3)

    def test_companies_and_their_people(self, app):
        zefir, lotos = (companies.create({"name": name}, system()) for name in ("Zefir", "Lotos"))
        db.session.commit()
        rows = [make_contact(company_id=lotos.id) for _ in range(6)]
        x, y, ids = zefir.id, lotos.id, [row.id for row in rows]

        def both():
            return merging.carry_out(COMPANIES, [x, y], system(), {"main": x}).id

        found = at_once(app, both, merging_of(ids[0], ids[5]), merging_of(ids[4], ids[1]))
        assert all(isinstance(f, int) for f in found), found
        db.session.expire_all()
        assert {row.company_id for row in db.session.query(Contact)} == {x}

    def check(self, ids, *, notes, merges=None):
        """Every row leads to one that lives, and nothing is lost on the way."""
        db.session.rollback()
        db.session.expire_all()
        for row_id in ids:
            root = db.session.get_one(Contact, root_of(Contact, row_id))
            assert (root.deleted_at, root.merged_into_id) == (None, None)
        living = select(Contact.id).where(Contact.deleted_at.is_(None))
        count = select(func.count()).select_from(Note).where(Note.contact_id.in_(living))
        assert db.session.scalar(count) == notes
        if merges is not None:
            assert db.session.query(Merge).count() == merges


def start(url, *arguments):
    """The program in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": KEY}  # noqa: TID251 - handed on
    module = "tests.unit.services.processes.merging.kill_worker"
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def killed(url, statement, *arguments) -> bool:
    """Whether the program died after so many statements, before it was done."""
    child = start(url, *arguments)
    for _ in range(statement):
        if child.stdout.readline() == "done\n":
            break
    child.send_signal(signal.SIGKILL)
    died = child.wait() == -signal.SIGKILL
    rest = child.communicate()[0]
    return died and "done" not in rest


@pytest.mark.slow
def test_killed_anywhere_it_never_happened(app, db_session, database_url):
    rows = [make_contact(phones=[f"+38044123456{n}"]) for n in range(3)]
    for row in rows:
        world.hang_everything(row)
        world.related(row, rows[(rows.index(row) + 1) % 3])
    db.session.commit()
    ids = [row.id for row in rows]
    before = world.picture()
    db.session.rollback()
    rnd, died = random.Random(5), 0
    for statement in rnd.sample(range(4, 50), KILLS):
        died += killed(database_url, statement, *ids)
        db.session.expire_all()
        if db.session.query(Merge).count():  # it was done before it was killed
            break
        assert world.picture() == before
        db.session.rollback()
    assert died
    merge_id = (
        merging_of(*ids)()
        if not db.session.query(Merge).count()
        else db.session.query(Merge).one().id
    )
    db.session.commit()
    merged = world.picture()
    db.session.rollback()
    assert killed(database_url, 15, "--part", merge_id)
    db.session.expire_all()
    assert world.picture() == merged
    merging.part(merge_id, system())
    db.session.commit()
    assert world.picture() == before


def fill(contact_id: int, notes: int, texts: int) -> None:
    """Hang thousands of rows on a contact."""
    moment = clock.now()
    db.session.execute(
        insert(Note),
        [{"contact_id": contact_id, "at": moment, "html": "", "text": ""}] * notes,
    )
    row = {"contact_id": contact_id, "at": moment, "direction": "incoming"}
    db.session.execute(insert(Sms), [row] * texts)
    db.session.commit()


@pytest.mark.usefixtures("db_session")
class TestManyRows:
    def carry_out(self, notes, texts):
        one, two = plain_contact(), plain_contact()
        fill(two.id, notes, texts)
        began = time.perf_counter()
        with statements() as merged:
            done = merging.carry_out(CONTACTS, [one.id, two.id], system(), {"main": one.id})
            db.session.commit()
        took = time.perf_counter() - began
        moved = db.session.query(MergeRow).filter_by(merge_id=done.id).count()
        assert moved == notes + texts
        with statements() as parted:
            merging.part(done.id, system())
            db.session.commit()
        return len(merged), len(parted), took

    def test_one_statement_a_table_however_many_rows(self):
        self.carry_out(1, 1)  # the first one also asks for the job that looks for similar ones
        few, many = self.carry_out(2, 3), self.carry_out(5_000, 10_000)
        assert few[:2] == many[:2]

    def test_a_thousand_rows_each_in_no_time(self):
        self.carry_out(1, 1)  # the first merge of a process compiles its statements
        _merged, _parted, took = min(
            (self.carry_out(500, 500) for _ in range(3)), key=lambda f: f[2]
        )
        assert took < 3, took  # far below a loop on a loaded machine; `make bench` measures it

    def test_a_company_with_thousands_of_people(self):
        zefir, lotos = (companies.create({"name": name}, system()) for name in ("Zefir", "Lotos"))
        template = plain_contact()
        columns = (
            "kind",
            "status",
            "group_id",
            "full_name",
            "sort_name",
            "created_at",
            "updated_at",
        )
        given = {key: getattr(template, key) for key in columns}
        rows = [
            {**given, "identifier": f"X{n:09d}", "company_id": lotos.id, "company_sort": "lotos",
             "search_text": f"iryna {n}\nlotos"}
            for n in range(3_000)
        ]  # fmt: skip
        db.session.execute(insert(Contact), rows)
        db.session.commit()
        done = merging.carry_out(COMPANIES, [zefir.id, lotos.id], system(), {"main": zefir.id})
        db.session.commit()
        people = db.session.query(Contact).filter_by(company_id=zefir.id, company_sort="zefir")
        assert people.filter(Contact.search_text.endswith("\nzefir")).count() == 3_000
        merging.part(done.id, system())
        db.session.commit()
        people = db.session.query(Contact).filter_by(company_id=lotos.id, company_sort="lotos")
        assert people.filter(Contact.search_text.endswith("\nlotos")).count() == 3_000
