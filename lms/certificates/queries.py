"""What is read of certificates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa

from lms.certificates import codes, numbers
from lms.certificates.models import Certificate, State, worth
from lms.certificates.snapshot import Snapshot
from lms.courses.models import Enrolment
from lms.db import db, read_row
from lms.members import queries as members

_SHOWN = (
    Certificate.code,
    Certificate.number,
    Certificate.member_id,
    sa.cast(Certificate.snapshot_json, sa.Text),  # read only when its page is not kept
    Certificate.expires_on,
    Certificate.revoked_at,
    Certificate.revocation_reason,
    Certificate.pdf_sha256,
    Certificate.pdf_bytes,
)
_SHOWN_BY_CODE = sa.select(*_SHOWN).where(Certificate.code == sa.bindparam("code"))
_CODE_BY_EITHER = sa.select(Certificate.code).where(
    sa.or_(Certificate.code == sa.bindparam("code"), Certificate.number == sa.bindparam("number"))
)
_NONE = "-"  # looked up like any other, so that the time tells nothing


@dataclass(frozen=True)
class Shown:
    """What the public pages need of a certificate: plain values that can be a key."""

    code: str
    number: str
    member_id: int
    snapshot_text: str
    expires_on: date | None
    revoked_at: datetime | None
    revocation_reason: str | None
    pdf_sha256: str | None
    pdf_bytes: int | None

    @cached_property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_json(json.loads(self.snapshot_text))

    def state(self, today: date) -> State:
        """What it is worth on that day of the programme's calendar."""
        return worth(self.revoked_at, self.expires_on, today)


def shown(typed: str) -> Shown | None:
    """The certificate with this code, read tolerantly. Always exactly one query."""
    values = {"code": codes.parse(typed) or _NONE}
    row = read_row(_SHOWN_BY_CODE, values)
    return Shown(*row) if row else None


def code_of(typed: str) -> str | None:
    """The code of the certificate that a number, a code or a link means. Exactly one query."""
    code = codes.in_link(typed) or codes.parse(typed)
    values = {"code": code or _NONE, "number": numbers.parse(typed) or _NONE}
    found: str | None = db.session.connection().scalar(_CODE_BY_EITHER, values)
    return found


def by_number(typed: str) -> Certificate | None:
    """The certificate with this number, read tolerantly."""
    number = numbers.parse(typed) or _NONE
    return db.session.scalar(sa.select(Certificate).where(Certificate.number == number))


def by_anything(typed: str) -> Certificate | None:
    """The certificate that a number, a code or a link means."""
    own = sa.select(Certificate).where(Certificate.code == (code_of(typed) or _NONE))
    return db.session.scalar(own)


def by_file(sha256: str) -> Certificate | None:
    """The certificate whose PDF has this SHA-256 (hexadecimal)."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.pdf_sha256 == sha256))


def certificates_of(member_id: int) -> Sequence[Certificate]:
    """A member's certificates, newest first."""
    own = sa.select(Certificate).where(Certificate.member_id == member_id)
    return db.session.scalars(own.order_by(Certificate.issued_at.desc())).all()


def of_enrolment(enrolment_id: int) -> Certificate | None:
    """The newest certificate of an enrolment."""
    own = sa.select(Certificate).where(Certificate.enrolment_id == enrolment_id)
    return db.session.scalar(own.order_by(Certificate.issue.desc()).limit(1))


def listed(wanted: str, state: State | None, today: date) -> sa.Select[Certificate]:
    """Certificates by number, code, link, or their holder's name or number; newest first."""
    select = sa.select(Certificate).order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    if wanted.strip():
        select = select.where(_means(wanted))
    return select if state is None else select.where(_is(state, today))


def _means(wanted: str) -> sa.ColumnElement[bool]:
    if (code := code_of(wanted)) is not None:
        return Certificate.code == code
    found = [member.id for member in members.search(wanted).members]
    return Certificate.member_id.in_(found)


def _is(state: State, today: date) -> sa.ColumnElement[bool]:
    revoked = Certificate.revoked_at.is_not(None)
    expired = sa.and_(Certificate.expires_on.is_not(None), Certificate.expires_on < today)
    return {
        State.REVOKED: revoked,
        State.EXPIRED: sa.and_(~revoked, expired),
        State.VALID: sa.and_(~revoked, sa.or_(Certificate.expires_on.is_(None), ~expired)),
    }[state]


def count_without_certificate() -> int:
    """How many completed enrolments wait for a certificate."""
    waiting = without_certificate().order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def without_certificate() -> sa.Select[Enrolment]:
    """Completed enrolments for which none was issued, oldest first."""
    issued = sa.exists().where(Certificate.enrolment_id == Enrolment.id)
    select = sa.select(Enrolment).where(Enrolment.completed_at.is_not(None), ~issued)
    return select.order_by(Enrolment.completed_at)
