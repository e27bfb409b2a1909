"""`flask create-admin` and `flask reset-second-factor`: the way in, and the ways back in."""

import pytest
from sqlalchemy import select

from admin_app.permissions import Actor
from admin_app.services import authenticator, password, recovery_code, session, user
from models import OutboxMail
from models.base import db
from tests.factories.people import PASSWORD, make_user
from tests.factories.second_factor import turn_on

NEW = "a quite different one"


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def run(app):
    def _run(*arguments, typed):
        db.session.rollback()  # the command has a session of its own
        return app.test_cli_runner().invoke(args=["create-admin", *arguments], input=typed)

    return _run


def test_makes_an_administrator_from_standard_input(run):
    result = run("Boss@Example.com", "--password-stdin", "--name", "Anna", typed=f"{PASSWORD}\n")
    assert (result.exit_code, result.output) == (0, "boss@example.com is now an administrator.\n")
    made = user.by_email("boss@example.com")
    assert (made.full_name, made.group.key) == ("Anna", "administrators")
    assert password.verify(made.password_hash, PASSWORD)


def test_asks_for_the_password_twice_and_does_not_show_it(run):
    result = run("boss@example.com", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert user.by_email("boss@example.com").full_name == "boss"


def test_lets_one_who_is_locked_out_in_again(run):
    agent = make_user(email="boss@example.com")
    user.deactivate(agent, actor=Actor.system("test"))
    db.session.commit()
    result = run("BOSS@example.com", "--password-stdin", typed=f"{NEW}\n")
    assert result.output == "boss@example.com is again an administrator.\n"
    db.session.refresh(agent)
    assert (agent.is_active, agent.group.key) == (True, "administrators")
    assert password.verify(agent.password_hash, NEW)


@pytest.mark.parametrize(
    ("email", "typed", "text"),
    [
        ("boss@example.com", "1234567890", "password: This password is on the list"),
        ("boss@example.com", "short", "password: Use at least 10 characters."),
        ("boss@example.com", "", "password: Fill in this field."),
        ("nobody", PASSWORD, "email: “nobody” is not an e-mail address."),
    ],
)
def test_refusals_are_one_line_and_change_nothing(run, email, typed, text):
    result = run(email, "--password-stdin", typed=f"{typed}\n")
    assert result.exit_code == 1
    assert text in result.output
    assert "Traceback" not in result.output
    assert user.by_email(email) is None


class TestResetSecondFactor:
    @pytest.fixture
    def reset(self, app):
        def _reset(email):
            db.session.rollback()
            return app.test_cli_runner().invoke(args=["reset-second-factor", email])

        return _reset

    def test_lets_the_last_administrator_in_by_password_alone(self, reset):
        boss = make_user("administrators")
        turn_on(boss)
        token = session.start(boss, ip="10.0.0.1")
        db.session.commit()
        result = reset(boss.email.upper())
        assert (result.exit_code, result.output) == (
            0,
            f"{boss.email} signs in with the password alone now.\n",
        )
        db.session.expire_all()
        assert not authenticator.is_on(boss)
        assert recovery_code.left(boss) == 0
        assert session.load(token) is None
        mail = db.session.scalar(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))
        assert mail.subject == "Two-step sign-in was reset"

    def test_names_who_is_not_there(self, reset):
        result = reset("nobody@example.com")
        assert result.exit_code == 1
        assert "nobody signs in with nobody@example.com" in result.output
