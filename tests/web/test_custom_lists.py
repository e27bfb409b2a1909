"""Custom fields on the pages of lists: columns, filter panel, chips, bulk dialog."""

import pytest

from models import ChangeSet, Contact
from models.base import db
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, make_user, sign_in
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def staff(client):
    """An administrator who sees the columns of all custom fields."""
    make_field("floor", "number", labels={"en": "Floor & <b>"}, options={"unit": "m"})
    make_field("metal", "choice")
    make_field("since", "date")
    make_field("note")
    give(make_contact(last_name="One"), floor=12.5, metal="gold", since="2024-02-29", note="<i>")
    give(make_contact(last_name="Two"), floor=3, metal="tin")
    make_contact(last_name="Three")
    user = make_user("administrators", language="en")
    columns = ["full_name", *(f"custom:{key}" for key in ("floor", "metal", "since", "note"))]
    user.preferences = {"lists": {"contacts": {"columns": columns}}}
    db.session.commit()
    sign_in(client, user)
    return user


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def shown(page):
    return [name for name in ("One", "Two", "Three") if f" {name}<" in page]


def test_the_columns_show_readable_values_and_escape_them(client, staff):
    page = get(client, "/admin/contacts/")
    assert "Floor &amp; &lt;b&gt;, m" in page
    assert "12.5" in page
    assert "Gold" in page
    assert "Feb 29, 2024" in page
    assert "&lt;i&gt;" in page


def test_it_costs_one_more_statement_than_without_custom_columns(client, staff):
    get(client, "/admin/contacts/")
    with statements() as seen:
        get(client, "/admin/contacts/?search=")
    assert sum("custom_field" in statement for statement in seen) == 1


@pytest.mark.parametrize(
    ("asked", "names", "chip"),
    [
        ("custom:floor_from=5&custom:floor_to=20", ["One"], "Floor &amp; &lt;b&gt;, m: 5 – 20"),
        ("custom:floor=:empty", ["Three"], "Floor &amp; &lt;b&gt;, m: empty"),
        ("custom:metal=gold&custom:metal=tin", ["One", "Two"], "Metal: Gold"),
        ("custom:since=:filled", ["One"], "Since: filled in"),
        ("custom:since_from=2024-02-29&custom:since_to=2024-02-29", ["One"], "Since: 2024"),
        ("custom:note=*i*", ["One"], "Note: *i*"),
    ],
)
def test_filters_of_the_address(client, staff, asked, names, chip):
    page = get(client, f"/admin/contacts/?{asked}")
    assert shown(page) == names
    assert chip in page
    panel = get(client, f"/admin/contacts/filters?{asked}")
    assert "Floor &amp; &lt;b&gt;, m" in panel
    sorted_page = get(client, f"/admin/contacts/?{asked}&sort=custom:floor")
    assert shown(sorted_page) == names


def test_a_page_link_keeps_the_filter(client, staff):
    page = get(client, "/admin/contacts/?custom:floor_from=3&sort=custom:floor")
    assert "custom:floor_from=3" in page.replace("%3A", ":")


def test_the_columns_dialog_names_them_and_keeps_the_choice(client, staff):
    dialog = get(client, "/admin/contacts/columns")
    assert "Floor &amp; &lt;b&gt;, m" in dialog
    client.post("/admin/contacts/columns", data={"columns": ["full_name", "custom:metal"]})
    page = get(client, "/admin/contacts/")
    assert "Gold" in page
    assert "12.5" not in page


def test_a_new_field_is_there_at_the_next_request(client, staff):
    assert "Brand new" not in get(client, "/admin/contacts/columns")
    make_field("fresh", labels={"en": "Brand new"})
    assert "Brand new" in get(client, "/admin/contacts/columns")


def test_many_are_set_in_the_bulk_dialog(client, staff):
    ids = [str(row.id) for row in db.session.query(Contact).order_by(Contact.id)]
    dialog = get(client, "/admin/contacts/bulk/custom?" + "&".join(f"ids={i}" for i in ids))
    assert "Floor &amp; &lt;b&gt;" in dialog
    data = {"ids": ids, "field": "floor", "value": "8"}
    assert client.post("/admin/contacts/bulk/custom", data=data).status_code == 302
    db.session.expire_all()
    assert {row.custom["floor"] for row in db.session.query(Contact)} == {8}
    set_id = db.session.query(ChangeSet.id).scalar()
    assert "Floor &amp; &lt;b&gt;: 8\N{NO-BREAK SPACE}m" in get(client, f"/admin/changes/{set_id}")
    wrong = {"ids": ids, "field": "floor", "value": "high"}
    client.post("/admin/contacts/bulk/custom", data=wrong)
    db.session.expire_all()
    assert {row.custom["floor"] for row in db.session.query(Contact)} == {8}


def test_without_fields_there_is_no_such_action(client):
    make_contact()
    sign_in(client, make_user("administrators"))
    assert "/bulk/custom" not in get(client, "/admin/contacts/")
