"""Steps that tests of the pages of accounts share."""

from admin_app.mail.letters.base import Letter
from admin_app.services import outbox
from models.base import db
from tests.factories.people import make_group, make_user, plain_contact, sign_in

TOKEN = "A1b-_" * 8 + "xyz"
EVIL = "<script>alert(1)</script>"


def enter_with(client, *permissions):
    """Sign in as one of a group with these rights alone."""
    group = make_group("Special", permissions=permissions)
    person = make_user(group_id=group.id, full_name="Special One")
    sign_in(client, person)
    return person


def make_mail(**values):
    """A mail in the outbox, with a link that opens a login."""
    letter = Letter("welcome", "en", "Hello", f"https://x.io/welcome/{TOKEN}\n", "")
    mail = outbox.enqueue(letter, contact=plain_contact())
    for name, value in values.items():
        setattr(mail, name, value)
    db.session.commit()
    return mail


def fresh(row):
    """The row as it is in the database now."""
    db.session.expire_all()
    return row
