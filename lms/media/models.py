"""One row for each file that was given to us."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Id, Model, now, random_ref


class MediaFile(Model):
    """A file as it is kept: `sha256` names its bytes in the folder, `size` counts them.

    `source_sha256` is the hash of what was sent, before a picture was coded anew.
    """

    __tablename__ = "media_file"
    __table_args__ = (sa.Index("ix_media_file_source", "source_sha256", "name"),)

    id: Mapped[Id] = mapped_column(init=False)
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    source_sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(120))
    mime: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    member_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("member.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=now)

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/")
