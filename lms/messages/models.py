"""The delivery log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Id, Model, now, random_ref


class Mail(Model):
    """One mail to one address. `ref` makes its Message-ID, the same at every try to deliver it."""

    __tablename__ = "mail"

    id: Mapped[Id] = mapped_column(init=False)
    to: Mapped[str] = mapped_column(sa.String(254), index=True)
    template: Mapped[str] = mapped_column(sa.String(60))
    lang: Mapped[str] = mapped_column(sa.String(2))
    context: Mapped[dict[str, Any]]
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    refusal: Mapped[str | None] = mapped_column(sa.String(500), default=None)

    def close_sent(self, moment: datetime) -> None:
        """Delivered: what it said (names, links) is not kept any longer."""
        self.sent_at, self.context = moment, {}

    def close_refused(self, moment: datetime, reason: str) -> None:
        """The receiving side will never take it, for this reason."""
        self.refused_at, self.refusal, self.context = moment, reason[:500], {}
