"""How the acts and things of this room are called in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from lms.audit.sentences import Named, describe, name_things
from lms.certificates import numbers
from lms.certificates.models import Certificate
from lms.db import db

ACTS: Mapping[str, Any] = {
    "certificates.issued": _l("%(actor)s issued the certificate %(object)s."),
    "certificates.revoked": _l("%(actor)s revoked the certificate %(object)s. Reason: %(reason)s"),
}


def connect() -> None:
    """Teach the audit log this room's acts and names."""
    describe(ACTS)
    name_things("certificate", _named)


def _named(certificate_ids: Iterable[int]) -> dict[int, Named]:
    rows = db.session.execute(
        sa.select(Certificate.id, Certificate.number, Certificate.code).where(
            Certificate.id.in_(list(certificate_ids))
        )
    )
    return {
        found: Named(numbers.grouped(number), url_for("certificates.certificate", code=code))
        for found, number, code in rows
    }
