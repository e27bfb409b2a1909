"""The page of outgoing mail."""

from admin_app.permissions import Permission
from models.enums import MailState
from tests.web.accounts.helpers import EVIL, TOKEN, enter_with, fresh, make_mail


def test_kept_mail_is_shown_with_its_text(client, boss):
    mail = make_mail()
    assert "Kept" in client.get("/admin/mail/").text
    assert f"https://x.io/welcome/{TOKEN}" in client.get(f"/admin/mail/details/?id={mail.id}").text


def test_others_than_administrators_see_no_link_that_opens_a_login(client):
    mail = make_mail()
    enter_with(client, Permission.MAIL_VIEW)
    for page in ("details", "quick"):
        answer = client.get(f"/admin/mail/{page}/?id={mail.id}")
        assert answer.status_code == 200
        assert TOKEN not in answer.text


def test_is_found_by_state_and_address(client, boss):
    one, two = make_mail(state=MailState.FAILED), make_mail()
    assert one.recipient in client.get("/admin/mail/?state=failed").text
    assert two.recipient not in client.get("/admin/mail/?state=failed").text
    assert two.recipient in client.get(f"/admin/mail/?search={two.recipient.upper()}").text


def test_cannot_be_sent_without_a_server(client, boss):
    mail = make_mail()
    assert "/admin/mail/send/" not in client.get(f"/admin/mail/menu?id={mail.id}").text
    client.post(f"/admin/mail/send/?id={mail.id}")
    assert fresh(mail).state == MailState.KEPT


def test_is_sent_once_there_is_one(app, client, boss, monkeypatch):
    mail = make_mail()
    changed = app.extensions["settings"].model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    monkeypatch.setitem(app.extensions, "settings", changed)
    assert "Send now" in client.get(f"/admin/mail/menu?id={mail.id}").text
    client.post(f"/admin/mail/send/?id={mail.id}")
    assert fresh(mail).state == MailState.QUEUED


def test_a_failed_one_says_why(client, boss):
    make_mail(state=MailState.FAILED, error=f"550 no {EVIL}")
    page = client.get("/admin/mail/").text
    assert "550 no" in page
    assert EVIL not in page
