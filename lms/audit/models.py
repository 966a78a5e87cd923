"""The log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Id, Model


class AuditEntry(Model):
    """One act. `seal` covers the row and the seal before it, so no row can change unseen."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_object", "object_kind", "object_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(sa.String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    object_kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int]
    summary: Mapped[dict[str, Any]]
    previous_seal: Mapped[str] = mapped_column(sa.String(64), unique=True)
    seal: Mapped[str] = mapped_column(sa.String(64), init=False)


@sa.event.listens_for(AuditEntry, "before_update")
@sa.event.listens_for(AuditEntry, "before_delete")
def _only_added(mapper: object, connection: object, entry: AuditEntry) -> None:
    raise PermissionError("the log is only ever added to")
