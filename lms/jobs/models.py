"""One row for each piece of work."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Id, Model, now


class JobState(StrEnum):
    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"


class Job(Model):
    """`run_at` is when it may start; a worker that takes it moves `run_at` a lease ahead."""

    __tablename__ = "job"
    __table_args__ = (
        sa.UniqueConstraint("kind", "key"),
        sa.Index(
            "ix_job_waiting",
            "run_at",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    kind: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    args: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    state: Mapped[str] = mapped_column(sa.String(10), default=JobState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(default_factory=now)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(sa.Text, default=None)
