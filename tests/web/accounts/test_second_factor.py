"""Setting up two-step sign-in, turning it off, new codes, and groups that demand it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.permissions import Permission
from admin_app.services import access_group, authenticator, recovery_code, session
from models import AccessGroup, AuditEntry, OutboxMail, RecoveryCode
from models.base import db
from tests.factories.people import PASSWORD, make_user, plain_contact, sign_in
from tests.factories.second_factor import code_of, sign_in_by_code, turn_on
from tests.web.accounts.helpers import enter_with, fresh

CODE = re.compile(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>")
SET_UP = "/profile/second-factor"


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    """The clock stands, so that no test runs over the edge of a code's half minute."""
    later(monkeypatch, 0)


@pytest.fixture
def agent(client):
    made = make_user()
    sign_in(client, made)
    return made


@pytest.fixture
def key(client):
    """The key of a person who has passed both steps."""
    made = make_user(email="both@example.com")
    key, _codes = turn_on(made)
    sign_in_by_code(client, made, code_of(key))
    return key


def later(monkeypatch, seconds=30):
    moment = clock.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "now", lambda: moment)


def begin(client, agent):
    assert client.post(f"{SET_UP}/begin").headers["Location"] == SET_UP
    return authenticator.key_of(fresh(agent))


def confirm(client, code, password=PASSWORD, page=SET_UP):
    return client.post(page, data={"current_password": password, "code": code})


class TestSettingUp:
    def test_from_the_page_security_to_the_codes(self, client, agent):
        assert f'action="{SET_UP}/begin"' in client.get("/profile/security").text
        key = begin(client, agent)
        page = client.get(SET_UP).text
        assert key in page  # to be copied
        assert " ".join(re.findall("....", key)) in page  # to be typed
        assert "<svg" in page.split('class="k-qr"')[1]
        answer = confirm(client, code_of(key))
        codes = CODE.findall(answer.text)
        assert (answer.status_code, len(codes)) == (200, 10)
        assert answer.headers["Cache-Control"] == "no-store"
        assert authenticator.is_on(fresh(agent))
        assert recovery_code.redeem(agent, codes[0])

    def test_codes_are_shown_once(self, client, agent):
        codes = CODE.findall(confirm(client, code_of(begin(client, agent))).text)
        for page in (SET_UP, "/profile/security", f"{SET_UP}/codes"):
            assert not set(codes) & set(CODE.findall(client.get(page, follow_redirects=True).text))

    def test_looking_changes_nothing(self, client, agent):
        for page in (SET_UP, f"{SET_UP}/begin", f"{SET_UP}/off", f"{SET_UP}/codes"):
            client.get(page)
        assert fresh(agent).second_factor_secret == ""
        key = begin(client, agent)
        client.get(f"{SET_UP}?current_password={PASSWORD}&code={code_of(key)}")
        assert not authenticator.is_on(fresh(agent))
        assert authenticator.key_of(agent) == key

    @pytest.mark.parametrize("page", [SET_UP, f"{SET_UP}/begin", f"{SET_UP}/off"])
    def test_a_form_without_a_token_is_refused(self, client, agent, page):
        assert client.post(page, csrf=False).status_code == 400
        assert fresh(agent).second_factor_secret == ""

    @pytest.mark.parametrize(
        ("password", "code", "text"),
        [
            ("wrong password", None, "The current password is not right."),
            (PASSWORD, "000000", "This code is not right"),
            (PASSWORD, "", "Fill in this field."),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, client, agent, password, code, text):
        key = begin(client, agent)
        answer = confirm(client, code_of(key) if code is None else code, password)
        assert answer.status_code == 422
        assert text in answer.text
        assert not authenticator.is_on(fresh(agent))
        assert authenticator.key_of(agent) == key

    def test_guesses_are_throttled(self, client, agent):
        key = begin(client, agent)
        codes = [confirm(client, "000000").status_code for _ in range(11)]
        assert codes == [422] * 10 + [429]
        assert confirm(client, code_of(key)).status_code == 429

    def test_ends_the_other_browsers_and_keeps_this_one(self, client, agent):
        elsewhere = session.start(agent, ip="10.0.0.2")
        db.session.commit()
        confirm(client, code_of(begin(client, agent)))
        assert client.get("/profile/security").status_code == 200
        assert session.load(elsewhere) is None

    def test_the_key_is_of_the_own_login_alone(self, client, agent):
        other = make_user()
        begin(client, agent)
        assert fresh(other).second_factor_secret == ""

    def test_is_there_for_clients(self, client):
        person = make_user("clients", contact=plain_contact())
        sign_in(client, person)
        assert client.get("/profile/security").status_code == 200
        assert confirm(client, code_of(begin(client, person))).status_code == 200


class TestOnceOn:
    def test_it_is_not_begun_again(self, client, key):
        client.post(f"{SET_UP}/begin")
        assert client.get(SET_UP).headers["Location"] == "/profile/security"
        page = client.get("/profile/security").text
        assert "Two-step sign-in is on already." in page

    def test_is_turned_off_by_password_and_code(self, client, key, monkeypatch):
        later(monkeypatch)
        answer = confirm(client, code_of(key), page=f"{SET_UP}/off")
        assert answer.headers["Location"] == "/profile/security"
        assert db.session.scalar(select(func.count(RecoveryCode.id))) == 0
        client.post("/logout")
        assert sign_in(client, "both@example.com").headers["Location"] == "/admin/"

    def test_the_code_of_the_sign_in_does_not_do(self, client, key):
        answer = confirm(client, code_of(key), page=f"{SET_UP}/off")
        assert answer.status_code == 422
        assert "This code is not right or was used already." in answer.text

    def test_new_codes_are_shown_and_the_old_end(self, client, key, monkeypatch):
        later(monkeypatch)
        kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
        answer = confirm(client, code_of(key), page=f"{SET_UP}/codes")
        assert len(CODE.findall(answer.text)) == 10
        db.session.expire_all()
        assert not kept & set(db.session.scalars(select(RecoveryCode.code_hash)))

    def test_no_page_shows_key_or_hash(self, client, key):
        hashes = list(db.session.scalars(select(RecoveryCode.code_hash)))
        for page in ("/profile", "/profile/security", f"{SET_UP}/off", f"{SET_UP}/codes"):
            text = client.get(page).text
            assert key not in text
            assert not any(digest in text for digest in hashes)


class TestDemand:
    @pytest.fixture
    def member(self, client):
        """Signed in, and now the group demands the second step."""
        made = make_user()
        sign_in(client, made)
        made.group.second_factor_required = True
        db.session.commit()
        return made

    def test_every_page_leads_to_the_set_up(self, app, client, member):
        open_to_all = ("/static/", "/healthz", "/readyz", "/metrics")
        for rule in app.url_map.iter_rules():
            if rule.arguments or "GET" not in rule.methods or rule.rule.startswith(open_to_all):
                continue
            answer = client.get(rule.rule)
            if rule.rule == SET_UP:
                assert answer.status_code == 200
                assert "Your group demands a second step" in answer.text
            else:
                assert answer.status_code in (303, 405), rule.rule
                if answer.status_code == 303:
                    assert answer.headers["Location"] == SET_UP, rule.rule

    def test_no_write_gets_through(self, client, member):
        for page in ("/admin/contacts/new/", "/profile", "/profile/password"):
            answer = client.post(page, data={"full_name": "Changed"})
            assert answer.headers["Location"] == SET_UP
        assert fresh(member).full_name != "Changed"

    def test_a_fragment_sends_the_whole_page_there(self, client, member):
        answer = client.get("/admin/contacts/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer.text) == (401, "")
        assert answer.headers["HX-Redirect"] == SET_UP

    def test_language_and_signing_out_stay(self, client, member):
        client.post("/language", data={"language": "pl", "next": SET_UP})
        assert '<html lang="pl"' in client.get(SET_UP).text
        assert client.post("/logout").headers["Location"] == "/login"

    def test_ends_with_the_set_up(self, client, member):
        confirm(client, code_of(begin(client, member)))
        assert client.get("/admin/contacts/").status_code == 200
        assert f"{SET_UP}/off" not in client.get("/profile/security").text
        assert client.get("/profile/security").status_code == 200

    def test_one_who_has_it_notices_nothing(self, client, key):
        access_group.group_by_key("agents").second_factor_required = True
        db.session.commit()
        assert client.get("/admin/contacts/").status_code == 200

    def test_others_are_left_alone(self, client, member):
        client.post("/logout")
        sign_in(client, make_user("managers"))
        assert client.get("/admin/contacts/").status_code == 200


class TestGroupForm:
    def test_administrators_tick_it(self, client, boss):
        agents = access_group.group_by_key("agents")
        page = f"/admin/groups/edit/?id={agents.id}"
        data = {"name": "Agents", "second_factor_required": "y"}
        assert client.post(page, data=data).status_code == 302
        assert fresh(agents).second_factor_required
        assert "two-step sign-in" in client.get("/admin/groups/").text
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert entry.changes == {"second_factor_required": [False, True]}
        assert (
            "Members need two-step sign-in"
            in client.get(f"/admin/audit/details/?id={entry.id}").text
        )
        client.post(page, data={"name": "Agents"})
        assert not fresh(agents).second_factor_required

    def test_others_neither_see_it_nor_can_post_it(self, client):
        enter_with(client, Permission.GROUPS_EDIT)
        client.post("/admin/groups/new/", data={"name": "Other", "access_type": "staff"})
        group = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Other"))
        page = f"/admin/groups/edit/?id={group.id}"
        assert "second_factor_required" not in client.get(page).text
        data = {"name": "Renamed", "access_type": "staff", "second_factor_required": "y"}
        assert client.post(page, data=data).status_code == 302
        assert (fresh(group).name, group.second_factor_required) == ("Renamed", False)

    def test_renaming_by_others_leaves_it_on(self, client):
        enter_with(client, Permission.GROUPS_EDIT)
        client.post("/admin/groups/new/", data={"name": "Other", "access_type": "staff"})
        group = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Other"))
        group.second_factor_required = True
        db.session.commit()
        data = {"name": "Renamed", "access_type": "staff"}
        client.post(f"/admin/groups/edit/?id={group.id}", data=data)
        assert (fresh(group).name, group.second_factor_required) == ("Renamed", True)


class TestReset:
    def test_on_the_page_of_the_user(self, client, boss):
        agent = make_user()
        turn_on(agent)
        browser = session.start(agent, ip="10.0.0.1")
        db.session.commit()
        address = f"/admin/users/reset-second-factor/?id={agent.id}"
        assert address in client.get(f"/admin/users/details/?id={agent.id}").text
        assert client.get(address).status_code == 405
        client.post(address)
        assert not authenticator.is_on(fresh(agent))
        assert session.load(browser) is None
        mail = db.session.scalar(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))
        assert (mail.recipient, mail.subject) == (agent.email, "Two-step sign-in was reset")

    def test_ones_own_is_not_reset_so(self, client, boss):
        turn_on(boss)
        db.session.commit()
        client.post("/logout")
        key = authenticator.key_of(boss)
        sign_in_by_code(client, boss, code_of(key))
        address = f"/admin/users/reset-second-factor/?id={boss.id}"
        assert address not in client.get(f"/admin/users/details/?id={boss.id}").text
        client.post(address)
        assert authenticator.is_on(fresh(boss))

    def test_greater_people_are_out_of_reach(self, client):
        victim = make_user("administrators")
        turn_on(victim)
        enter_with(client, Permission.USERS_VIEW, Permission.USERS_EDIT)
        client.post(f"/admin/users/reset-second-factor/?id={victim.id}")
        assert authenticator.is_on(fresh(victim))

    def test_those_without_the_right_get_403(self, client):
        victim = make_user()
        turn_on(victim)
        enter_with(client, Permission.USERS_VIEW)
        answer = client.post(f"/admin/users/reset-second-factor/?id={victim.id}")
        assert answer.status_code == 403
        assert authenticator.is_on(fresh(victim))

    def test_who_has_it_is_found_in_the_list(self, client, boss):
        turn_on(make_user(full_name="Has It"))
        make_user(full_name="Lacks It")
        for value, there, gone in (("1", "Has It", "Lacks It"), ("0", "Lacks It", "Has It")):
            page = client.get(f"/admin/users/?second_factor={value}").text
            rows = page.split('id="list-body"')[1]
            assert there in rows
            assert gone not in rows
