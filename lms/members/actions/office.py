"""What the programme office does with members; every act goes to the log."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db, now
from lms.members.actions.accounts import index
from lms.members.actions.recovery import handed_fingerprint
from lms.members.actions.signing_in import end_sign_ins
from lms.members.models import (
    CodePurpose,
    Member,
    MemberRole,
    OneTimeCode,
    RecoveryCode,
    Role,
    SecondFactor,
)
from lms.members.refusals import ContactTaken, NoSuchRole
from lms.members.secrets import new_code

CODE_LASTS = timedelta(days=7)


def give_role(member: Member, role: Role, by_id: int | None) -> None:
    """Give a role. Who becomes staff signs in anew, so that the second step is asked for."""
    if role is Role.TRAINEE:
        raise NoSuchRole(_("Every member is a trainee."))
    if member.has_role(role):
        return
    was_staff = member.is_staff
    member.grants.append(MemberRole(role=role, granted_by_id=by_id))
    if not was_staff and not current_app.config["DEMO"]:
        end_sign_ins(member.id)
    record("members.role_given", by_id, "member", member.id, {"role": role.value})


def take_role(member: Member, role: Role, by_id: int | None) -> None:
    """Take a role away; it is gone at the member's next request."""
    grant = next((grant for grant in member.grants if grant.role is role), None)
    if grant is None:
        return
    member.grants.remove(grant)
    record("members.role_taken", by_id, "member", member.id, {"role": role.value})


def block(member: Member, reason: str, by_id: int | None) -> None:
    """Shut the member out, at once and everywhere."""
    member.is_blocked, member.blocked_reason = True, reason
    end_sign_ins(member.id)
    record("members.blocked", by_id, "member", member.id, {"reason": reason})


def unblock(member: Member, by_id: int | None) -> None:
    """Let the member in again."""
    if member.is_blocked:
        member.is_blocked, member.blocked_reason = False, None
        record("members.unblocked", by_id, "member", member.id)


def hand_over_code(member: Member, by_id: int | None) -> str:
    """A code that lets the member set a password once; the one before it stops working.

    It is returned for showing now and can never be shown again.
    """
    _withdraw_codes(member.id)
    code = new_code()
    db.session.add(
        OneTimeCode(
            member_id=member.id,
            purpose=CodePurpose.HANDED,
            expires_at=now() + CODE_LASTS,
            code_hash=handed_fingerprint(code),
            created_by_id=by_id,
        )
    )
    record("members.code_handed_over", by_id, "member", member.id)
    return code


def reset_second_factor(member: Member, by_id: int | None) -> None:
    """Let the member set the second factor up anew at the next sign-in."""
    for table in (SecondFactor, RecoveryCode):
        db.session.execute(sa.delete(table).where(table.member_id == member.id))
    end_sign_ins(member.id)
    record("members.second_factor_reset", by_id, "member", member.id)


def link_external_number(member: Member, number: str | None, by_id: int | None) -> None:
    """Say under which number the member stands in another register; raises ContactTaken."""
    taken = sa.select(Member.id).where(Member.external_number == number, Member.id != member.id)
    if number and db.session.scalar(taken) is not None:
        raise ContactTaken(_("Another member has the number %(number)s already.", number=number))
    before, member.external_number = member.external_number, number
    index(member)
    summary = {"before": before or "–", "after": number or "–"}
    record("members.external_number_linked", by_id, "member", member.id, summary)


def _withdraw_codes(member_id: int) -> None:
    earlier = sa.update(OneTimeCode).where(
        OneTimeCode.member_id == member_id,
        OneTimeCode.purpose == CodePurpose.HANDED,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > now(),
    )
    db.session.execute(earlier.values(expires_at=now()))
