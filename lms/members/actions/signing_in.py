"""Signing in and out. The sign-in is a row: when it goes, its cookie opens nothing any more."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from lms.db import db, now
from lms.members import queries, second_step
from lms.members.identifying import identify
from lms.members.models import Member, RecoveryCode, SecondFactor, SignIn
from lms.members.passwords import is_password
from lms.members.refusals import Blocked, CodeWrong
from lms.members.secrets import fingerprint, keyed_fingerprint, new_code, new_token

LASTS = timedelta(days=30)
LASTS_FOR_STAFF = timedelta(hours=12)
SECOND_STEP_WAITS = timedelta(minutes=10)
RECOVERY_CODES = 10
_MOST_BEARERS = 2


@dataclass(frozen=True)
class Browser:
    """Where a sign-in comes from, as its owner will recognise it in the list."""

    device: str
    address: str


@dataclass(frozen=True)
class Entry:
    """A sign-in just opened: the token for the cookie, and whether the second step is still due.

    `recovery_codes` are there once, when the second factor has just been set up.
    """

    token: str
    awaits_second_step: bool = False
    recovery_codes: tuple[str, ...] = ()


def whose_password(typed: str, password: str) -> int | None:
    """The id of the member who goes by this identifier and has this password.

    Two passwords are always held against it, in any order, so that the time tells neither
    whether the identifier is known nor whether two members gave it.
    """
    kept = [(member.id, member.password_hash) for member in queries.bearers(identify(typed))]
    candidates = [*kept, *[(None, None)] * (_MOST_BEARERS - len(kept))]
    secrets.SystemRandom().shuffle(candidates)
    return next((who for who, hashed in candidates if is_password(hashed, password)), None)


def open_sign_in(member: Member, browser: Browser) -> Entry:
    """Sign the member in, or as far as the second step; raises Blocked."""
    if member.is_blocked:
        raise Blocked(_("Your account is blocked. Please ask your programme office."))
    if not needs_second_step(member):
        return enter(member, browser)
    if member.second_factor is None:
        member.second_factor = SecondFactor(secret=second_step.new_secret())
    return _open(member, browser, awaits_second_step=True)


def enter(member: Member, browser: Browser) -> Entry:
    """A whole sign-in, for a member of whom every step was asked."""
    return _open(member, browser)


def needs_second_step(member: Member) -> bool:
    """Staff, and whoever set it up; nobody in a demo, where the accounts are public anyway."""
    if current_app.config["DEMO"]:
        return False
    return member.is_staff or member.confirmed_factor() is not None


def answer_second_step(pending: SignIn, typed: str, browser: Browser) -> Entry:
    """Finish a sign-in by a code from the app, or by a recovery code; raises CodeWrong."""
    member = db.session.get_one(Member, pending.member_id)
    factor = member.second_factor
    if factor is None or not (_take_step(factor, typed) or _take_recovery_code(factor, typed)):
        raise CodeWrong(_("This code is not right, or it was used before. Wait for the next one."))
    codes: tuple[str, ...] = ()
    if factor.confirmed_at is None:
        factor.confirmed_at, codes = now(), new_recovery_codes(member.id)
    db.session.delete(pending)
    return replace(enter(member, browser), recovery_codes=codes)


def new_recovery_codes(member_id: int) -> tuple[str, ...]:
    """Fresh recovery codes in place of all before them; they are shown now and never again."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    codes = tuple(new_code() for _number in range(RECOVERY_CODES))
    rows = (RecoveryCode(member_id=member_id, code_hash=_kept(code)) for code in codes)
    db.session.add_all(rows)
    db.session.flush()
    return codes


def sign_out(sign_in_id: int) -> None:
    """End this sign-in."""
    db.session.execute(sa.delete(SignIn).where(SignIn.id == sign_in_id))


def end_sign_ins(member_id: int) -> None:
    """Sign the member out everywhere, half-finished sign-ins too."""
    db.session.execute(sa.delete(SignIn).where(SignIn.member_id == member_id))


def end_other_sign_ins(member_id: int, kept_id: int) -> int:
    """Sign the member out everywhere but here; how many sign-ins ended."""
    others = sa.delete(SignIn).where(SignIn.member_id == member_id, SignIn.id != kept_id)
    return db.session.execute(others).rowcount  # type: ignore[attr-defined, no-any-return]


def _open(member: Member, browser: Browser, *, awaits_second_step: bool = False) -> Entry:
    moment = now()
    _forget_expired(member.id)
    lasts = LASTS_FOR_STAFF if member.is_staff else LASTS
    token = new_token()
    db.session.add(
        SignIn(
            member_id=member.id,
            token_hash=fingerprint(token),
            awaits_second_step=awaits_second_step,
            device=browser.device[:200],
            address=browser.address[:60],
            expires_at=moment + (SECOND_STEP_WAITS if awaits_second_step else lasts),
        )
    )
    db.session.flush()
    return Entry(token, awaits_second_step)


def _forget_expired(member_id: int) -> None:
    old = sa.delete(SignIn).where(SignIn.member_id == member_id, SignIn.expires_at <= now())
    db.session.execute(old)


def _take_step(factor: SecondFactor, typed: str) -> bool:
    """Whether the code is right and newer than any taken: the row is moved on in one statement,
    so that of two requests with one code only one wins."""
    step = second_step.matching_step(factor.secret, typed, now())
    if step is None:
        return False
    newer = sa.update(SecondFactor).where(
        SecondFactor.member_id == factor.member_id, SecondFactor.last_step < step
    )
    return _changed(newer.values(last_step=step))


def _take_recovery_code(factor: SecondFactor, typed: str) -> bool:
    if factor.confirmed_at is None:
        return False
    unused = sa.update(RecoveryCode).where(
        RecoveryCode.member_id == factor.member_id,
        RecoveryCode.code_hash == _kept(typed),
        RecoveryCode.used_at.is_(None),
    )
    return _changed(unused.values(used_at=now()))


def _changed(update: sa.Update) -> bool:
    return bool(db.session.execute(update).rowcount)  # type: ignore[attr-defined]


def _kept(code: str) -> str:
    return keyed_fingerprint(code, key=current_app.config["SECRET_KEY"], purpose="recovery")
