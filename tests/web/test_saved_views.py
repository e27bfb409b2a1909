"""Saved views in the browser's requests: addresses, tabs, dialogs, rights, the side bar."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import access_group as groups
from admin_app.services import saved_view as views
from admin_app.services.contact_status import set_status
from admin_app.services.shared.listing import ListQuery
from models import SavedView, User
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import make_contact, make_user, sign_in, system
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
FRAGMENT = {"HX-Request": "true"}
BLOCKED = ListQuery(filters={"status": ["blocked"]})


@pytest.fixture
def manager(client):
    user = make_user("managers", full_name="managers")
    sign_in(client, user)
    return user


@pytest.fixture
def agent(manager):
    """Somebody else, who is not signed in."""
    return make_user("agents")


@pytest.fixture
def people():
    make_contact(last_name="Shevchenko", region="Lviv")
    set_status(make_contact(last_name="Bondar"), ContactStatus.BLOCKED, system())
    set_status(make_contact(last_name="Nowak", region="Lviv"), ContactStatus.BLOCKED, system())
    db.session.commit()


def save(user: User, name="Blocked", query=BLOCKED, *, share="", columns=(), noun="contacts", **kw):
    group = groups.group_by_key(share).id if share else None
    values = {"name": name, "group_id": group, **kw}
    actor = Actor.of(user)
    view_id = views.create(noun, values, query, actor=actor, columns=columns).id
    db.session.commit()
    return view_id


def the_view() -> SavedView:
    db.session.expire_all()
    return db.session.scalars(select(SavedView)).one()


def become(client, user: User) -> None:
    """Sign out, and in again as somebody else."""
    client.post("/logout")
    sign_in(client, user)


def follow(client, address):
    return client.get(address, follow_redirects=True)


def arguments(answer) -> dict[str, list[str]]:
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.location).query, keep_blank_values=True)


def names(page) -> list[str]:
    return re.findall(r"data-row-link>([^<]+)<", page.text)


def columns(page) -> list[str]:
    """The columns after the name."""
    return re.findall(r'class="k-sort[^>]*>([^<]+)<', page.text)[1:]


def test_the_address_of_a_view_is_spelled_out(client, manager, people):
    view_id = save(manager, query=ListQuery("o", {"status": ["blocked"]}, "full_name"))
    answer = client.get(f"/admin/contacts/?view={view_id}")
    assert arguments(answer) == {
        "view": [str(view_id)], "search": ["o"], "status": ["blocked"], "sort": ["full_name"]
    }  # fmt: skip
    page = client.get(answer.location)
    assert names(page) == ["Olena Bondar", "Olena Nowak"]
    assert re.search(r'class="k-tab active"[^>]*><span[^>]*>Blocked<', page.text)
    assert "This differs" not in page.text


def test_a_view_that_asks_for_everything_is_no_endless_loop(client, manager, people):
    view_id = save(manager, query=ListQuery())
    answer = client.get(f"/admin/contacts/?view={view_id}")
    assert arguments(answer) == {"view": [str(view_id)], "search": [""]}
    assert len(names(client.get(answer.location))) == 3


def test_further_arguments_are_the_whole_question_and_the_difference_is_said(
    client, manager, people
):
    view_id = save(manager)
    page = client.get(f"/admin/contacts/?view={view_id}&status=active")
    assert names(page) == ["Olena Shevchenko"]
    assert "This differs from the saved view." in page.text
    for part in (
        f"/admin/views/{view_id}/query?",
        "/admin/views/contacts/new",
        ">Back to the view<",
    ):
        assert part in page.text
    body = client.get(f"/admin/contacts/?view={view_id}&status=active", headers=FRAGMENT)
    links = re.findall(r'href="(/admin/contacts/\?[^"]+)"', body.text)
    assert len(links) > 5
    assert all(f"view={view_id}" in link for link in links)
    fragment = client.get(f"/admin/contacts/?view={view_id}&search=", headers=FRAGMENT)
    assert len(names(fragment)) == 3
    assert "This differs" in fragment.text
    assert "k-views" not in fragment.text


def test_the_list_opens_with_the_persons_view_and_all_is_one_click_away(client, manager, people):
    view_id = save(manager)
    assert client.get("/admin/contacts/").status_code == 200
    client.post(f"/admin/views/{view_id}/default?on=1")
    assert arguments(client.get("/admin/contacts/"))["status"] == ["blocked"]
    page = client.get("/admin/contacts/?view=all")
    assert len(names(page)) == 3
    assert len(names(client.get("/admin/contacts/?region=Lviv"))) == 2
    # what clears the filters of a list leads to all rows, not into the view again
    cleared = client.get("/admin/contacts/?region=Lviv")
    assert 'class="k-chips-clear" href="/admin/contacts/?view=all"' in cleared.text
    client.post(f"/admin/views/{view_id}/default?on=0")
    assert client.get("/admin/contacts/").status_code == 200
    client.post(f"/admin/views/{view_id}/default?on=1")
    views.delete(the_view(), actor=Actor.of(db.session.get(User, manager.id)))
    db.session.commit()
    assert len(names(client.get("/admin/contacts/"))) == 3


def test_a_view_is_saved_from_what_the_list_shows(client, manager, people):
    address = "/admin/views/contacts/new?status=blocked&search=nowak&nonsense=1&_external=1&ids=4"
    dialog = client.get(address, headers=FRAGMENT)
    action = unescape(re.search(r'hx-post="([^"]+)"', dialog.text)[1])
    assert action == "/admin/views/contacts/new?search=nowak&status=blocked"
    typed = {"name": " Blocked  people ", "in_menu": "y", "is_default": "y", "own_columns": "y",
             "group_id": str(groups.group_by_key("agents").id)}  # fmt: skip
    answer = client.post(action, data=typed, headers=FRAGMENT)
    view = the_view()
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204, f"/admin/contacts/?view={view.id}"
    )  # fmt: skip
    assert (view.name, view.in_menu, view.group.key) == ("Blocked people", True, "agents")
    assert view.query["filters"] == {"status": ["blocked"]}
    assert view.query["search"] == "nowak"
    assert view.query["columns"][:2] == ["full_name", "status"]
    assert arguments(client.get("/admin/contacts/"))["view"] == [str(view.id)]


def test_a_wrong_name_is_said_in_the_dialog_and_nothing_typed_is_lost(client, manager):
    save(manager)
    answer = client.post(
        "/admin/views/contacts/new",
        data={"name": "blocked", "in_menu": "y", "group_id": ""},
        headers=FRAGMENT,
    )
    assert answer.status_code == 422
    assert "is taken already" in answer.text
    assert 'value="blocked"' in answer.text
    assert re.search(r"<input[^>]*checked[^>]*name=\"in_menu\"", answer.text)
    empty = client.post("/admin/views/contacts/new", data={"name": ""}, headers=FRAGMENT)
    assert "Fill in this field." in empty.text
    assert (
        client.post("/admin/views/contacts/new", data={"name": "x"}, csrf=False).status_code == 400
    )


def test_a_view_can_be_renamed_shared_updated_and_deleted(client, manager, people):
    view_id = save(manager)
    dialog = client.get(f"/admin/views/{view_id}/edit")
    assert 'value="Blocked"' in dialog.text
    agents = str(groups.group_by_key("agents").id)
    make_user("agents")
    client.post(f"/admin/views/{view_id}/edit", data={"name": "Stopped", "group_id": agents})
    assert (the_view().name, the_view().group.key) == ("Stopped", "agents")
    client.post(f"/admin/views/{view_id}/query?status=active&sort=email&desc=1&evil=1")
    assert the_view().query["filters"] == {"status": ["active"]}
    assert (the_view().query["sort"], the_view().query["descending"]) == ("email", True)
    client.post(f"/admin/views/{view_id}/edit", data={"name": "Stopped", "group_id": ""})
    assert the_view().group is None
    client.post(f"/admin/views/{view_id}/edit", data={"name": "Stopped", "group_id": agents})
    question = client.get(f"/admin/views/{view_id}/delete")
    assert "Group Agents loses it too: 1 more person." in question.text
    answer = client.post(f"/admin/views/{view_id}/delete")
    assert answer.location == "/admin/contacts/?view=all"
    assert db.session.scalars(select(SavedView)).all() == []


@pytest.mark.parametrize("share", ["", "managers"])
def test_a_foreign_view_is_not_there(client, manager, agent, share):
    view_id = save(manager, share=share)
    become(client, agent)
    page = client.get(f"/admin/contacts/?view={view_id}")
    assert page.status_code == 404
    assert "This view is not there for you" in page.text
    assert 'href="/admin/contacts/?view=all"' in page.text
    assert "Blocked" not in page.text
    for path in ("edit", "delete"):
        assert client.get(f"/admin/views/{view_id}/{path}").status_code == 404
    for path in ("edit", "delete", "query", "columns", "default?on=1", "take-over"):
        assert client.post(f"/admin/views/{view_id}/{path}").status_code == 404
    assert the_view().name == "Blocked"


def test_who_has_a_shared_view_uses_it_and_changes_nothing(client, manager, agent, people):
    view_id = save(manager, share="agents", columns=["full_name", "email"])
    become(client, agent)
    page = follow(client, f"/admin/contacts/?view={view_id}")
    assert names(page) == ["Olena Nowak", "Olena Bondar"]
    assert 'title="Shared by managers"' in page.text
    assert f"/admin/views/{view_id}/edit" not in page.text
    dialog = client.get(f"/admin/contacts/columns?view={view_id}", headers=FRAGMENT)
    assert "save it as a new view" in dialog.text
    assert 'name="columns"' not in dialog.text
    changed = client.get(f"/admin/contacts/?view={view_id}&search=")
    assert "Save as new" in changed.text
    assert f"/admin/views/{view_id}/query" not in changed.text
    assert client.get(f"/admin/views/{view_id}/edit").status_code == 403
    assert client.get(f"/admin/views/{view_id}/delete").status_code == 403
    for path in ("edit", "delete", "query", "take-over"):
        answer = client.post(f"/admin/views/{view_id}/{path}", data={"name": "Mine"})
        assert answer.status_code == 403, path
    client.post(
        f"/admin/views/{view_id}/columns", data={"columns": ["phone"], "density": "compact"}
    )
    assert the_view().query["columns"] == ["full_name", "email"]
    assert "k-density-compact" in follow(client, f"/admin/contacts/?view={view_id}").text
    dialog = client.get("/admin/views/contacts/new")
    assert "group_id" not in dialog.text
    stolen = {"name": "Mine", "group_id": str(groups.group_by_key("agents").id)}
    client.post("/admin/views/contacts/new", data=stolen)
    mine = db.session.scalars(select(SavedView).where(SavedView.name == "Mine")).one()
    assert mine.group_id is None


def test_what_one_may_not_see_is_neither_shown_filtered_nor_sorted_by(client, manager, people):
    group = groups.group_by_key("agents")
    groups.update(group, {"permissions": ["contacts.view"]}, actor=system())
    query = ListQuery("", {"region": ["Lviv"], "status": ["blocked"]}, "region")
    view_id = save(manager, query=query, share="agents", columns=["full_name", "region", "email"])
    assert names(follow(client, f"/admin/contacts/?view={view_id}")) == ["Olena Nowak"]
    become(client, make_user("agents"))
    answer = client.get(f"/admin/contacts/?view={view_id}")
    assert arguments(answer) == {"view": [str(view_id)], "status": ["blocked"]}
    page = client.get(answer.location)
    assert len(names(page)) == 2
    assert set(columns(page)) == {"E-mail"}
    assert "Your group does not see some fields of this view" in page.text
    assert "Lviv" not in page.text
    forced = client.get(f"/admin/contacts/?view={view_id}&region=Lviv&sort=region&status=blocked")
    assert names(forced) == names(page)


def test_retired_fields_are_left_out_and_named(client, manager, people):
    view_id = save(manager, columns=["full_name", "shoe_size", "email", "badge"])
    view = the_view()
    view.query = {**view.query, "filters": {"status": ["blocked"], "hat": ["1"]}}
    db.session.commit()
    page = follow(client, f"/admin/contacts/?view={view_id}")
    assert names(page) == ["Olena Nowak", "Olena Bondar"]
    assert set(columns(page)) == {"E-mail"}
    assert "2 columns of this view no longer exist: shoe_size, badge." in page.text
    assert "1 filter of this view no longer exists and is left out: hat." in page.text
    assert "This differs" not in page.text


def test_columns_of_a_view_are_changed_in_their_dialog(client, manager, people):
    client.post("/admin/contacts/columns", data={"columns": ["phone"]})
    view_id = save(manager, columns=["full_name", "email", "position"])
    address = f"/admin/contacts/?view={view_id}"
    page = follow(client, address)
    assert list(dict.fromkeys(columns(page))) == ["E-mail", "Position"]
    dialog = client.get(f"/admin/contacts/columns?view={view_id}", headers=FRAGMENT)
    assert f'action="/admin/views/{view_id}/columns"' in dialog.text
    chosen = {"columns": ["full_name", "position", "nonsense"], "density": "relaxed"}
    client.post(f"/admin/views/{view_id}/columns", data=chosen)
    assert the_view().query["columns"] == ["full_name", "position"]
    assert list(dict.fromkeys(columns(client.get("/admin/contacts/?view=all")))) == ["Phone"]
    client.post(f"/admin/views/{view_id}/columns", data={"columns": ["email"], "reset": "1"})
    assert list(dict.fromkeys(columns(follow(client, address)))) == ["Phone"]


def test_an_export_has_the_rows_and_columns_of_the_view(client, manager, people):
    view_id = save(manager, columns=["full_name", "position"])
    listed = client.get(f"/admin/contacts/?view={view_id}").location
    dialog = client.get(f"/admin/contacts/export/dialog?{urlsplit(listed).query}", headers=FRAGMENT)
    assert f'name="view" value="{view_id}"' in dialog.text
    order = {"view": str(view_id), "status": "blocked", "columns": "shown", "format": "csv"}
    lines = client.post("/admin/contacts/export", data=order).text.splitlines()
    assert (lines[0].lstrip("\ufeff").replace(";", ","), len(lines)) == ("Full name,Position", 3)


@pytest.mark.parametrize("text", ["", "x", "-1", "%00", "99999999999", "1e3", "²", "424242"])
def test_no_number_of_a_view_is_an_error_page(client, manager, text):
    assert client.get(f"/admin/contacts/?view={text}").status_code == 404
    assert client.get(f"/admin/contacts/?view={text}&search=x", headers=FRAGMENT).status_code == 404


def test_a_view_of_another_list_is_none_of_this_one(client, manager):
    view_id = save(manager, noun="companies", query=ListQuery(search="x"))
    assert client.get(f"/admin/contacts/?view={view_id}").status_code == 404
    assert client.get(f"/admin/companies/?view={view_id}").status_code == 302
    assert client.get(f"/admin/audit/?view={view_id}").status_code == 200
    assert client.get("/admin/views/audit/new").status_code == 404


def test_users_have_views_too(client, manager):
    view_id = save(manager, noun="users", query=ListQuery(filters={"active": ["1"]}))
    page = follow(client, f"/admin/users/?view={view_id}")
    assert names(page) == ["managers"]


def test_names_are_escaped_everywhere(client, manager, people):
    xss = "<script>alert(1)</script>"
    view_id = save(manager, name=xss, share="agents", in_menu=True, columns=["full_name"])
    for address in (
        f"/admin/contacts/?view={view_id}",
        f"/admin/contacts/?view={view_id}&search=",
        f"/admin/views/{view_id}/edit",
        f"/admin/views/{view_id}/delete",
        "/admin/views/menu",
        "/admin/audit/",
    ):
        page = follow(client, address)
        assert page.status_code == 200, address
        assert xss not in page.text, address
    assert "&lt;script&gt;alert" in follow(client, f"/admin/contacts/?view={view_id}").text


def test_the_side_bar_counts_what_its_reader_would_see(client, manager, agent, people):
    view_id = save(manager, in_menu=True, share="agents")
    save(manager, name="Hidden")
    page = client.get("/admin/")
    address = unescape(re.search(r'hx-get="(/admin/views/menu[^"]*)"', page.text)[1])
    answer = client.get(address, headers=FRAGMENT)
    assert f'href="/admin/contacts/?view={view_id}"' in answer.text
    assert '<span class="k-nav-count">2</span>' in answer.text
    assert "Hidden" not in answer.text
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    again = client.get(address, headers={**FRAGMENT, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    client.post(f"/admin/views/{view_id}/default?on=1")
    assert address not in unescape(client.get("/admin/").text)

    become(client, agent)
    assert ">2<" in client.get("/admin/views/menu").text
    view = the_view_named("Blocked")
    view.noun = "users"
    db.session.commit()
    assert client.get("/admin/views/menu").text.strip() == ""


def test_no_page_but_a_list_asks_for_views(client, manager, people):
    view_id = save(manager, in_menu=True)
    with statements() as asked:
        client.get("/admin/")
        assert [statement for statement in asked if "saved_view" in statement] == []
        client.get(f"/admin/contacts/?view={view_id}&search=", headers=FRAGMENT)
        client.get("/admin/contacts/?view=all")
    assert len([statement for statement in asked if "saved_view" in statement]) == 2


def the_view_named(name: str) -> SavedView:
    return db.session.scalars(select(SavedView).where(SavedView.name == name)).one()


def test_strangers_and_clients_get_nothing(client, manager):
    view_id = save(manager)
    become(client, make_user("clients"))
    assert client.get("/admin/views/menu").status_code == 403
    assert client.post(f"/admin/views/{view_id}/delete").status_code == 403
    client.post("/logout")
    assert client.get("/admin/views/menu").status_code == 302


def test_one_in_charge_of_groups_takes_over_what_people_who_left_share(client, manager):
    view_id = save(manager, share="agents")
    boss = make_user("administrators")
    user = db.session.get(User, manager.id)
    user.is_active = False
    db.session.commit()
    become(client, boss)
    page = follow(client, f"/admin/contacts/?view={view_id}")
    assert "who may not sign in any more" in page.text
    assert f"/admin/views/{view_id}/take-over" in page.text
    client.post(f"/admin/views/{view_id}/take-over")
    assert the_view().owner_id == boss.id


def test_lists_say_nothing_of_the_question_by_get(client, manager):
    view_id = save(manager)
    for path in ("query", "columns", "default", "take-over"):
        assert client.get(f"/admin/views/{view_id}/{path}").status_code == 405


def test_a_period_moves_with_the_calendar(client, manager, people, monkeypatch):
    address = "/admin/contacts/?created=last-7"
    page = client.get(address)
    assert len(names(page)) == 3
    assert "Added: Last 7 days" in page.text
    panel = client.get("/admin/contacts/filters?created=last-7", headers=FRAGMENT)
    assert '<option value="last-7" selected>Last 7 days</option>' in panel.text
    view_id = save(manager, query=ListQuery(filters={"created": ["last-7"]}))
    answer = client.get(f"/admin/contacts/?view={view_id}")
    assert arguments(answer) == {"view": [str(view_id)], "created": ["last-7"]}
    later = clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert names(client.get(address)) == []
    assert names(client.get("/admin/contacts/?created=last-99")) != []
