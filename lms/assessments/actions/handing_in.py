"""Answers that come as a file, because the network did not come back in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments.actions.saving import Op, Saving, save_answers
from lms.assessments.actions.signals import note
from lms.assessments.models import AttemptEvent
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import Signal
from lms.db import db
from lms.errors import RuleBroken

MOST_FILES = 10


class TooManyFiles(RuleBroken):
    """So many files were handed in late for this attempt that no further one is kept."""


def hand_in(attempt: OpenedAttempt, ops: Sequence[Op], member_id: int) -> Saving:
    """Save what a file holds as if a page had sent it; `attempt` was read for saving.

    Once the time is up nothing of it counts. It is kept, and staff decides: see invigilating.take.
    Raises TooManyFiles.
    """
    saving = save_answers(attempt, ops)
    late = [op for op in ops if op.id in saving.refused]
    if not saving.is_open and late:
        _keep(attempt, late, member_id)
    return saving


def ops_of(event: AttemptEvent) -> list[Op]:
    """The operations of a file that was kept."""
    return [
        Op(row["id"], row["slot"], row["seq"], tuple(row["given"]), row["certainty"])
        for row in event.data.get("ops", [])
    ]


def _keep(attempt: OpenedAttempt, ops: Sequence[Op], member_id: int) -> None:
    listed = [_as_json(op) for op in ops]
    kept = db.session.scalars(
        sa.select(AttemptEvent.data).where(
            AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind == Signal.HANDED_IN
        )
    ).all()
    if any(data.get("ops") == listed for data in kept):
        return  # the same file once more
    if len(kept) >= MOST_FILES:
        raise TooManyFiles(
            _("Too many files were handed in for this attempt. Talk to your instructor.")
        )
    note(attempt.id, Signal.HANDED_IN, member_id, ops=listed, answers=len(ops))


def _as_json(op: Op) -> dict[str, Any]:
    return {
        "id": op.id,
        "slot": op.slot,
        "seq": op.seq,
        "given": list(op.given),
        "certainty": op.certainty,
    }
