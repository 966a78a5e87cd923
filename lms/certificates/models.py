"""The record of certificates. The row is the truth; the PDF and the page are views of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.certificates.snapshot import Snapshot
from lms.courses.models import Enrolment
from lms.db import Id, Localised, Model, now
from lms.members.models import Member


class State(StrEnum):
    """What a certificate is worth today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


class EventKind(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"


def worth(revoked_at: datetime | None, expires_on: date | None, today: date) -> State:
    """What a certificate is worth on that day of the programme's calendar."""
    if revoked_at is not None:
        return State.REVOKED
    if expires_on is not None and today > expires_on:
        return State.EXPIRED
    return State.VALID


class Certificate(Model):
    """What was issued, frozen in `snapshot_json`; only the PDF's facts and revocation are added.

    `code` stands in the address, `number` on the paper. `holder` and `title` repeat the snapshot
    for lists. `issue` counts the certificates of one enrolment.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "issue"),
        sa.Index("ix_certificate_issued_at", "issued_at"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(sa.String(26), unique=True)
    number: Mapped[str] = mapped_column(sa.String(13), unique=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), init=False)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True, init=False)
    issue: Mapped[int] = mapped_column(default=1)
    holder: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[Localised]
    snapshot_json: Mapped[dict[str, Any]] = mapped_column("snapshot")
    issued_at: Mapped[datetime]
    expires_on: Mapped[date | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revocation_reason: Mapped[str | None] = mapped_column(sa.String(300), default=None)
    pdf_sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True, default=None)
    pdf_bytes: Mapped[int | None] = mapped_column(default=None)

    enrolment: Mapped[Enrolment] = relationship()
    member: Mapped[Member] = relationship()

    @cached_property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_json(self.snapshot_json)

    @property
    def has_pdf(self) -> bool:
        return self.pdf_sha256 is not None

    def state(self, today: date) -> State:
        """What it is worth on that day of the programme's calendar."""
        return worth(self.revoked_at, self.expires_on, today)


class CertificateEvent(Model):
    """Something that was done to a certificate; rows are added and never changed."""

    __tablename__ = "certificate_event"

    id: Mapped[Id] = mapped_column(init=False)
    certificate_id: Mapped[int] = mapped_column(
        sa.ForeignKey("certificate.id"), index=True, init=False
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), default=None)
    reason: Mapped[str | None] = mapped_column(sa.String(300), default=None)

    certificate: Mapped[Certificate] = relationship()
