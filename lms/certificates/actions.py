"""Issuing, making the PDF, revoking."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_EVEN, Decimal

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from lms.assessments.queries import course_score
from lms.audit.actions import record
from lms.certificates import codes, kept, numbers, queries
from lms.certificates.models import Certificate, CertificateEvent, EventKind
from lms.certificates.snapshot import Snapshot
from lms.courses.events import CourseCompleted
from lms.courses.models import CourseRevision, Enrolment
from lms.db import db, now
from lms.errors import RuleBroken
from lms.i18n import local_day, zone
from lms.jobs import Effect, task
from lms.members.models import Member

ONE_DECIMAL = Decimal("0.1")
AT_ONCE = 500  # certificates that one press of the button issues


class AlreadyRevoked(RuleBroken):
    """It was revoked before."""


class NowhereToVerify(RuleBroken):
    """The public address means this machine alone, so no QR code may carry it."""


def on_course_completed(event: CourseCompleted) -> None:
    """Issue the certificate in the transaction that completes the course.

    An installation without a public address issues none; the office is told and issues later.
    """
    if may_issue():
        award_certificate(db.session.get_one(Enrolment, event.enrolment_id))


def may_issue() -> bool:
    """Whether the public address can stand in a QR code."""
    return bool(current_app.config["DEMO"] or not current_app.config["PUBLIC_IS_LOCAL"])


def award_certificate(enrolment: Enrolment) -> Certificate:
    """The certificate of a completed enrolment: issued now, or the one that it has.

    Of two requests at once the unique key lets one win. Raises NowhereToVerify.
    """
    if (issued := queries.of_enrolment(enrolment.id)) is not None:
        return issued
    if not may_issue():
        raise NowhereToVerify(_("Set the public address first: it stands in the QR code."))
    snapshot = _snapshot(enrolment)
    certificate = Certificate(
        code=snapshot.code,
        number=snapshot.number,
        enrolment=enrolment,
        member=enrolment.member,
        holder=snapshot.name["en"],
        title=dict(snapshot.course),
        snapshot_json=snapshot.to_json(),
        issued_at=snapshot.issued_at,
        expires_on=snapshot.expires_on,
    )
    db.session.add_all(
        [certificate, CertificateEvent(certificate=certificate, kind=EventKind.ISSUED)]
    )
    db.session.flush()
    make_pdf.later(key=certificate.code, certificate_id=certificate.id)
    return certificate


def issue_missing(actor_id: int | None) -> int:
    """Issue what could not be issued before, up to 500; how many were. Raises NowhereToVerify."""
    waiting = db.session.scalars(queries.without_certificate().limit(AT_ONCE)).all()
    for enrolment in waiting:
        certificate = award_certificate(enrolment)
        record("certificates.issued", actor_id, "certificate", certificate.id)
    return len(waiting)


def revoke(certificate: Certificate, reason: str, actor_id: int) -> None:
    """Withdraw it for good; strangers read the reason. Raises AlreadyRevoked."""
    revoked = (
        sa.update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.revoked_at.is_(None))
        .values(revoked_at=now(), revocation_reason=reason)
    )
    if not db.session.execute(revoked).rowcount:  # type: ignore[attr-defined]
        raise AlreadyRevoked(_("This certificate was revoked before."))
    event = CertificateEvent(
        certificate=certificate, kind=EventKind.REVOKED, actor_id=actor_id, reason=reason
    )
    db.session.add(event)
    db.session.flush()
    record("certificates.revoked", actor_id, "certificate", certificate.id, {"reason": reason})


@task
def make_pdf(*, certificate_id: int) -> Effect | None:
    """Write the PDF from the snapshot alone, then note its SHA-256 and its size."""
    # WeasyPrint costs a second and 30 MB to load: only the worker pays.
    from lms.certificates import pdf  # noqa: PLC0415

    certificate = db.session.get_one(Certificate, certificate_id)
    if certificate.has_pdf and kept.path_of(certificate.code).is_file():
        return None
    made = pdf.make(certificate.snapshot)
    kept.keep(certificate.code, made)
    found = {"pdf_sha256": hashlib.sha256(made).hexdigest(), "pdf_bytes": len(made)}

    def effect() -> None:
        own = sa.update(Certificate).where(Certificate.id == certificate_id)
        db.session.execute(own.values(found))

    return effect


def _snapshot(enrolment: Enrolment) -> Snapshot:
    if enrolment.completed_at is None or enrolment.completed_revision is None:
        raise ValueError(f"enrolment {enrolment.id} is not completed")
    revision: CourseRevision = enrolment.completed_revision
    code = codes.new()
    score = course_score(enrolment)
    return Snapshot(
        number=numbers.new(),
        code=code,
        url=f"{current_app.config['PUBLIC_URL']}/c/{code}",
        name=_names(enrolment.member),
        course=revision.title,
        objectives=tuple(revision.objectives),
        hours=revision.hours,
        score=None if score is None else score.quantize(ONE_DECIMAL, ROUND_HALF_EVEN),
        completed_on=local_day(enrolment.completed_at),
        issued_at=now().astimezone(zone()),
        expires_on=None,
        issuer={
            "en": current_app.config["ISSUER_NAME"],
            "ur": current_app.config["ISSUER_NAME_UR"],
        },
    )


def _names(member: Member) -> dict[str, str]:
    """The name as the member confirmed it, else as the record has it."""
    if member.certificate_name:
        names = {"en": member.certificate_name, "ur": member.certificate_name_ur}
    else:
        names = {"en": member.name, "ur": member.name_ur}
    return {language: name for language, name in names.items() if name}
