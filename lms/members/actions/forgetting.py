"""What is of no use any more is not kept."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from lms.db import db, now
from lms.jobs import Effect, task
from lms.jobs.schedule import each_hour
from lms.members.models import OneTimeCode, SignIn

CODES_ARE_KEPT = timedelta(days=30)


@each_hour
@task
def forget_what_ran_out() -> Effect:
    """Remove sign-ins that have ended by themselves, and codes that ran out a month ago."""
    return _forget


def _forget() -> None:
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at <= now()))
    db.session.execute(
        sa.delete(OneTimeCode).where(OneTimeCode.expires_at <= now() - CODES_ARE_KEPT)
    )
