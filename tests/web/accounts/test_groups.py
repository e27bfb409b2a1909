"""The matrix of rights, and groups."""

import re

from sqlalchemy import select

from admin_app.permissions import Actor, Permission
from admin_app.services import access_group
from models import AccessGroup
from models.base import db
from tests.factories.people import make_group
from tests.web.accounts.helpers import enter_with, fresh


def cells(page, kind):
    found = re.findall(rf'name="{kind}" value="(\d+:[\w.]+)"', page)
    return [c for c in found if c]


def test_the_matrix_shows_every_right_of_every_group(client, boss):
    page = client.get("/admin/groups/").text
    assert len(cells(page, "right")) == 5 * len(Permission)


def test_ticks_are_saved(client, boss):
    agents = access_group.group_by_key("agents")
    shown = cells(client.get("/admin/groups/").text, "shown")
    ticked = [c for c in shown if c != f"{agents.id}:contacts.edit"]
    ticked.append(f"{agents.id}:import.run")
    answer = client.post("/admin/groups/", data={"shown": shown, "right": ticked})
    assert answer.status_code == 302
    assert "import.run" in fresh(agents).permissions
    assert "contacts.edit" not in agents.permissions
    assert "contacts.view" in agents.permissions


def test_two_people_do_not_undo_each_other(client, boss):
    agents = access_group.group_by_key("agents")
    shown = cells(client.get("/admin/groups/").text, "shown")
    access_group.update(
        agents,
        {"permissions": [*agents.permissions, "export.run"]},
        actor=Actor.system("test"),
    )
    db.session.commit()
    ticked = [*shown, f"{agents.id}:import.run"]
    client.post("/admin/groups/", data={"shown": shown, "right": ticked})
    assert {"export.run", "import.run"} <= set(fresh(agents).permissions)


def test_the_own_group_and_those_without_rights_cannot_be_ticked(client):
    person = enter_with(client, Permission.GROUPS_EDIT)
    page = client.get("/admin/groups/").text
    for group in (person.group, access_group.group_by_key("clients")):
        boxes = re.findall(rf'<input[^>]*value="{group.id}:[\w.]+"[^>]*>', page)
        assert boxes
        assert all("disabled" in box for box in boxes if "checkbox" in box)


def test_nobody_raises_his_own_rights_by_post(client):
    person = enter_with(client, Permission.GROUPS_EDIT)
    cell = f"{person.group_id}:users.edit"
    answer = client.post("/admin/groups/", data={"right": cell})
    assert answer.status_code == 422
    assert "You cannot change your own group or rights." in answer.text
    assert fresh(person).group.permissions == ["groups.edit"]


def test_nor_gives_what_he_lacks(client):
    enter_with(client, Permission.GROUPS_EDIT)
    other = make_group("Other")
    client.post("/admin/groups/", data={"right": f"{other.id}:users.edit"})
    assert fresh(other).permissions == []


def test_a_save_is_whole_or_not_at_all(client):
    person = enter_with(client, Permission.GROUPS_EDIT)
    other = make_group("Aaa")
    cells = [f"{other.id}:groups.edit", f"{person.group_id}:users.edit"]
    assert client.post("/admin/groups/", data={"right": cells}).status_code == 422
    assert fresh(other).permissions == []


def test_a_group_is_added_renamed_and_deleted(client, boss):
    client.post("/admin/groups/new/", data={"name": "Night shift", "access_type": "staff"})
    group = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Night shift"))
    client.post(f"/admin/groups/edit/?id={group.id}", data={"name": "Day", "access_type": "staff"})
    assert fresh(group).name == "Day"
    group_id = group.id
    client.post(f"/admin/groups/delete/?id={group_id}")
    db.session.expire_all()
    assert db.session.get(AccessGroup, group_id) is None


def test_a_built_in_one_is_renamed_not_deleted(client, boss):
    agents = access_group.group_by_key("agents")
    client.post(f"/admin/groups/delete/?id={agents.id}")
    client.post(f"/admin/groups/edit/?id={agents.id}", data={"name": "Desk"})
    assert fresh(agents).name == "Desk"


def test_saving_a_translated_name_does_not_rename(client, boss):
    agents = access_group.group_by_key("agents")
    client.post("/language", data={"language": "ru"})
    page = client.get(f"/admin/groups/edit/?id={agents.id}").text
    shown = re.search(r'<input[^>]*name="name"[^>]*value="([^"]+)"', page).group(1)
    client.post(f"/admin/groups/edit/?id={agents.id}", data={"name": shown})
    assert fresh(agents).name == "Agents"


def test_wrong_values_stand_at_their_field(client, boss):
    answer = client.post("/admin/groups/new/", data={"name": "Agents", "access_type": "staff"})
    assert answer.status_code == 422
    assert "is taken already" in answer.text
