"""The page of the audit."""

import re

from sqlalchemy import select

from admin_app.permissions import Actor, Permission
from admin_app.services import access_group, user
from admin_app.services.shared.unit_of_work import AUDITED, CHILDREN, HIDDEN
from models import AuditEntry, Setting
from models.base import db
from tests.factories.people import make_user, plain_contact
from tests.web.accounts.helpers import EVIL, enter_with
from views.admin.audit import custom_words
from views.admin.audit.fields import FIELD_LABELS, LIST_OF_NOUN


def entries(page):
    return page.split('id="list-body"')[1].split('id="filters"')[0]


def test_shows_who_changed_what_from_where_to_what(client, boss):
    agent = make_user(full_name="Old Name")
    user.update(agent, {"full_name": "New Name"}, actor=Actor.of(boss, ip="10.1.2.3"))
    db.session.commit()
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    page = client.get(f"/admin/audit/details/?id={entry.id}").text
    for text in ("Old Name", "New Name", "Anna Boss", "10.1.2.3", "Changed"):
        assert text in page


def test_rows_and_rights_are_shown_by_name(client, boss):
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
    assert "Import companies, contacts and equipment" in page
    assert "See contacts" not in page  # only what came and went


def test_built_in_groups_are_named_in_the_language_of_the_page(client, boss):
    agents, managers = (access_group.group_by_key(k) for k in ("agents", "managers"))
    agent = make_user()
    user.update(agent, {"group_id": managers.id}, actor=Actor.of(boss))
    access_group.update(agents, {"permissions": []}, actor=Actor.of(boss))
    db.session.commit()
    rights, group = db.session.scalars(
        select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(2)
    ).all()
    client.post("/language", data={"language": "pl"})
    page = client.get(f"/admin/audit/details/?id={group}").text
    names = {"Agents": "Agenci", "Managers": "Menedżerowie"}
    assert all(name in page and english not in page for english, name in names.items())
    for address in (f"/admin/audit/details/?id={rights}", "/admin/audit/?noun=access_group"):
        assert names["Agents"] in client.get(address).text


def test_filters_by_noun_action_actor_and_text(client, boss):
    plain_contact(full_name="Олена Ковальчук")
    user.update(boss, {"full_name": "Anna Chief"}, actor=Actor.of(boss))
    db.session.commit()
    everything = entries(client.get("/admin/audit/").text)
    assert "Ковальчук" in everything
    assert "Anna Chief" in everything
    for query, there, gone in (
        ("noun=contact", "Ковальчук", "Anna Chief"),
        ("action=update", "Anna Chief", "Ковальчук"),
        (f"actor={boss.id}", "Anna Chief", "Ковальчук"),
        ("search=КОВАЛЬЧУК", "Ковальчук", "Anna Chief"),
    ):
        found = entries(client.get(f"/admin/audit/?{query}").text)
        assert there in found, query
        assert gone not in found, query
    assert "Ковальчук" not in entries(client.get("/admin/audit/?at_to=2001-01-01").text)


def test_pages_lead_through_all_entries_once(client, boss):
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


def test_fields_that_one_may_not_see_are_not_told(client):
    contact = plain_contact()
    contact.address = "Secret street 7"
    contact.position = "Director"
    db.session.commit()
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    enter_with(client, Permission.AUDIT_VIEW)
    for page in ("", f"details/?id={entry.id}", f"quick/?id={entry.id}"):
        answer = client.get(f"/admin/audit/{page}")
        assert answer.status_code == 200
        assert "Secret street" not in answer.text
    assert "Address" not in entries(client.get("/admin/audit/?noun=contact").text)
    assert "Director" in client.get(f"/admin/audit/details/?id={entry.id}").text


def test_what_strangers_typed_is_no_markup(client, boss):
    contact = plain_contact(full_name=EVIL)
    contact.position = EVIL
    db.session.commit()
    entry = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
    for page in ("", f"details/?id={entry}"):
        assert EVIL not in client.get(f"/admin/audit/{page}").text


def test_knows_every_field_by_name():
    for model in AUDITED:
        if model is Setting:
            continue
        spec = LIST_OF_NOUN.get(model.__tablename__)
        known = set(FIELD_LABELS) | {f.key for f in (spec.fields if spec else ())}
        if model.__tablename__ in custom_words.DEFINITIONS:
            known |= set(custom_words.LABELS)
        columns = {c.key for c in model.__mapper__.column_attrs} - HIDDEN
        missing = (columns | set(CHILDREN.get(model, ()))) - known
        assert not missing, model
