"""The pages of users, groups, mail and audit: who gets in, what they do, what stays shut."""

import re

import pytest
from sqlalchemy import select

from admin_app.mail.letters.base import Letter
from admin_app.permissions import Actor, Permission
from admin_app.services import access_group, outbox, session, user
from models import AccessGroup, AuditEntry, OutboxMail, User
from models.base import db
from models.enums import MailState
from tests.factories.people import PASSWORD, make_contact, make_group, make_user, sign_in

TOKEN = "A1b-_" * 8 + "xyz"
EVIL = "<script>alert(1)</script>"
PAGES = {
    "/admin/users/": Permission.USERS_VIEW,
    "/admin/users/new/": Permission.USERS_EDIT,
    "/admin/groups/": Permission.GROUPS_EDIT,
    "/admin/groups/new/": Permission.GROUPS_EDIT,
    "/admin/mail/": Permission.MAIL_VIEW,
    "/admin/audit/": Permission.AUDIT_VIEW,
}
WRITES = [
    "/admin/users/new/",
    "/admin/users/edit/?id={user}",
    "/admin/users/deactivate/?id={user}",
    "/admin/users/activate/?id={user}",
    "/admin/users/link/?id={user}",
    "/admin/users/delete/?id={user}",
    "/admin/groups/",
    "/admin/groups/new/",
    "/admin/groups/edit/?id={group}",
    "/admin/groups/delete/?id={group}",
    "/admin/mail/send/?id={mail}",
    "/admin/audit/edit/?id={entry}",
    "/admin/audit/delete/?id={entry}",
    "/admin/mail/edit/?id={mail}",
    "/admin/mail/delete/?id={mail}",
]
ODD_ARGUMENTS = [
    "sort=password_hash",
    "sort=token_hash&desc=1",
    "password_hash=x",
    "page=-1",
    "page=xyz",
    "search=%25",
    "search=%00",
    "search=%27%22%3B",
    "group=0&active=9&state=none&noun=x&action=x&actor=x",
    "at_from=x&at_to=9999-99-99",
    "group=99999999999999999999",
]


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def boss(client):
    made = make_user("administrators", full_name="Anna Boss")
    sign_in(client, made)
    return made


def enter_with(client, *permissions):
    """Sign in as one of a group with these rights alone."""
    group = make_group("Special", permissions=permissions)
    person = make_user(group_id=group.id, full_name="Special One")
    sign_in(client, person)
    return person


def make_mail(**values):
    letter = Letter("welcome", "en", "Hello", f"https://x.io/welcome/{TOKEN}\n", "")
    mail = outbox.enqueue(letter, contact=make_contact())
    for name, value in values.items():
        setattr(mail, name, value)
    db.session.commit()
    return mail


def fresh(row):
    db.session.expire_all()
    return row


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", PAGES)
    def test_strangers_are_sent_to_sign_in(self, client, path):
        assert client.get(path).headers["Location"] == f"/login?next={path}"

    @pytest.mark.parametrize("group", ["agents", "clients", "partners"])
    def test_those_without_the_right_get_403(self, client, group):
        sign_in(client, make_user(group))
        for path in PAGES:
            assert client.get(path).status_code == 403

    def test_managers_see_users_and_the_audit_only(self, client):
        sign_in(client, make_user("managers"))
        codes = {path: client.get(path).status_code for path in PAGES}
        assert [p for p, code in codes.items() if code == 200] == ["/admin/users/", "/admin/audit/"]

    @pytest.mark.parametrize("path", PAGES)
    def test_the_one_right_opens_the_page(self, client, path):
        needed = {PAGES[path], Permission.USERS_VIEW} if "users" in path else {PAGES[path]}
        enter_with(client, *needed)
        assert client.get(path).status_code == 200

    def test_the_menu_shows_what_may_be_opened(self, client):
        enter_with(client, Permission.MAIL_VIEW)
        page = client.get("/admin/mail/").text
        assert 'href="/admin/mail/"' in page
        for path in ("users", "groups", "audit"):
            assert f'href="/admin/{path}/"' not in page

    @pytest.mark.parametrize("group", [None, "clients", "agents", "managers"])
    def test_refused_writes_change_nothing(self, client, group):
        victim, spare = make_user("administrators"), make_group("Spare")
        ids = self.rows(victim, spare)
        if group:
            sign_in(client, make_user(group))
        before = self.state()
        form = {
            "full_name": "Evil",
            "email": "evil@example.org",
            "group_id": victim.group_id,
            "name": "Evil",
            "access_type": "administrator",
            "right": f"{spare.id}:users.edit",
        }
        for path in WRITES:
            answer = client.post(path.format(**ids), data=form)
            assert answer.status_code in (302, 403, 404), path
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/login"), path
            assert self.state() == before, path

    def rows(self, person, group):
        entry = db.session.scalar(select(AuditEntry.id).limit(1))
        mail = make_mail(state=MailState.FAILED)
        return {"user": person.id, "group": group.id, "mail": mail.id, "entry": entry}

    def state(self):
        db.session.rollback()
        users = db.session.execute(
            select(User.email, User.full_name, User.group_id, User.is_active).order_by(User.id)
        ).all()
        groups = [
            (g.name, g.access_type, tuple(g.permissions))
            for g in db.session.scalars(select(AccessGroup).order_by(AccessGroup.id))
        ]
        return users, groups, db.session.execute(select(OutboxMail.state)).all()

    def test_no_get_changes_anything(self, client, boss):
        ids = self.rows(make_user(), make_group("Spare"))
        before = self.state()
        for path in WRITES:
            assert client.get(path.format(**ids)).status_code < 500, path
            assert self.state() == before, path

    def test_a_form_without_a_token_is_refused(self, client, boss):
        ids = dict.fromkeys(("user", "group", "mail", "entry"), 1)
        for path in WRITES:
            assert client.post(path.format(**ids), csrf=False).status_code == 400, path

    @pytest.mark.parametrize("name", ["users", "mail", "audit", "groups"])
    def test_a_row_that_is_none_is_not_found(self, client, boss, name):
        page = "edit" if name == "groups" else "details"
        for row in ("", "0", "-1", "99999999999999999999", "x", "1%00", "１"):
            assert client.get(f"/admin/{name}/{page}/?id={row}").status_code == 404, row

    @pytest.mark.parametrize("name", ["users", "mail", "audit"])
    def test_odd_arguments_are_no_error(self, client, boss, name):
        for query in ODD_ARGUMENTS:
            assert client.get(f"/admin/{name}/?{query}").status_code == 200, query


class TestUsers:
    def form(self, **values):
        group = access_group.group_by_key("agents").id
        given = {
            "full_name": "Olga New",
            "email": "olga@example.com",
            "group_id": group,
            "language": "uk",
            "time_zone": "Europe/Kyiv",
        }
        return given | values

    def test_a_new_one_gets_a_link_by_mail(self, client, boss):
        answer = client.post("/admin/users/new/", data=self.form())
        assert answer.status_code == 302
        made = user.by_email("olga@example.com")
        assert (made.full_name, made.language, made.time_zone) == ("Olga New", "uk", "Europe/Kyiv")
        mail = db.session.scalar(select(OutboxMail))
        assert (mail.letter, mail.recipient, mail.language) == ("welcome", "olga@example.com", "uk")
        link = re.search(r"(/welcome/[\w-]{43})", mail.text).group(1)
        client.post("/logout")
        assert client.post(link, data={"password": PASSWORD}).status_code == 302
        sign_in(client, "olga@example.com")

    def test_with_a_password_none_is_needed(self, client, boss):
        client.post("/admin/users/new/", data=self.form(password=PASSWORD))
        assert db.session.scalar(select(OutboxMail)) is None
        client.post("/logout")
        sign_in(client, "olga@example.com")

    @pytest.mark.parametrize(
        ("values", "text"),
        [
            ({"email": "nobody"}, "is not an e-mail address"),
            ({"email": ""}, "Fill in this field."),
            ({"full_name": ""}, "Fill in this field."),
            ({"password": "1234567890"}, "list of common ones"),
            ({"email": "TAKEN@example.com"}, "Another user signs in with"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, client, boss, values, text):
        make_user(email="taken@example.com")
        answer = client.post("/admin/users/new/", data=self.form(**values))
        assert answer.status_code == 422
        assert text in answer.text
        assert user.by_email("olga@example.com") is None

    def test_is_changed(self, client, boss):
        agent = make_user()
        answer = client.post(f"/admin/users/edit/?id={agent.id}", data=self.form(is_active="y"))
        assert answer.status_code == 302
        assert fresh(agent).full_name == "Olga New"
        assert agent.is_active

    def test_ones_own_group_and_access_are_not_on_the_form(self, client, boss):
        make_user("administrators")
        page = client.get(f"/admin/users/edit/?id={boss.id}").text
        assert 'name="group_id"' not in page
        assert 'name="is_active"' not in page
        agents = access_group.group_by_key("agents").id
        data = self.form(email=boss.email, group_id=agents, is_active="")
        assert client.post(f"/admin/users/edit/?id={boss.id}", data=data).status_code == 302
        assert fresh(boss).group.key == "administrators"
        assert boss.is_active

    def test_no_greater_group_is_offered_or_taken(self, client):
        enter_with(client, Permission.USERS_VIEW, Permission.USERS_EDIT)
        page = client.get("/admin/users/new/").text
        assert "Special" in page
        assert "Administrators" not in page
        greater = access_group.group_by_key("administrators").id
        answer = client.post("/admin/users/new/", data=self.form(group_id=greater))
        assert answer.status_code == 422
        assert user.by_email("olga@example.com") is None

    @pytest.mark.parametrize("action", ["edit", "deactivate", "link"])
    def test_greater_people_are_out_of_reach(self, client, action):
        victim = make_user("administrators", email="victim@example.com")
        make_user("administrators")
        enter_with(client, Permission.USERS_VIEW, Permission.USERS_EDIT)
        data = self.form(group_id=victim.group_id)
        client.post(f"/admin/users/{action}/?id={victim.id}", data=data)
        assert (fresh(victim).email, victim.is_active) == ("victim@example.com", True)
        assert db.session.scalar(select(OutboxMail)) is None

    def test_is_let_out_and_in_again(self, client, boss):
        agent = make_user()
        token = session.start(agent, ip="10.0.0.1")
        db.session.commit()
        client.post(f"/admin/users/deactivate/?id={agent.id}")
        assert not fresh(agent).is_active
        assert session.load(token) is None
        page = client.get("/admin/users/").text
        assert f'action="/admin/users/activate/?id={agent.id}"' in page
        client.post(f"/admin/users/activate/?id={agent.id}")
        assert fresh(agent).is_active

    def test_nobody_locks_himself_out(self, client, boss):
        answer = client.post(f"/admin/users/deactivate/?id={boss.id}")
        assert "You cannot change your own group" in client.get(answer.headers["Location"]).text
        assert fresh(boss).is_active

    def test_is_found_by_name_in_any_case_and_by_group(self, client, boss):
        make_user(full_name="Олена Ковальчук")
        make_user("managers", full_name="Piotr Nowak")
        assert "Олена" in client.get("/admin/users/?search=КОВАЛЬЧУК").text
        managers = access_group.group_by_key("managers").id
        page = client.get(f"/admin/users/?group={managers}").text.split('id="list-body"')[1]
        assert "Piotr Nowak" in page
        assert "Олена" not in page

    def test_the_card_shows_where_he_is_signed_in(self, client, boss):
        page = client.get(f"/admin/users/details/?id={boss.id}").text
        assert "Signed-in browsers" in page
        assert "Werkzeug" in page

    def test_no_hash_is_ever_shown(self, client, boss):
        for page in ("", f"details/?id={boss.id}", f"quick/?id={boss.id}", f"edit/?id={boss.id}"):
            assert "argon2" not in client.get(f"/admin/users/{page}").text


class TestGroups:
    def cells(self, page, kind):
        found = re.findall(rf'name="{kind}" value="(\d+:[\w.]+)"', page)
        return [c for c in found if c]

    def test_the_matrix_shows_every_right_of_every_group(self, client, boss):
        page = client.get("/admin/groups/").text
        assert len(self.cells(page, "right")) == 5 * len(Permission)

    def test_ticks_are_saved(self, client, boss):
        agents = access_group.group_by_key("agents")
        shown = self.cells(client.get("/admin/groups/").text, "shown")
        ticked = [c for c in shown if c != f"{agents.id}:contacts.edit"]
        ticked.append(f"{agents.id}:import.run")
        answer = client.post("/admin/groups/", data={"shown": shown, "right": ticked})
        assert answer.status_code == 302
        assert "import.run" in fresh(agents).permissions
        assert "contacts.edit" not in agents.permissions
        assert "contacts.view" in agents.permissions

    def test_two_people_do_not_undo_each_other(self, client, boss):
        agents = access_group.group_by_key("agents")
        shown = self.cells(client.get("/admin/groups/").text, "shown")
        access_group.update(
            agents,
            {"permissions": [*agents.permissions, "export.run"]},
            actor=Actor.system("test"),
        )
        db.session.commit()
        ticked = [*shown, f"{agents.id}:import.run"]
        client.post("/admin/groups/", data={"shown": shown, "right": ticked})
        assert {"export.run", "import.run"} <= set(fresh(agents).permissions)

    def test_the_own_group_and_those_without_rights_cannot_be_ticked(self, client):
        person = enter_with(client, Permission.GROUPS_EDIT)
        page = client.get("/admin/groups/").text
        for group in (person.group, access_group.group_by_key("clients")):
            boxes = re.findall(rf'<input[^>]*value="{group.id}:[\w.]+"[^>]*>', page)
            assert boxes
            assert all("disabled" in box for box in boxes if "checkbox" in box)

    def test_nobody_raises_his_own_rights_by_post(self, client):
        person = enter_with(client, Permission.GROUPS_EDIT)
        cell = f"{person.group_id}:users.edit"
        answer = client.post("/admin/groups/", data={"right": cell})
        assert answer.status_code == 422
        assert "You cannot change your own group or rights." in answer.text
        assert fresh(person).group.permissions == ["groups.edit"]

    def test_nor_gives_what_he_lacks(self, client):
        enter_with(client, Permission.GROUPS_EDIT)
        other = make_group("Other")
        client.post("/admin/groups/", data={"right": f"{other.id}:users.edit"})
        assert fresh(other).permissions == []

    def test_a_save_is_whole_or_not_at_all(self, client):
        person = enter_with(client, Permission.GROUPS_EDIT)
        other = make_group("Aaa")
        cells = [f"{other.id}:groups.edit", f"{person.group_id}:users.edit"]
        assert client.post("/admin/groups/", data={"right": cells}).status_code == 422
        assert fresh(other).permissions == []

    def test_a_group_is_added_renamed_and_deleted(self, client, boss):
        client.post("/admin/groups/new/", data={"name": "Night shift", "access_type": "staff"})
        group = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Night shift"))
        client.post(
            f"/admin/groups/edit/?id={group.id}", data={"name": "Day", "access_type": "staff"}
        )
        assert fresh(group).name == "Day"
        group_id = group.id
        client.post(f"/admin/groups/delete/?id={group_id}")
        db.session.expire_all()
        assert db.session.get(AccessGroup, group_id) is None

    def test_a_built_in_one_is_renamed_not_deleted(self, client, boss):
        agents = access_group.group_by_key("agents")
        client.post(f"/admin/groups/delete/?id={agents.id}")
        client.post(f"/admin/groups/edit/?id={agents.id}", data={"name": "Desk"})
        assert fresh(agents).name == "Desk"

    def test_saving_a_translated_name_does_not_rename(self, client, boss):
        agents = access_group.group_by_key("agents")
        client.post("/language", data={"language": "ru"})
        page = client.get(f"/admin/groups/edit/?id={agents.id}").text
        shown = re.search(r'<input[^>]*name="name"[^>]*value="([^"]+)"', page).group(1)
        client.post(f"/admin/groups/edit/?id={agents.id}", data={"name": shown})
        assert fresh(agents).name == "Agents"

    def test_wrong_values_stand_at_their_field(self, client, boss):
        answer = client.post("/admin/groups/new/", data={"name": "Agents", "access_type": "staff"})
        assert answer.status_code == 422
        assert "is taken already" in answer.text


class TestMail:
    def test_kept_mail_is_shown_with_its_text(self, client, boss):
        mail = make_mail()
        assert "Kept" in client.get("/admin/mail/").text
        assert (
            f"https://x.io/welcome/{TOKEN}" in client.get(f"/admin/mail/details/?id={mail.id}").text
        )

    def test_others_than_administrators_see_no_link_that_opens_a_login(self, client):
        mail = make_mail()
        enter_with(client, Permission.MAIL_VIEW)
        for page in ("details", "quick"):
            answer = client.get(f"/admin/mail/{page}/?id={mail.id}")
            assert answer.status_code == 200
            assert TOKEN not in answer.text

    def test_is_found_by_state_and_address(self, client, boss):
        one, two = make_mail(state=MailState.FAILED), make_mail()
        assert one.recipient in client.get("/admin/mail/?state=failed").text
        assert two.recipient not in client.get("/admin/mail/?state=failed").text
        assert two.recipient in client.get(f"/admin/mail/?search={two.recipient.upper()}").text

    def test_cannot_be_sent_without_a_server(self, client, boss):
        mail = make_mail()
        assert "/admin/mail/send/" not in client.get("/admin/mail/").text
        client.post(f"/admin/mail/send/?id={mail.id}")
        assert fresh(mail).state == MailState.KEPT

    def test_is_sent_once_there_is_one(self, app, client, boss, monkeypatch):
        mail = make_mail()
        changed = app.extensions["settings"].model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
        monkeypatch.setitem(app.extensions, "settings", changed)
        assert "Send now" in client.get("/admin/mail/").text
        client.post(f"/admin/mail/send/?id={mail.id}")
        assert fresh(mail).state == MailState.QUEUED

    def test_a_failed_one_says_why(self, client, boss):
        make_mail(state=MailState.FAILED, error=f"550 no {EVIL}")
        page = client.get("/admin/mail/").text
        assert "550 no" in page
        assert EVIL not in page


class TestAudit:
    def entries(self, page):
        return page.split('id="list-body"')[1].split('id="filters"')[0]

    def test_shows_who_changed_what_from_where_to_what(self, client, boss):
        agent = make_user(full_name="Old Name")
        user.update(agent, {"full_name": "New Name"}, actor=Actor.of(boss, ip="10.1.2.3"))
        db.session.commit()
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        page = client.get(f"/admin/audit/details/?id={entry.id}").text
        for text in ("Old Name", "New Name", "Anna Boss", "10.1.2.3", "Changed"):
            assert text in page

    def test_rows_and_rights_are_shown_by_name(self, client, boss):
        agents, managers = (access_group.group_by_key(k) for k in ("agents", "managers"))
        agent = make_user()
        user.update(agent, {"group_id": managers.id}, actor=Actor.of(boss))
        access_group.update(
            agents, {"permissions": [*agents.permissions, "import.run"]}, actor=Actor.of(boss)
        )
        db.session.commit()
        rights, group = db.session.scalars(
            select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(2)
        ).all()
        page = client.get(f"/admin/audit/details/?id={group}").text
        assert "Agents" in page
        assert "Managers" in page
        page = client.get(f"/admin/audit/details/?id={rights}").text
        assert "Import companies and contacts" in page
        assert "See contacts" not in page  # only what came and went

    def test_filters_by_noun_action_actor_and_text(self, client, boss):
        make_contact(full_name="Олена Ковальчук")
        user.update(boss, {"full_name": "Anna Chief"}, actor=Actor.of(boss))
        db.session.commit()
        everything = self.entries(client.get("/admin/audit/").text)
        assert "Ковальчук" in everything
        assert "Anna Chief" in everything
        for query, there, gone in (
            ("noun=contact", "Ковальчук", "Anna Chief"),
            ("action=update", "Anna Chief", "Ковальчук"),
            (f"actor={boss.id}", "Anna Chief", "Ковальчук"),
            ("search=КОВАЛЬЧУК", "Ковальчук", "Anna Chief"),
        ):
            found = self.entries(client.get(f"/admin/audit/?{query}").text)
            assert there in found, query
            assert gone not in found, query
        assert "Ковальчук" not in self.entries(client.get("/admin/audit/?at_to=2001-01-01").text)

    def test_pages_lead_through_all_entries_once(self, client, boss):
        for number in range(60):
            db.session.add(
                AuditEntry(
                    at=boss.created_at, action="export", noun="contacts", row_name=f"no {number:03}"
                )
            )
        db.session.commit()
        seen, url = [], "/admin/audit/?noun=contacts"
        while url:
            page = client.get(url).text
            seen += re.findall(r"data-row-link>(no \d+)<", page)
            found = re.search(r'href="([^"]+)"[^>]*aria-label="Next page"', page)
            url = found.group(1).replace("&amp;", "&") if found else None
        assert seen == [f"no {n:03}" for n in reversed(range(60))]

    def test_fields_that_one_may_not_see_are_not_told(self, client):
        contact = make_contact()
        contact.address = "Secret street 7"
        contact.position = "Director"
        db.session.commit()
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        enter_with(client, Permission.AUDIT_VIEW)
        for page in ("", f"details/?id={entry.id}", f"quick/?id={entry.id}"):
            answer = client.get(f"/admin/audit/{page}")
            assert answer.status_code == 200
            assert "Secret street" not in answer.text
        assert "Address" not in self.entries(client.get("/admin/audit/?noun=contact").text)
        assert "Director" in client.get(f"/admin/audit/details/?id={entry.id}").text

    def test_what_strangers_typed_is_no_markup(self, client, boss):
        contact = make_contact(full_name=EVIL)
        contact.position = EVIL
        db.session.commit()
        entry = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
        for page in ("", f"details/?id={entry}"):
            assert EVIL not in client.get(f"/admin/audit/{page}").text

    def test_knows_every_field_by_name(self):
        from admin_app.services.shared.unit_of_work import AUDITED, CHILDREN, HIDDEN
        from models import Setting
        from views.admin.audit_text import FIELD_LABELS, LIST_OF_NOUN

        for model in AUDITED:
            if model is Setting:
                continue
            spec = LIST_OF_NOUN.get(model.__tablename__)
            known = set(FIELD_LABELS) | {f.key for f in (spec.fields if spec else ())}
            columns = {c.key for c in model.__mapper__.column_attrs} - HIDDEN
            missing = (columns | set(CHILDREN.get(model, ()))) - known
            assert not missing, model
