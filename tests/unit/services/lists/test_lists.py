"""Lists: search, filters, paging by keyset, counts, rights."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from admin_app import clock
from admin_app.errors import NotAllowed
from admin_app.permissions import Actor, Permission
from admin_app.services.contact_status import set_status
from admin_app.services.lists import CONTACTS
from admin_app.services.shared.listing import ListQuery, counting, paging
from admin_app.services.shared.listing.paging import Cursor, Direction, read_page
from models import Contact
from models.base import db
from models.enums import AccessType, ContactStatus
from tests.factories.people import delete, make_contact, make_user, system
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


def names(query: ListQuery, actor=None, **options):
    page = read_page(CONTACTS, query, actor or system(), size=50, **options)
    return [row.full_name for row in page.rows]


def found(search: str):
    return names(ListQuery(search=search))


@pytest.fixture
def bohdan():
    return make_contact(
        first_name="Богдан",
        last_name="Ковальчук",
        emails=["b.kov@svitanok.example", "other@private.example"],
        phones=["067 123 45 67"],
        channels=[("telegram", "@bogdan_k")],
        company="ТОВ «Світанок»",
    )


@pytest.mark.parametrize(
    "search",
    [
        "ковальч",
        "КОВАЛЬЧУК богдан",
        "kovalchuk",
        "b.kov@",
        "private.example",
        "067 123 45 67",
        "+380 67 1234567",
        "4567",
        "світанок",
        "ко",
        "bogdan_k",
    ],
)
def test_a_contact_is_found_in_any_writing(bohdan, search):
    make_contact(first_name="Jan", last_name="Nowak", emails=["jan@nowak.example"])
    assert found(search) == ["Ковальчук Богдан"]


def test_an_identifier_finds_exactly_one(bohdan):
    make_contact()
    assert found(bohdan.identifier) == ["Ковальчук Богдан"]
    assert found(bohdan.identifier.lower()) == ["Ковальчук Богдан"]


@pytest.mark.parametrize("search", ["%", "k_v", "100%", "\\", '"', "'", "*", "\x00", "a" * 5000])
def test_signs_in_a_search_are_literal_and_never_an_error(bohdan, search):
    assert found(search) == []


def test_yo_and_accents_do_not_matter():
    make_contact(first_name="Фёдор", last_name="Семёнов")
    make_contact(first_name="Łukasz", last_name="Żuraw")
    assert found("федор семенов") == ["Семёнов Фёдор"]
    assert found("zuraw") == ["Łukasz Żuraw"]


def test_filters_combine():
    one = make_contact(company="Zefir", department="IT")
    make_contact(company="Zefir", department="Sales")
    make_contact(department="IT")
    filters = {"company": [str(one.company_id)], "department": ["it"]}
    assert len(names(ListQuery(filters=filters))) == 1
    assert len(names(ListQuery(filters={"company": ["none"]}))) == 1


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"status": ["blocked"]}, 1),
        ({"status": ["active", "blocked"]}, 3),
        ({"notifications": ["0"]}, 1),
        ({"is_manager": ["1"]}, 1),
        ({"similar": ["1"]}, 2),
        ({"similar": ["0"]}, 1),
        ({"kind": ["organisation"]}, 1),
        ({"has_email": ["1"]}, 3),
        ({"language": ["uk"]}, 1),
        ({"region": ["київ"]}, 1),
        ({"status": ["nonsense"]}, 3),
        ({"company": ["99999999999999999999", "x"]}, 3),
        ({"nonsense": ["1"]}, 3),
        ({"created": ["x..y"]}, 3),
        ({"created": ["2000-01-01..2000-12-31"]}, 0),
        ({"created": ["2000-01-01.."]}, 3),
    ],
)
def test_every_filter(filters, number):
    blocked = make_contact(is_manager=True, phones=["067 111 22 33"])
    make_contact(phones=["0671112233"], notifications=False, language="uk", region="Київ")
    make_contact(kind="organisation")
    set_status(blocked, ContactStatus.BLOCKED, system())
    db.session.commit()
    assert len(names(ListQuery(filters=filters))) == number


@pytest.mark.parametrize("sort", [f.key for f in CONTACTS.fields if f.sort is not None])
@pytest.mark.parametrize("descending", [False, True])
def test_paging_by_every_column_shows_each_row_once(sort, descending):
    for number in range(7):
        make_contact(last_name=f"N{number % 3}", position="Clerk", department=str(number % 2))
    query = ListQuery(sort=sort, descending=descending)
    forth = walk(query, "next")
    assert len(forth) == len(set(forth)) == 7
    last = read_page(CONTACTS, query, system(), size=3, cursor=Cursor(Direction.LAST).encode())
    assert [row.id for row in last.rows] == forth[6:]
    assert (last.first_number, last.last_number) == (7, 7)
    assert walk(query, "previous", last)[-3:] == forth[:3]


def walk(query, way, page=None):
    """The ids of all pages, following one way from the first page or the given one."""
    page = page or read_page(CONTACTS, query, system(), size=3)
    ids = [row.id for row in page.rows]
    while (cursor := getattr(page, way)) is not None:
        page = read_page(CONTACTS, query, system(), size=3, cursor=cursor.encode())
        ids += [row.id for row in page.rows]
        assert len(ids) < 20, "the way does not end"
    return ids


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "W10", "WyJhZnRlciIsIG51bGwsIDFd", "%00", "é"])
def test_a_broken_cursor_shows_the_first_page(cursor):
    make_contact()
    assert len(names(ListQuery(sort="full_name"), cursor=cursor)) == 1


def test_counts_are_exact_up_to_the_limit_and_then_estimated(monkeypatch):
    for _ in range(5):
        make_contact()
    monkeypatch.setattr(counting, "EXACT_UP_TO", 5)
    monkeypatch.setattr(paging, "EXACT_UP_TO", 5)
    query = ListQuery(search="olena")
    assert read_page(CONTACTS, query, system(), size=2).count == counting.Count(5)
    monkeypatch.setattr(counting, "EXACT_UP_TO", 3)
    monkeypatch.setattr(paging, "EXACT_UP_TO", 3)
    estimated = read_page(CONTACTS, query, system(), size=2).count
    assert not estimated.exact
    assert estimated.number >= 4
    assert read_page(CONTACTS, query, system(), size=2, exact=True).count == counting.Count(5)


def test_the_trash_is_in_no_list():
    contact = make_contact()
    delete(contact)
    db.session.commit()
    assert names(ListQuery()) == []


def test_a_list_needs_its_right():
    make_contact()
    with pytest.raises(NotAllowed):
        names(ListQuery(), Actor.of(make_user("clients")))


def test_a_hidden_column_can_be_neither_sorted_nor_filtered_by():
    make_contact(region="Kyiv", last_name="B")
    make_contact(region="Lviv", last_name="A")
    actor = Actor(None, "A", AccessType.STAFF, frozenset({Permission.CONTACTS_VIEW}))
    assert len(names(ListQuery(filters={"region": ["Kyiv"]}), actor)) == 2
    by_region = names(ListQuery(sort="region"), actor)
    assert by_region == names(ListQuery(), actor)
    assert "region" not in {f.key for f in CONTACTS.fields_for(actor)}


def test_a_page_takes_a_fixed_number_of_queries():
    def queries(size: int) -> int:
        db.session.expire_all()
        with statements() as seen:
            page = read_page(CONTACTS, ListQuery(), system(), size=size)
            assert all(row.company.name and row.group.name for row in page.rows)
        return len(seen)

    for number in range(6):
        make_contact(company=f"C{number}")
    queries(1)
    assert queries(2) == queries(6) <= 3


def test_newest_first_is_the_order_of_ids():
    made = [make_contact() for _ in range(3)]
    long_ago = clock.now() - timedelta(days=5)
    db.session.execute(
        update(Contact)
        .where(Contact.id == made[2].id)
        .values(created_at=long_ago)
        .execution_options(audited=True)
    )
    rows = read_page(CONTACTS, ListQuery(), system(), size=10).rows
    assert all(one.id > other.id for one, other in pairwise(rows))


def test_a_silent_bulk_change_is_refused():
    make_contact()
    with pytest.raises(RuntimeError, match="without audit"):
        db.session.execute(update(Contact).values(position="x"))
