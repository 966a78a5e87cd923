"""Files as answers: kept for their attempt alone, and named by the answer like any other text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.actions.saving import Op, Saving, save_answers
from lms.assessments.handed import entry, refs_in, takes
from lms.assessments.models import AnswerFile
from lms.assessments.queries import OpenedAttempt
from lms.db import db
from lms.errors import RuleBroken
from lms.media.actions import PreparedFile, keep_privately

MOST_OF_ATTEMPT = 60
"""Files that one attempt may send in all, those that were taken back too."""


class NotTaken(RuleBroken):
    """The question does not take this file; the sentence says why."""

    status = 422


@dataclass(frozen=True)
class Upload:
    """A file on its way, for the question of this number within a question, "" for itself."""

    part: str
    name: str
    file: PreparedFile


def add_files(attempt: OpenedAttempt, slot: int, op_id: str, uploads: Sequence[Upload]) -> Saving:
    """Keep the files and put them into the answer; `attempt` was read for grading.

    Raises NotTaken, and then keeps none of them.
    """
    if not attempt.is_open:
        return save_answers(attempt, [Op(op_id, slot, 1, ())])
    item, stored = attempt.paper.item(attempt.slots[slot - 1]), queries.responses(attempt.id)
    now_there = stored[slot].answer if slot in stored else ()
    seq = max((one.seq for one in stored.values()), default=0) + 1
    given = list(now_there)
    _check_room(attempt.id, len(uploads))
    for upload in uploads:
        taker = takes(item, upload.part)
        if taker is None:
            raise NotTaken(_("This question takes no files."))
        if PurePath(upload.name).suffix.lower().removeprefix(".") not in taker.accept:
            endings = ", ".join(taker.accept)
            raise NotTaken(
                _("The name of the file must end with one of: %(endings)s.", endings=endings)
            )
        if len(refs_in(item, given).get(upload.part, ())) >= taker.most:
            raise NotTaken(_("At most %(most)s files are taken here.", most=taker.most))
        given.append(entry(upload.part, _keep(attempt.id, slot, upload.file).ref))
    return save_answers(attempt, [Op(op_id, slot, seq, tuple(given))])


def _check_room(attempt_id: int, more: int) -> None:
    count = sa.select(sa.func.count()).where(AnswerFile.attempt_id == attempt_id)
    if (db.session.scalar(count) or 0) + more > MOST_OF_ATTEMPT:
        raise NotTaken(_("Too many files were sent for this attempt. Talk to your instructor."))


def _keep(attempt_id: int, slot: int, file: PreparedFile) -> AnswerFile:
    kept = AnswerFile(
        attempt_id=attempt_id,
        slot=slot,
        name=file.name,
        media_type=file.mime,
        size=len(file.data),
        storage_key=keep_privately(file),
    )
    db.session.add(kept)
    db.session.flush()
    return kept
