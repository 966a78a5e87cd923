"""What members change of their own record."""

from __future__ import annotations

from lms.audit.actions import record
from lms.db import db, now
from lms.members.actions.accounts import drop_contact, give_contact, index
from lms.members.actions.signing_in import end_other_sign_ins
from lms.members.contact import masked
from lms.members.identifying import Kind
from lms.members.models import Member


def change_name(member: Member, name: str, name_ur: str | None) -> None:
    """Change the name; what certificates say stays as it was confirmed."""
    if (member.name, member.name_ur) == (name, name_ur):
        return
    record("members.name_changed", member.id, "member", member.id, {"before": member.name})
    member.name, member.name_ur = name, name_ur
    index(member)


def confirm_name(member: Member, name: str, name_ur: str | None) -> None:
    """How the name is to stand on certificates issued from now on."""
    member.certificate_name, member.certificate_name_ur = name, name_ur
    member.name_confirmed_at = now()
    record("members.name_confirmed", member.id, "member", member.id)


def change_locale(member: Member, locale: str) -> None:
    """The language in which we write to the member."""
    member.locale = locale


def change_contact(member: Member, email: str | None, mobile: str | None) -> None:
    """Change the addresses; None forgets one. Both come normalised."""
    for kind, value in ((Kind.EMAIL, email), (Kind.MOBILE, mobile)):
        before = getattr(member, f"given_{kind}")
        if value == before:
            continue
        if value is None:
            drop_contact(member, kind)
        else:
            give_contact(member, kind, value)
        summary = {"before": masked(before), "after": masked(value)}
        record("members.contact_changed", member.id, "member", member.id, summary)


def change_password(member: Member, password_hash: str, sign_in_id: int) -> None:
    """Set a new password and end every other sign-in."""
    member.password_hash = password_hash
    end_other_sign_ins(member.id, sign_in_id)
    db.session.flush()
    record("members.password_changed", member.id, "member", member.id)
