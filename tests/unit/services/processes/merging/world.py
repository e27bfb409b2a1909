"""People, companies and all that may hang on them, and a picture of every table."""

from __future__ import annotations

import itertools

from sqlalchemy import select

from admin_app import clock
from models import (
    Call,
    CompanyDuplicate,
    ContactDuplicate,
    Document,
    Equipment,
    Note,
    OutboxMail,
    RelatedContact,
    RelationKind,
    Sms,
    StoredFile,
)
from models.base import db
from models.enums import Direction, MailState

_numbers = itertools.count(1)
APART = frozenset(
    {
        # what tells about a merge, and what is made anew by itself
        "audit_entry", "merge", "merge_loser", "merge_row", "contact_key", "company_key", "job",
        "user_session", "link_token", "login_attempt", "contact_status_change",
    }
)  # fmt: skip
COUNTERS = frozenset({"version", "updated_at"})


def note(**owner):
    return _add(Note(at=clock.now(), html="<p>x</p>", text=f"note {next(_numbers)}", **owner))


def stored_file(**owner):
    number = next(_numbers)
    return _add(
        StoredFile(
            key=f"k{number}", name=f"f{number}.txt", content_type="text/plain", size=1,
            sha256="0" * 64, at=clock.now(), **owner,
        )
    )  # fmt: skip


def call(**owner):
    return _add(Call(at=clock.now(), direction=Direction.INCOMING, number="+380441234567", **owner))


def sms(**owner):
    return _add(Sms(at=clock.now(), direction=Direction.OUTGOING, number="+380441234567", **owner))


def equipment(**columns):
    number = next(_numbers)
    given = {
        "identifier": f"D{number:09d}",
        "name": f"Press {number}",
        "sort_name": f"press {number}",
    }
    return _add(Equipment(**given | columns))


def document(company, **columns):
    return _add(Document(company_id=company.id, title=f"Contract {next(_numbers)}", **columns))


def mail(contact, state=MailState.SENT):
    number = next(_numbers)
    return _add(
        OutboxMail(
            letter="x", recipient="a@x.example", subject=f"s{number}", text="", html="",
            message_id=f"<{number}@x>", contact_id=contact.id, state=state,
            next_attempt_at=clock.now(), created_at=clock.now(),
        )
    )  # fmt: skip


def relation_kind():
    kind = db.session.scalar(select(RelationKind).where(RelationKind.key == "colleague_t"))
    return kind or _add(RelationKind(key="colleague_t"))


def related(one, other, comment=""):
    return _add(
        RelatedContact(
            contact_id=one.id, other_id=other.id, kind_id=relation_kind().id, comment=comment,
            created_at=clock.now(),
        )
    )  # fmt: skip


def pair(one, other, state="open"):
    model = ContactDuplicate if one.__tablename__ == "contact" else CompanyDuplicate
    a, b = sorted((one.id, other.id))
    return _add(model(a_id=a, b_id=b, score=900, state=state, found_at=clock.now()))


def hang_everything(row):
    """One of each kind on a contact or a company."""
    owner = {f"{row.__tablename__}_id": row.id}
    found = [note(**owner), stored_file(**owner), call(**owner), sms(**owner), equipment(**owner)]
    if row.__tablename__ == "contact":
        found.append(mail(row))
    else:
        found.append(document(row))
    db.session.commit()
    return found


def picture() -> dict[str, list]:
    """Every row of every table that a merge must leave, or put back, as it was."""
    db.session.flush()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name in APART:
            continue
        skipped = COUNTERS | ({"id"} if table.name == "contact_point" else frozenset())
        columns = [column for column in table.columns if column.key not in skipped]
        rows = db.session.execute(select(*columns)).all()
        found[table.name] = sorted(tuple(map(repr, row)) for row in rows)
    return found


def _add(row):
    db.session.add(row)
    db.session.flush()
    return row
