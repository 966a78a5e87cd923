"""Mail: asked for with the change it tells of, delivered once as far as anyone can tell."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from lms.db import db
from lms.jobs.models import Job, JobState
from lms.jobs.worker import run_all
from lms.messages.actions import deliver_mail, send_mail
from lms.messages.channels import Files, Smtp, channel
from lms.messages.composing import compose
from lms.messages.models import Mail
from lms.web.app import App
from tests.messages.smtp_server import smtp_server


def send(**changes: Any) -> Mail:
    given: dict[str, Any] = {
        "to": "ali@example.org",
        "template": "welcome",
        "lang": "en",
        "name": "Ali Khan",
        "number": "H-1234567-8",
    }
    mail = send_mail(**(given | changes))
    db.session.commit()
    return mail


def delivered(app: App) -> list[EmailMessage]:
    """Every mail in the folder, by name."""
    paths = sorted((app.config["VAR"] / "mail").glob("*.eml"))
    found = [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in paths]
    for path in paths:
        path.unlink()
    return found


@pytest.fixture(autouse=True)
def _empty_folder(app: App) -> None:
    delivered(app)


def test_a_mail_goes_to_a_file_by_default(app: App) -> None:
    mail = send()
    assert delivered(app) == []
    run_all()
    (message,) = delivered(app)
    assert message["To"] == "ali@example.org"
    assert message["Subject"] == "Your member number at Hunar Bootcamps is H-1234567-8"
    assert message["Message-ID"] == f"<{mail.ref}@learn.example.org>"
    assert "https://learn.example.org/sign-in" in message.get_content()
    db.session.refresh(mail)
    assert mail.sent_at is not None
    assert mail.context == {}


def test_what_is_rolled_back_mails_nobody(app: App) -> None:
    send_mail(to="ali@example.org", template="welcome", lang="en", name="Ali", number="H-1")
    db.session.rollback()
    run_all()
    assert delivered(app) == []


def test_a_second_delivery_is_the_same_mail(app: App) -> None:
    mail = send()
    deliver_mail.run(mail_id=mail.id)  # the worker dies before it can write that it is done
    run_all()
    (message,) = delivered(app)
    assert message["Message-ID"].startswith(f"<{mail.ref}@")


def test_a_mail_that_was_sent_is_not_sent_again(app: App) -> None:
    mail = send()
    run_all()
    delivered(app)
    assert deliver_mail.run(mail_id=mail.id) is None
    assert delivered(app) == []


def test_every_template_is_rendered_in_both_languages(app: App) -> None:
    values = {"name": "علی", "code_ref": "x", "hours": 2}
    for template in ("welcome", "known", "reset"):
        for lang in ("en", "ur"):
            send(template=template, lang=lang, **values)
    run_all()
    for message in delivered(app):
        assert message["Content-Language"] in {"en", "ur"}
        assert "علی" in message.get_content()
        assert "%(" not in message.as_string()
        assert message["Subject"]


@pytest.mark.parametrize("evil", ["\r\nBcc: all@example.org", "\nBcc: x@y.example\n\nbody", "\r"])
def test_no_line_break_reaches_a_header(app: App, evil: str) -> None:
    send(number=f"H-1{evil}", name=f"Ali{evil}")
    run_all()
    (message,) = delivered(app)
    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])


def test_an_address_with_a_line_break_is_mailed_to_nobody(app: App) -> None:
    mail = Mail(to="a@example.org\r\nBcc: b@example.org", template="welcome", lang="en", context={})
    with pytest.raises((ValueError, Exception)):
        compose(mail)
    assert delivered(app) == []


def test_a_server_gets_the_mail(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server() as server:
        monkeypatch.setitem(app.config, "MAIL", server.url)
        mail = send(lang="ur")
        run_all()
    (raw,) = server.received
    assert mail.ref.encode() in raw
    db.session.refresh(mail)
    assert mail.sent_at is not None


def test_a_refusal_for_good_is_kept_and_not_tried_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server("550 no such person") as server:
        monkeypatch.setitem(app.config, "MAIL", server.url)
        mail = send()
        run_all()
    db.session.refresh(mail)
    assert mail.sent_at is None
    assert mail.refusal == "550 no such person"
    assert db.session.scalars(sa.select(Job.state)).all() == [JobState.DONE]


def test_a_refusal_for_now_is_tried_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server("451 later") as server:
        monkeypatch.setitem(app.config, "MAIL", server.url)
        mail = send()
        run_all()
    db.session.refresh(mail)
    assert (mail.sent_at, mail.refused_at) == (None, None)
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, job.tries) == (JobState.QUEUED, 1)


def test_a_password_is_never_said_without_tls() -> None:
    with smtp_server() as server:
        url = server.url.replace("smtp://", "smtp://user:secret@")
        with pytest.raises(Exception, match="STARTTLS"):
            Smtp(url).deliver(EmailMessage(), "x")
    assert server.received == []


def test_the_setting_chooses_the_channel(app: App) -> None:
    assert isinstance(channel("files", app.config["VAR"]), Files)
    assert isinstance(channel("smtps://mail.example.org", app.config["VAR"]), Smtp)
