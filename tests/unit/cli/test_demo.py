"""`flask demo` as a person runs it."""

from sqlalchemy import func, select

from models import Contact


def count(session) -> int:
    return session.scalar(select(func.count()).select_from(Contact))


def test_it_loads_once_and_says_so(app, db_session):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "--contacts", "40", "--tickets", "5"])
    assert first.exit_code == 0, first.output
    assert "Made 12 companies and 40 contacts." in first.output
    assert "admin@demo.example" in first.output
    assert "No tickets are made" in first.output
    assert count(db_session) == 40
    db_session.rollback()
    second = runner.invoke(args=["demo", "--contacts", "40"])
    assert second.exit_code == 0
    assert "nothing was added" in second.output
    assert "admin@demo.example" in second.output
    assert count(db_session) == 40


def test_a_wrong_number_is_a_wrong_call(app):
    assert app.test_cli_runner().invoke(args=["demo", "--contacts", "-1"]).exit_code == 2
