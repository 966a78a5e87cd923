"""Writing to the log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lms.audit import triggers
from lms.audit.models import AuditEntry
from lms.audit.sealing import FIRST, seal
from lms.db import db, now

__all__ = ["record", "triggers"]  # the triggers are made with the table
_LOCK = 0x48554E41  # any number that no other lock of ours uses


def record(
    verb: str,
    actor_id: int | None,
    object_kind: str,
    object_id: int,
    summary: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an act to the log, in the transaction of the act itself.

    `verb` is "room.what_was_done"; `actor_id` is None when the system or a command did it;
    `summary` holds the few plain values (JSON) that a reader needs to understand the act.
    """
    previous = _last_seal()
    entry = AuditEntry(
        at=now(),
        verb=verb,
        actor_id=actor_id,
        object_kind=object_kind,
        object_id=object_id,
        summary=summary or {},
        previous_seal=previous,
    )
    entry.seal = seal(previous, vars(entry))
    db.session.add(entry)
    db.session.flush()
    return entry


def _last_seal() -> str:
    """The newest seal; whoever asks next waits until this transaction has ended."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    newest = sa.select(AuditEntry.seal).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(newest) or FIRST
