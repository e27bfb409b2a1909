"""Merging contacts and companies: what moves, what stays, what is refused, and the way back."""

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.errors import Conflict, NotAllowed, StaleWrite
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.processes import merging
from admin_app.services.processes.merging import COMPANIES, CONTACTS
from models import Company, CompanyDomain, Contact, Equipment, MergeRow, Note, RelatedContact
from models.base import db
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, make_user, system
from tests.unit.services.processes.merging import world

pytestmark = pytest.mark.usefixtures("db_session")


def make_company(name="Zefir", **typed):
    made = companies.create({"name": name, **typed}, system())
    db.session.commit()
    return made


def merge(noun, *rows, **choices):
    """Merge the rows into the first of them."""
    chosen = {"main": rows[0].id, **choices}
    done = merging.carry_out(noun, [row.id for row in rows], system(), chosen)
    db.session.commit()
    return done


def part(done, **choices):
    found = merging.part(done.id, system(), choices)
    db.session.commit()
    return found


def number(model, **which):
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**which))


class TestContacts:
    def test_everything_moves_and_comes_back(self):
        winner, loser, third = make_contact(), make_contact(first_name="Oleh"), make_contact()
        other = make_contact(first_name="Rel")
        for row in (winner, loser, third):
            world.hang_everything(row)
        world.related(loser, other, "boss")
        world.related(other, third)
        db.session.commit()
        before = world.picture()
        done = merge(CONTACTS, winner, loser, third)
        assert number(Note, contact_id=winner.id) == 3
        assert number(Equipment, contact_id=winner.id) == 3
        assert number(RelatedContact, contact_id=winner.id, other_id=other.id, comment="boss") == 1
        assert number(RelatedContact, contact_id=other.id, other_id=winner.id) == 1
        assert loser.merged_into_id == winner.id
        assert loser.deleted_with == f"merge:{done.id}"
        assert set(merging.merges_of("contacts", loser.id)) == {done}
        outlook = merging.outlook(done.id, system())
        assert outlook.smooth, outlook
        part(done)
        assert world.picture() == before
        assert done.undone_at is not None

    def test_custom_fields_are_filled_chosen_and_taken_back(self):
        make_field("badge")
        make_field("level", "choice")
        make_field("old", retired_at=clock.now())
        winner = give(make_contact(), badge="A1")
        loser = give(make_contact(), badge="B2", level="gold", old="x")
        db.session.commit()
        done = merge(CONTACTS, winner, loser)
        assert winner.custom == {"badge": "A1", "level": "gold", "old": "x"}
        part(done)
        assert (winner.custom, loser.custom) == (
            {"badge": "A1"},
            {"badge": "B2", "level": "gold", "old": "x"},
        )
        merge(CONTACTS, winner, loser, fields={"custom:badge": loser.id})
        assert winner.custom["badge"] == "B2"

    def test_all_ways_are_kept_and_taken_off_again(self):
        winner = make_contact(emails=["a@x.example"], phones=["+380441234567"])
        loser = make_contact(
            emails=["b@x.example", "c@x.example"], phones=["+380441234568"],
            mobile_phones=["+380671234567"],
            channels=[("telegram", "@zefir"), ("viber", "+380671234567")],
        )  # fmt: skip
        before = world.picture()
        done = merge(CONTACTS, winner, loser, fields={"emails": loser.id})
        assert winner.email == "b@x.example"
        assert {p.value for p in winner.points} == {
            "a@x.example", "c@x.example", "+380441234568", "+380671234567",
        }  # fmt: skip
        assert (winner.phone, winner.mobile_phone) == ("+380441234567", "+380671234567")
        assert winner.telegram == "@zefir"
        assert "b@x.example" in winner.search_text
        part(done)
        assert world.picture() == before

    def test_what_is_empty_is_filled_and_what_is_chosen_taken(self):
        zefir = make_company()
        winner = make_contact(position="")
        loser = make_contact(
            first_name="Ольга", last_name="Шевченко", company_id=zefir.id, position="Director",
            is_manager=True, notes="Two", address="Kyiv",
        )  # fmt: skip
        merge(CONTACTS, winner, loser, fields={"name": loser.id})
        assert winner.full_name == "Шевченко Ольга"
        assert (winner.company_id, winner.position, winner.is_manager) == (
            zefir.id,
            "Director",
            True,
        )
        assert winner.company_sort == "zefir"
        assert (winner.notes, winner.address) == ("Two", "Kyiv")

    def test_a_relation_that_the_winner_has_is_set_aside_whole(self):
        winner, loser, other = make_contact(), make_contact(), make_contact()
        world.related(winner, other, "ours")
        world.related(loser, other, "theirs")
        world.related(loser, winner, "self")
        db.session.commit()
        before = world.picture()
        made = merging.plan(CONTACTS, [winner.id, loser.id], system(), {"main": winner.id})
        assert sorted(code for code, _name in made.clashes) == ["relation_inside", "relation_twice"]
        done = merge(CONTACTS, winner, loser)
        assert db.session.scalars(select(RelatedContact.comment)).all() == ["ours"]
        kept = db.session.scalars(select(MergeRow.before).filter_by(kind="set_aside")).all()
        assert {row["comment"] for row in kept} == {"theirs", "self"}
        part(done)
        assert world.picture() == before

    def test_what_was_decided_about_similar_ones_holds(self):
        winner, loser, one, two = (make_contact() for _ in range(4))
        world.pair(winner, loser)
        world.pair(loser, one, "not_similar")
        world.pair(loser, two, "not_similar")
        world.pair(winner, two)
        db.session.commit()
        before = world.picture()
        done = merge(CONTACTS, winner, loser)
        from models import ContactDuplicate

        states = {
            (p.a_id, p.b_id): p.state.value for p in db.session.scalars(select(ContactDuplicate))
        }
        assert states[winner.id, loser.id] == "merged"
        assert states[winner.id, one.id] == states[winner.id, two.id] == "not_similar"
        part(done)
        assert world.picture() == before


class TestCompanies:
    def test_people_domains_and_trees_move_and_come_back(self):
        zefir, lotos = (
            make_company("Zefir", domains=["zefir.example"]),
            make_company(
                "ООО «Лотос»",
                domains=["*.lotos.example"],
                phones=["+380441234567", "+380441234568"],
            ),
        )
        boss = make_contact(company_id=lotos.id)
        desk = make_contact(
            company_id=lotos.id, kind="organisation", first_name="", last_name="",
            emails=["desk@other.example"],
        )  # fmt: skip
        top = world.equipment(company_id=lotos.id)
        world.equipment(company_id=lotos.id, parent_id=top.id)
        world.hang_everything(lotos)
        before = world.picture()
        done = merge(COMPANIES, zefir, lotos)
        assert (boss.company_id, boss.company_sort) == (zefir.id, "zefir")
        assert "zefir" in boss.search_text
        assert "лотос" not in boss.search_text
        assert (desk.full_name, desk.sort_name) == ("Zefir", "zefir")
        assert number(CompanyDomain, company_id=zefir.id) == 2
        assert number(Equipment, company_id=zefir.id) == 3
        assert zefir.phone == "+380441234567"
        assert "lotos.example" in zefir.search_text
        part(done)
        assert world.picture() == before

    def test_documents_of_one_side_go_on(self):
        zefir, lotos, third = make_company("A"), make_company("B"), make_company("C")
        own, theirs, thirds = (world.document(row) for row in (zefir, lotos, third))
        db.session.commit()
        before = world.picture()
        done = merge(COMPANIES, zefir, lotos, third, documents=str(lotos.id))
        assert (own.company_id, theirs.company_id, thirds.company_id) == (
            lotos.id,
            zefir.id,
            third.id,
        )
        part(done)
        assert world.picture() == before
        done = merge(COMPANIES, zefir, lotos, documents=str(zefir.id))
        assert (own.company_id, theirs.company_id) == (zefir.id, lotos.id)
        part(done)
        assert world.picture() == before

    def test_a_new_name_goes_to_its_people_and_leaves_them_again(self):
        zefir, lotos = make_company("Zefir"), make_company("Lotos")
        one, two = make_contact(company_id=zefir.id), make_contact(company_id=lotos.id)
        before = world.picture()
        done = merge(COMPANIES, zefir, lotos, fields={"name": lotos.id})
        assert (one.company_sort, two.company_sort) == ("lotos", "lotos")
        part(done)
        assert world.picture() == before


class TestLogins:
    @pytest.mark.parametrize("chosen", [0, 1])
    def test_one_of_two_goes_on(self, chosen):
        winner, loser = make_contact(), make_contact()
        logins = make_user("clients", contact=winner), make_user("clients", contact=loser)
        before = world.picture()
        with pytest.raises(Conflict, match="merge_login_choice"):
            merge(CONTACTS, winner, loser)
        db.session.rollback()
        done = merge(CONTACTS, winner, loser, login=(winner, loser)[chosen].id)
        kept, ended = logins[chosen], logins[1 - chosen]
        assert (kept.contact_id, kept.is_active) == (winner.id, True)
        assert (ended.contact_id, ended.is_active) == (loser.id, False)
        part(done)
        assert world.picture() == before

    @pytest.mark.parametrize("status", ["blocked", "dismissed"])
    def test_a_dead_login_is_never_revived(self, status):
        from admin_app.services.contact_status import set_status
        from admin_app.services.session import may_sign_in
        from models.enums import ContactStatus

        winner, loser = make_contact(), make_contact()
        login = make_user("clients", contact=loser)
        set_status(loser, ContactStatus(status), system())
        db.session.commit()
        merge(CONTACTS, winner, loser, login=loser.id)
        assert winner.status == ContactStatus.ACTIVE
        assert login.contact_id == loser.id
        assert not login.is_active
        assert not may_sign_in(login)

    def test_sessions_and_links_end(self):
        from admin_app.services import link_token, session
        from models import LinkToken, UserSession

        winner, loser = make_contact(), make_contact()
        login = make_user("clients", contact=loser)
        session.start(login, ip="")
        link_token.issue(login, link_token.Purpose.PASSWORD_RESET)
        db.session.commit()
        merge(CONTACTS, winner, loser)
        assert (login.contact_id, login.is_active) == (winner.id, True)
        assert db.session.scalars(select(UserSession)).one().ended_at
        assert db.session.scalars(select(LinkToken)).one().used_at


class TestRefusals:
    def test_itself_too_few_too_many(self):
        rows = [make_contact() for _ in range(11)]
        for ids, code in (
            ([rows[0].id, rows[0].id], "merge_itself"),
            ([rows[0].id], "merge_too_few"),
            ([row.id for row in rows], "merge_too_many"),
        ):
            with pytest.raises(Conflict, match=code):
                merging.carry_out(CONTACTS, ids, system())

    def test_merged_already_or_in_the_trash(self):
        one, two, three = make_contact(), make_contact(), make_contact()
        merge(CONTACTS, one, two)
        with pytest.raises(Conflict, match="merge_already"):
            merge(CONTACTS, three, two)
        from tests.factories.people import delete

        delete(three)
        db.session.commit()
        with pytest.raises(Conflict, match="merge_in_trash"):
            merge(CONTACTS, one, three)

    def test_agents_may_not(self):
        one, two = make_contact(), make_contact()
        agent = Actor.of(make_user("agents"))
        with pytest.raises(NotAllowed):
            merging.carry_out(CONTACTS, [one.id, two.id], agent)
        manager = Actor.of(make_user("managers"))
        assert merging.carry_out(CONTACTS, [one.id, two.id], manager)

    def test_a_login_above_the_actor(self):
        one, two = make_contact(), make_contact()
        make_user("administrators", contact=two)
        make_user("administrators")
        manager = Actor.of(make_user("managers"))
        with pytest.raises(Conflict, match="merge_login_above"):
            merging.carry_out(CONTACTS, [one.id, two.id], manager)

    def test_a_stale_page(self):
        one, two = make_contact(), make_contact()
        versions = {one.id: one.version, two.id: two.version}
        contacts.update_contact(two, {"position": "Boss"}, system())
        db.session.commit()
        with pytest.raises(StaleWrite):
            merging.carry_out(CONTACTS, [one.id, two.id], system(), versions=versions)


class TestWayBack:
    def test_later_merges_first(self):
        one, two, three, four = (make_contact() for _ in range(4))
        for row in (one, two, three, four):
            world.hang_everything(row)
        before = world.picture()
        first = merge(CONTACTS, two, one)
        second = merge(CONTACTS, three, two)
        third = merge(CONTACTS, three, four)
        from admin_app.services.shared.roots import merged_below, root_of

        assert root_of(Contact, one.id) == three.id
        assert merged_below(Contact, [three.id]) == sorted([one.id, two.id, four.id])
        assert number(Note, contact_id=three.id) == 4
        for early in (first, second):
            with pytest.raises(Conflict, match="unmerge_later"):
                part(early)
            db.session.rollback()
        for done in (third, second, first):
            part(done)
        assert world.picture() == before
        with pytest.raises(Conflict, match="unmerge_done"):
            part(first)

    def test_what_changed_since_stays_or_goes_back_by_choice(self):
        winner = make_contact(position="", address="")
        loser = make_contact(position="Boss", address="Lviv", emails=["b@x.example"])
        done = merge(CONTACTS, winner, loser)
        contacts.update_contact(winner, {"position": "Chief", "address": "Dnipro"}, system())
        db.session.commit()
        outlook = merging.outlook(done.id, system())
        assert {f.rule.key for f in outlook.fields if f.changed} == {"position", "address"}
        part(done, fields=["address"])
        assert (winner.position, winner.address) == ("Chief", "")
        assert "b@x.example" not in [winner.email, *(p.value for p in winner.points)]

    def test_rows_that_moved_on_stay_and_are_named(self):
        winner, loser, other = make_contact(), make_contact(), make_contact()
        moved, kept = world.equipment(contact_id=loser.id), world.equipment(contact_id=loser.id)
        gone = world.note(contact_id=loser.id)
        db.session.commit()
        done = merge(CONTACTS, winner, loser)
        moved.contact_id = other.id
        db.session.delete(gone)
        db.session.commit()
        outlook = {m.key: m for m in merging.outlook(done.id, system()).movers}
        assert (outlook["equipment"].back, outlook["equipment"].names) == (1, [moved.name])
        assert outlook["notes"].gone == 1
        part(done)
        assert (moved.contact_id, kept.contact_id) == (other.id, loser.id)

    def test_what_came_since_stays_or_is_given(self):
        winner, loser = make_contact(), make_contact()
        world.hang_everything(loser)
        done = merge(CONTACTS, winner, loser)
        new, press = world.note(contact_id=winner.id), world.equipment(contact_id=winner.id)
        db.session.commit()
        outlook = {m.key: m.since for m in merging.outlook(done.id, system()).movers if m.since}
        assert outlook == {"notes": 1, "equipment": 1}
        part(done, since={"notes": str(loser.id)})
        assert (new.contact_id, press.contact_id) == (loser.id, winner.id)

    def test_a_loser_is_in_no_trash_and_never_expires(self):
        from datetime import timedelta

        from admin_app import clock
        from admin_app.services.processes import trash
        from tests.factories.people import delete

        winner, loser = make_contact(), make_contact()
        merge(CONTACTS, winner, loser)
        loser.deleted_at = clock.now() - timedelta(days=400)
        db.session.commit()
        assert trash.expired(trash.CONTACT, 10) == []
        assert trash.LISTS["contacts"].rows is not None
        query = trash.LISTS["contacts"].rows(system())
        assert db.session.scalars(query).all() == []
        delete(winner)
        db.session.commit()
        assert db.session.scalars(query).all() == [winner]
        assert trash.what_hangs(trash.CONTACT, [winner.id], trashed=True)["merged"] == 1

    def test_a_winner_in_the_trash(self):
        from admin_app.services.processes import trash
        from tests.factories.people import delete

        winner, loser = make_contact(), make_contact()
        done = merge(CONTACTS, winner, loser)
        delete(winner)
        db.session.commit()
        with pytest.raises(Conflict, match="unmerge_in_trash"):
            part(done)
        db.session.rollback()
        assert trash.restore(trash.CONTACT, [loser.id], system())[0] == []
        trash.purge(trash.CONTACT, [winner.id], system())
        db.session.commit()
        assert db.session.query(Contact).count() == 0
        with pytest.raises(Conflict, match="unmerge_gone"):
            part(done)


def test_versions_grow_so_that_open_forms_notice():
    zefir, lotos = make_company("A"), make_company("B")
    one = make_contact(company_id=lotos.id)
    versions = zefir.version, lotos.version, one.version
    merge(COMPANIES, zefir, lotos)
    assert all(
        a > b for a, b in zip((zefir.version, lotos.version, one.version), versions, strict=True)
    )
    assert db.session.get(Company, lotos.id).merged_into_id == zefir.id


class TestLeads:
    """Whoever asks for a row that was merged away is led to the one that it became."""

    def test_the_search_for_its_identifier(self):
        from admin_app.services.lists import CONTACTS as LIST
        from admin_app.services.shared.listing import ListQuery
        from admin_app.services.shared.listing.query import select_rows

        one, two, three = make_contact(), make_contact(), make_contact()
        gone = one.identifier
        merge(CONTACTS, two, one)
        merge(CONTACTS, three, two)
        rows = db.session.scalars(
            select_rows(LIST, ListQuery(search=f" {gone.lower()} "), system())
        )
        assert rows.all() == [three]

    def test_an_import(self, tmp_path):
        from tests.helpers.importing import Importer

        zefir, lotos = make_company("Zefir"), make_company("Lotos", tax_id="14360570")
        one, two = make_contact(), make_contact(emails=["gone@x.example"])
        former = two.identifier, lotos.identifier
        merge(COMPANIES, zefir, lotos)
        merge(CONTACTS, one, two)
        importer = Importer(tmp_path / "imports")
        importer.contacts(f"identifier;position\n{former[0]};Boss\n", existing="overwrite")
        assert one.position == "Boss"
        importer.contacts(
            "email;department;company\ngone@x.example;Desk;«Lotos»\n", existing="overwrite"
        )
        assert (one.department, one.company_id) == ("Desk", zefir.id)
        assert db.session.query(Company).count() == 2
