"""Reading the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.audit.sealing import FIRST, seal
from lms.db import db

_BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to show; None is no limit. Moments: from `since`, before `until`."""

    verb: str | None = None
    actor_id: int | None = None
    object_kind: str | None = None
    object_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(filters: Filters) -> sa.Select[AuditEntry]:
    """The entries that pass, newest first."""
    select = sa.select(AuditEntry).order_by(AuditEntry.id.desc())
    for name in ("verb", "actor_id", "object_kind", "object_id"):
        value = getattr(filters, name)
        if value is not None:
            select = select.where(getattr(AuditEntry, name) == value)
    if filters.since is not None:
        select = select.where(AuditEntry.at >= filters.since)
    if filters.until is not None:
        select = select.where(AuditEntry.at < filters.until)
    return select


def newest(select: sa.Select[AuditEntry], most: int) -> Sequence[AuditEntry]:
    """The first of these entries."""
    return db.session.scalars(select.limit(most)).all()


def first_broken() -> int | None:
    """The id of the first entry whose seal does not hold; None when the whole chain does."""
    table, previous = AuditEntry.__table__, FIRST
    select = sa.select(table).order_by(table.c.id).execution_options(yield_per=_BATCH)
    with db.session.execute(select) as rows:
        for row in rows.mappings():
            if row["previous_seal"] != previous or row["seal"] != seal(previous, dict(row)):
                return int(row["id"])
            previous = row["seal"]
    return None
