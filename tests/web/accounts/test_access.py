"""Who gets into the pages of accounts, and what stays shut."""

import pytest
from sqlalchemy import select

from admin_app.permissions import Permission
from models import AccessGroup, AuditEntry, OutboxMail, User
from models.base import db
from models.enums import MailState
from tests.factories.people import make_group, make_user, sign_in
from tests.web.accounts.helpers import enter_with, make_mail

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


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in(client, path):
    assert client.get(path).headers["Location"] == f"/login?next={path}"


@pytest.mark.parametrize("group", ["agents", "clients", "partners"])
def test_those_without_the_right_get_403(client, group):
    sign_in(client, make_user(group))
    for path in PAGES:
        assert client.get(path).status_code == 403


def test_managers_see_users_and_the_audit_only(client):
    sign_in(client, make_user("managers"))
    codes = {path: client.get(path).status_code for path in PAGES}
    assert [p for p, code in codes.items() if code == 200] == ["/admin/users/", "/admin/audit/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_one_right_opens_the_page(client, path):
    needed = {PAGES[path], Permission.USERS_VIEW} if "users" in path else {PAGES[path]}
    enter_with(client, *needed)
    assert client.get(path).status_code == 200


def test_the_menu_shows_what_may_be_opened(client):
    enter_with(client, Permission.MAIL_VIEW)
    page = client.get("/admin/mail/").text
    assert 'href="/admin/mail/"' in page
    for path in ("users", "groups", "audit"):
        assert f'href="/admin/{path}/"' not in page


@pytest.mark.parametrize("group", [None, "clients", "agents", "managers"])
def test_refused_writes_change_nothing(client, group):
    victim, spare = make_user("administrators"), make_group("Spare")
    ids = rows(victim, spare)
    if group:
        sign_in(client, make_user(group))
    before = state()
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
        assert state() == before, path


def rows(person, group):
    entry = db.session.scalar(select(AuditEntry.id).limit(1))
    mail = make_mail(state=MailState.FAILED)
    return {"user": person.id, "group": group.id, "mail": mail.id, "entry": entry}


def state():
    db.session.rollback()
    users = db.session.execute(
        select(User.email, User.full_name, User.group_id, User.is_active).order_by(User.id)
    ).all()
    groups = [
        (g.name, g.access_type, tuple(g.permissions))
        for g in db.session.scalars(select(AccessGroup).order_by(AccessGroup.id))
    ]
    return users, groups, db.session.execute(select(OutboxMail.state)).all()


def test_no_get_changes_anything(client, boss):
    ids = rows(make_user(), make_group("Spare"))
    before = state()
    for path in WRITES:
        assert client.get(path.format(**ids)).status_code < 500, path
        assert state() == before, path


def test_a_form_without_a_token_is_refused(client, boss):
    ids = dict.fromkeys(("user", "group", "mail", "entry"), 1)
    for path in WRITES:
        assert client.post(path.format(**ids), csrf=False).status_code == 400, path


@pytest.mark.parametrize("name", ["users", "mail", "audit", "groups"])
def test_a_row_that_is_none_is_not_found(client, boss, name):
    page = "edit" if name == "groups" else "details"
    for row in ("", "0", "-1", "99999999999999999999", "x", "1%00", "１"):
        assert client.get(f"/admin/{name}/{page}/?id={row}").status_code == 404, row


@pytest.mark.parametrize("name", ["users", "mail", "audit"])
def test_odd_arguments_are_no_error(client, boss, name):
    for query in ODD_ARGUMENTS:
        assert client.get(f"/admin/{name}/?{query}").status_code == 200, query
