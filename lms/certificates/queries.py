"""What is read of certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from lms.certificates import codes, numbers
from lms.certificates.models import Certificate, State, worth
from lms.courses.models import Enrolment
from lms.db import db
from lms.members import queries as members

_IS_CODE = Certificate.code == sa.bindparam("code")
_BY_CODE = sa.select(Certificate).where(_IS_CODE)
_STANDING = sa.select(
    Certificate.code,
    Certificate.revoked_at,
    Certificate.revocation_reason,
    Certificate.expires_on,
    Certificate.pdf_sha256,
).where(_IS_CODE)
_IMPOSSIBLE = "-" * codes.LENGTH  # looked up like any other, so that the time tells nothing


@dataclass(frozen=True)
class Standing:
    """What may change about a certificate once it is issued."""

    code: str
    revoked_at: datetime | None
    revocation_reason: str | None
    expires_on: date | None
    pdf_sha256: str | None

    def state(self, today: date) -> State:
        """What it is worth on that day of the programme's calendar."""
        return worth(self.revoked_at, self.expires_on, today)


def _code(typed: str) -> dict[str, str]:
    return {"code": codes.parse(typed) or _IMPOSSIBLE}


def by_code(typed: str) -> Certificate | None:
    """The certificate with this code, read tolerantly. Always exactly one query."""
    return db.session.scalar(_BY_CODE, _code(typed))


def standing_of(typed: str) -> Standing | None:
    """All that may change about the certificate with this code. One query, without objects."""
    row = db.session.connection().execute(_STANDING, _code(typed)).first()
    return Standing(*row) if row else None


def by_number(typed: str) -> Certificate | None:
    """The certificate with this number, read tolerantly."""
    number = numbers.parse(typed) or _IMPOSSIBLE
    return db.session.scalar(sa.select(Certificate).where(Certificate.number == number))


def by_anything(typed: str) -> Certificate | None:
    """The certificate that a code, a number or a link speaks of."""
    code = codes.in_link(typed)
    return by_code(code) if code else by_number(typed) or by_code(typed)


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


def listed(wanted: str, state: State | None, today: date) -> sa.Select[tuple[Certificate]]:
    """Certificates by number, code, link, or their holder's name or number; newest first."""
    select = sa.select(Certificate).order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    if wanted.strip():
        select = select.where(_means(wanted))
    return select if state is None else select.where(_is(state, today))


def _means(wanted: str) -> sa.ColumnElement[bool]:
    if (one := by_anything(wanted)) is not None:
        return Certificate.id == one.id
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


def without_certificate() -> sa.Select[tuple[Enrolment]]:
    """Completed enrolments for which none was issued, oldest first."""
    issued = sa.exists().where(Certificate.enrolment_id == Enrolment.id)
    select = sa.select(Enrolment).where(Enrolment.completed_at.is_not(None), ~issued)
    return select.order_by(Enrolment.completed_at)
