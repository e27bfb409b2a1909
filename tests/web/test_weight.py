"""What a list costs: queries and bytes, whatever it shows."""

from itertools import count, islice

import pytest

from admin_app.services.lists import LISTS
from models.base import db
from tests.factories.people import make_contact, make_user, sign_in
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
MOST_QUERIES = 20
HEAVIEST = 100 * 1024


@pytest.fixture
def rows():
    numbers = count(1000)
    names = iter(
        ("Olena", "Bogdan", "Marta", "Ihor", "Svitlana", "Yurii", "Wanda", "Piotr", "Nina")
    )

    def add(number: int) -> None:
        for n in islice(numbers, number):  # unlike each other: hardly any row has similar ones
            made = make_contact(
                first_name=next(names), company="ТОВ «Довга назва компанії»",
                emails=[f"довга.адр{n}@example.com"], phones=[f"+38067123{n}"], is_manager=True,
            )  # fmt: skip
            made.company.name = f"Company {made.id}"
            db.session.commit()

    return add


@pytest.mark.parametrize("noun", LISTS)
def test_queries_do_not_grow_with_rows_whatever_is_shown(client, rows, noun):
    sign_in(client, make_user("administrators"))
    keys = [field.key for field in LISTS[noun].fields]
    client.post(f"/admin/{noun}/columns", data={"columns": keys})

    def queries() -> int:
        db.session.expire_all()
        with statements() as seen:
            assert client.get(f"/admin/{noun}/").status_code == 200
        return len(seen)

    rows(2)
    queries()
    few = queries()
    rows(5)
    assert queries() == few <= MOST_QUERIES


@pytest.mark.parametrize("noun", LISTS)
def test_a_page_of_fifty_rows_weighs_little(client, rows, noun):
    sign_in(client, make_user("administrators"))
    rows(2)
    two = len(client.get(f"/admin/{noun}/").data)
    rows(2)
    row = (len(client.get(f"/admin/{noun}/").data) - two) / 2
    assert two + 48 * row < HEAVIEST
