"""What is read of files."""

from __future__ import annotations

import sqlalchemy as sa

from lms.db import db
from lms.media.models import MediaFile

_BY_REF = sa.select(MediaFile).where(MediaFile.ref == sa.bindparam("ref"))


def file_by_ref(ref: str) -> MediaFile | None:
    return db.session.scalar(_BY_REF, {"ref": ref})
