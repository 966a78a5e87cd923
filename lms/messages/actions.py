"""Sending mail."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app

from lms.db import db, now
from lms.jobs import Effect, task
from lms.messages.channels import MailRefused, channel
from lms.messages.composing import compose, one_line
from lms.messages.models import Mail


def send_mail(*, to: str, template: str, lang: str, **context: Any) -> Mail:
    """Ask for a mail, in the transaction of the change that it tells of.

    `template` names templates/emails/<template>.txt, whose first line is the subject; `context`
    holds plain JSON values for it. A secret link is made when the mail is composed, by
    `link(…, token=signed(ref, purpose))` in the template, so that no table holds one.
    """
    mail = Mail(to=one_line(to), template=template, lang=lang, context=one_line(context))
    db.session.add(mail)
    db.session.flush()
    deliver_mail.later(key=mail.ref, mail_id=mail.id)
    return mail


@task
def deliver_mail(*, mail_id: int) -> Effect | None:
    """Hand a mail over; when the worker dies in between, once more under the same Message-ID."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.sent_at or mail.refused_at:
        return None
    config = current_app.config
    name = f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.ref}"
    try:
        channel(config["MAIL"], config["VAR"] / "mail").deliver(compose(mail), name)
    except MailRefused as refusal:
        return partial(_close, mail_id, str(refusal))
    return partial(_close, mail_id, None)


def _close(mail_id: int, refusal: str | None) -> None:
    mail = db.session.get_one(Mail, mail_id)
    if refusal is None:
        mail.close_sent(now())
    else:
        mail.close_refused(now(), refusal)
