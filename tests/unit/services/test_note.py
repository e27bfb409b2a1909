"""Notes: cleaned, kept with their history, and told to those whom they name."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from admin_app import clock
from admin_app.errors import Invalid, NotAllowed, NotFound, StaleWrite
from admin_app.services import mention, stored_file
from admin_app.services import note as notes
from admin_app.services.shared.cards import card_of
from models import AuditEntry, Contact, Note, NoteMention, NoteVersion, OutboxMail, StoredFile
from models.base import db
from tests.factories.activity import make_file, make_note, staff
from tests.factories.people import delete, make_contact, make_group, make_user

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def card():
    return card_of(make_contact())


def audits(noun="note"):
    rows = db.session.scalars(select(AuditEntry).filter_by(noun=noun).order_by(AuditEntry.id))
    return [(row.action, row.row_name, row.changes) for row in rows]


def named(user):
    return f'<a href="#mention-{user.id}">@{user.full_name}</a>'


class TestWriting:
    def test_nothing_lands_on_a_card_that_has_just_gone(self, card):
        """A merge or a deletion that was faster is seen in the database, not in what was read."""
        _, actor = staff()
        rows = Contact.__table__
        assert card.row.deleted_at is None
        db.session.execute(update(rows).where(rows.c.id == card.id).values(deleted_at=clock.now()))
        with pytest.raises(NotFound):
            make_note(card, "<div>Lost</div>", actor)
        assert db.session.scalar(select(Note.id)) is None

    def test_keeps_formatting_and_plain_words(self, card):
        _, actor = staff()
        note = make_note(card, "<div><strong>Call</strong> back<br>soon</div>", actor)
        assert note.html == "<div><strong>Call</strong> back<br>soon</div>"
        assert note.text == "Call back\nsoon"
        assert (note.contact_id, note.company_id, note.author_name) == (card.id, None, actor.name)

    def test_is_audited_without_its_words(self, card):
        _, actor = staff()
        note = make_note(card, "secret words", actor)
        notes.edit(note, "other words", actor)
        notes.delete(note, actor)
        db.session.commit()
        assert audits() == [
            ("create", card.name, {"contact_id": [None, card.id]}),
            ("update", card.name, {}),
            ("delete", card.name, {"contact_id": [card.id, None]}),
        ]

    @pytest.mark.parametrize("typed", ["", "   ", "<div><br></div>", "<script>x()</script>"])
    def test_of_nothing_is_refused(self, card, typed):
        with pytest.raises(Invalid) as caught:
            notes.write(card, typed, staff()[1])
        assert caught.value.problems[0].code == "required"

    def test_without_end_is_refused(self, card):
        with pytest.raises(Invalid) as caught:
            notes.write(card, "x" * (notes.LARGEST + 1), staff()[1])
        assert caught.value.problems[0].code == "too_long"

    def test_needs_the_right_to_change_the_card(self, card):
        group = make_group(permissions=["contacts.view"])
        _, reader = staff(group_id=group.id)
        with pytest.raises(NotAllowed):
            notes.write(card, "x", reader)

    def test_about_an_entry_of_this_card_alone(self, card):
        _, actor = staff()
        first = make_note(card, "first", actor)
        second = make_note(card, "second", actor, about=f"note:{first.id}")
        assert second.about == f"note:{first.id}"
        assert notes.counts_about(card, [second.about]) == {second.about: 1}
        other = card_of(make_contact())
        for about in (f"note:{first.id}", "note:99999999", "user:1", "note:1 or 1=1"):
            with pytest.raises(NotFound):
                notes.write(other, "x", actor, about=about)


class TestEditing:
    def test_keeps_what_was_there_before(self, card):
        _, actor = staff()
        note = make_note(card, "one", actor)
        notes.edit(note, "two", actor, opened=notes.mark_of(note))
        notes.edit(note, "three", actor)
        assert [version.html for version in note.versions] == ["one", "two"]
        assert note.edited_at is not None

    def test_that_changes_nothing_leaves_no_trace(self, card):
        _, actor = staff()
        link = '<a href="https://x.example">x</a>'
        note = make_note(card, link, actor)
        notes.edit(note, link, actor)
        assert (note.edited_at, note.versions) == (None, [])

    def test_is_for_the_author_alone(self, card):
        note = make_note(card, "mine", staff("agents")[1])
        for group in ("administrators", "managers", "agents"):
            with pytest.raises(NotAllowed):
                notes.edit(note, "yours", staff(group)[1])

    def test_of_an_older_text_is_refused(self, card):
        _, actor = staff()
        note = make_note(card, "one", actor)
        mark = notes.mark_of(note)
        notes.edit(note, "two", actor)
        with pytest.raises(StaleWrite):
            notes.edit(note, "three", actor, opened=mark)


class TestDeleting:
    def test_takes_history_mentions_and_files_along(self, app, card):
        _, actor = staff("agents")
        colleague, _ = staff()
        file = make_file(app, card, actor)
        note = make_note(card, named(colleague), actor, files=[file.key])
        notes.edit(note, "x", actor)
        notes.delete(note, actor)
        db.session.commit()
        for model in (Note, NoteVersion, NoteMention):
            assert db.session.scalar(select(model)) is None
        assert stored_file.orphans(10) == [db.session.get(StoredFile, file.id)]

    def test_of_others_needs_its_right(self, card):
        note = make_note(card, "mine", staff("agents")[1])
        with pytest.raises(NotAllowed):
            notes.delete(note, staff("agents")[1])
        notes.delete(note, staff("managers")[1])


class TestReach:
    def test_ends_with_the_card(self, card):
        _, actor = staff()
        note = make_note(card, "x", actor)
        delete(card.row)
        db.session.commit()
        with pytest.raises(NotFound):
            notes.get(note.id, actor)

    def test_needs_the_right_to_see_the_card(self, card):
        note = make_note(card, "x", staff()[1])
        group = make_group(permissions=["companies.view"])
        with pytest.raises(NotFound):
            notes.get(note.id, staff(group_id=group.id)[1])
        with pytest.raises(NotFound):
            notes.get(note.id, staff("clients")[1])


class TestMentions:
    def mails(self):
        return [m.recipient for m in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]

    def test_tell_each_colleague_once(self, card):
        _, actor = staff()
        anna, of_anna = staff()
        note = make_note(card, f"{named(anna)} and {named(anna)}", actor)
        assert [row.user_id for row in note.mentions] == [anna.id]
        assert self.mails() == [anna.email]
        mail = db.session.scalar(select(OutboxMail))
        assert f"/admin/contacts/details/?id={card.id}" in mail.text
        assert f"entry=note:{note.id}" in mail.text
        assert mention.unseen(of_anna) == 1
        mention.mark_seen(of_anna)
        assert mention.unseen(of_anna) == 0
        assert [row.note_id for row in mention.recent(of_anna)] == [note.id]

    def test_come_back_without_a_second_mail(self, card):
        _, actor = staff()
        anna, _ = staff()
        boris, _ = staff()
        note = make_note(card, named(anna), actor)
        notes.edit(note, named(boris), actor)
        assert [row.user_id for row in note.mentions] == [boris.id]
        notes.edit(note, named(boris) + named(anna), actor)
        assert self.mails() == [anna.email, boris.email]

    def test_leave_out_oneself_clients_and_those_who_may_not_see_the_card(self, card):
        me, actor = staff()
        blind, _ = staff(group_id=make_group(permissions=["companies.view"]).id)
        client = make_user("clients")
        gone, _ = staff()
        gone.is_active = False
        db.session.commit()
        note = make_note(card, " ".join(map(named, (me, blind, client, gone))), actor)
        assert note.mentions == []
        assert self.mails() == []
        assert note.html.count("#mention-") == 1  # one's own name is a name
        found = mention.pick(card, "", actor)
        assert {me.id, blind.id, client.id, gone.id}.isdisjoint(u.id for u in found)

    def test_are_found_by_any_part_of_the_name(self, card):
        _, actor = staff()
        user, _ = staff(full_name="Ольга Ёлкина")
        for typed in ("ольга", "елк", "Ёл ол", user.email[:6]):
            assert user in mention.pick(card, typed, actor), typed
        assert mention.pick(card, "никто", actor) == []

    def test_show_the_true_name(self, card):
        _, actor = staff()
        anna, _ = staff(full_name="Anna <b>")
        note = make_note(card, f'<a href="#mention-{anna.id}">@The Boss</a>', actor)
        assert note.html == f'<a href="#mention-{anna.id}">@Anna &lt;b&gt;</a>'
        assert note.text == "@Anna <b>"

    def test_are_not_told_of_cards_that_went_out_of_sight(self, card):
        _, actor = staff()
        _anna, of_anna = staff()
        make_note(card, named(_anna), actor)
        delete(card.row)
        db.session.commit()
        assert mention.unseen(of_anna) == 0
        assert mention.recent(of_anna) == []


class TestFiles:
    def test_of_ones_own_go_into_the_note(self, app, card):
        _, actor = staff()
        file = make_file(app, card, actor)
        note = make_note(card, "", actor, files=[file.key])
        assert stored_file.of_notes([note.id]) == {note.id: [file]}

    def test_of_others_and_of_other_cards_are_refused(self, app, card):
        _, actor = staff()
        _, other = staff()
        used = make_file(app, card, actor)
        make_note(card, "x", actor, files=[used.key])
        foreign = [
            make_file(app, card, other).key,
            make_file(app, card_of(make_contact()), actor).key,
            used.key,
            "A" * 32,
        ]
        for key in foreign:
            with pytest.raises(Invalid) as caught:
                notes.write(card, "x", actor, files=[key])
            assert caught.value.problems[0].code == "file_not_yours"
            db.session.rollback()
