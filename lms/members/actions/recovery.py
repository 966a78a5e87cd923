"""A new password for who cannot sign in: by a mailed link, or by a code that staff hand over."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db, now
from lms.jobs import Effect, task
from lms.members import queries
from lms.members.actions.signing_in import end_sign_ins
from lms.members.identifying import identify
from lms.members.models import CodePurpose, Member, OneTimeCode
from lms.members.refusals import CodeWrong, LinkUsed
from lms.members.secrets import keyed_fingerprint
from lms.messages.actions import send_mail

LINK_LASTS = timedelta(hours=2)
LINK_PURPOSE = "members.reset"


def ask_reset(typed: str) -> None:
    """Ask for a link to be mailed to whom this identifier means.

    Only a job is written, whoever is or is not known by it: the answer and its time tell nothing.
    """
    mail_reset_links.later(typed=typed.strip()[:254])


@task
def mail_reset_links(*, typed: str) -> Effect | None:
    """Mail a link to each member who goes by this identifier and has an address."""
    ids = [
        member.id
        for member in queries.bearers(identify(typed))
        if member.given_email and not member.is_blocked
    ]
    return partial(_mail_links, ids) if ids else None


def _mail_links(member_ids: list[int]) -> None:
    for member_id in member_ids:
        member = db.session.get_one(Member, member_id)
        code = OneTimeCode(
            member_id=member.id, purpose=CodePurpose.MAILED, expires_at=now() + LINK_LASTS
        )
        db.session.add(code)
        db.session.flush()
        send_mail(
            to=member.given_email or "",
            template="reset",
            lang=member.locale,
            name=member.name_ur if member.locale == "ur" and member.name_ur else member.name,
            number=member.number,
            code_ref=code.ref,
            hours=LINK_LASTS.seconds // 3600,
        )


def reset_password(code: OneTimeCode, password_hash: str) -> Member:
    """Set the password by a mailed link, once; raises LinkUsed. Ends every sign-in."""
    if not _use(code):
        raise LinkUsed(_("This link was used before or has run out. Ask for a new one."))
    return _set_password(code.member_id, password_hash, "members.password_reset")


def claim(typed: str, code: str, password_hash: str) -> Member:
    """Set the password by a code that staff handed over, once; raises CodeWrong."""
    for member in queries.bearers(identify(typed)):
        kept = queries.handed_code(member.id)
        if kept is not None and kept.code_hash == handed_fingerprint(code) and _use(kept):
            return _set_password(member.id, password_hash, "members.claimed")
    raise CodeWrong(_("The number or the code is not right, or the code has run out."))


def handed_fingerprint(code: str) -> str:
    """How a code that is handed over is kept."""
    return keyed_fingerprint(code, key=current_app.config["SECRET_KEY"], purpose="handed")


def _use(code: OneTimeCode) -> bool:
    """Whether it was still good: in one statement, so that of two requests only one wins."""
    unused = sa.update(OneTimeCode).where(
        OneTimeCode.id == code.id, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > now()
    )
    result = db.session.execute(unused.values(used_at=now()))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _set_password(member_id: int, password_hash: str, verb: str) -> Member:
    member = db.session.get_one(Member, member_id)
    member.password_hash = password_hash
    end_sign_ins(member.id)
    _forget_codes(member.id)
    record(verb, member.id, "member", member.id)
    return member


def _forget_codes(member_id: int) -> None:
    """No other link or code of this member works after the password was set."""
    others = sa.update(OneTimeCode).where(
        OneTimeCode.member_id == member_id, OneTimeCode.used_at.is_(None)
    )
    db.session.execute(others.values(expires_at=now()))
