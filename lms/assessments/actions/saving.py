"""Saving answers. They come as operations with an id and a rising number from the sender: one that
comes again changes nothing, and of two answers to one question the higher number stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from lms.assessments import queries
from lms.assessments.handed import refs_in
from lms.assessments.kinds.item import NO_ANSWER, Answer, Unreadable
from lms.assessments.models import AnswerOp, Response
from lms.assessments.queries import OpenedAttempt, Stored
from lms.db import db, now

HIGHEST_SEQ = 2**53 - 1
_OPS = AnswerOp.metadata.tables[AnswerOp.__tablename__]
_RESPONSES = Response.metadata.tables[Response.__tablename__]
_OF_MARKING = ("given_share", "comment", "marked_by_id", "marked_at")


@dataclass(frozen=True)
class Op:
    """An answer on its way: `slot` is the number of the question from 1, `seq` orders answers.

    `certainty` is how sure the learner is, from 1 to 3, where the quiz asks for it.
    """

    id: str
    slot: int
    seq: int
    given: tuple[str, ...]
    certainty: int | None = None


@dataclass(frozen=True)
class Filled:
    """What stands on a page for one question."""

    given: tuple[str, ...] = ()
    certainty: int | None = None


@dataclass
class Saving:
    """What became of operations, by their ids.

    `saved` are stored for good; of these, `overtaken` gave way to a newer answer. `refused` are
    not stored, each with a sentence that says why. `is_open` tells whether answers are still taken.
    """

    saved: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    overtaken: list[str] = field(default_factory=list)
    is_open: bool = True


def save_answers(attempt: OpenedAttempt, ops: Sequence[Op]) -> Saving:
    """Store the operations; `attempt` was read for saving in this transaction.

    Once the attempt is closed nothing is stored, and what had arrived before still counts as saved.
    """
    if not attempt.is_open:
        return _too_late(attempt, ops)
    return take_answers(attempt, ops)


def take_answers(attempt: OpenedAttempt, ops: Sequence[Op]) -> Saving:
    """Store the operations whatever the clock says: somebody has decided that they count."""
    saving, read = Saving(), []
    for op in ops:
        try:
            read.append((op, _read(attempt, op)))
            saving.saved.append(op.id)
        except Unreadable as refusal:
            saving.refused[op.id] = str(refusal)
    _let_known_pass(attempt, saving)
    if read:
        # Always in this order, so that two requests never wait for each other's rows.
        read.sort(key=lambda one: (one[0].slot, one[0].seq))
        saving.overtaken = _store(attempt, read)
    return saving


def changes_of_form(
    attempt: OpenedAttempt, given: Mapping[int, Filled], token: str, seen: int
) -> list[Op]:
    """The operations that a whole page makes: one for each answer that differs from what is stored.

    `token` names the page, `seen` is the highest number that was stored when it was made: an
    answer that another page has stored since then is newer, and stays.
    """
    stored = queries.responses(attempt.id)
    return [
        Op(f"{token}.{slot}", slot, seen + 1, filled.given, filled.certainty)
        for slot, filled in given.items()
        if filled != (_filled(stored[slot]) if slot in stored else Filled())
    ]


def _filled(stored: Stored) -> Filled:
    return Filled(stored.answer, stored.certainty)


def too_late_sentence(attempt: OpenedAttempt) -> str:
    """Why answers are not taken any more."""
    if attempt.is_overdue:
        return str(_("The time was up before this answer reached us, so it is not counted."))
    return str(_("Your answers were sent already. What comes later is not counted."))


def _too_late(attempt: OpenedAttempt, ops: Sequence[Op]) -> Saving:
    known = queries.known_ops(attempt.id, (op.id for op in ops))
    sentence = too_late_sentence(attempt)
    return Saving(
        saved=[op.id for op in ops if op.id in known],
        refused={op.id: sentence for op in ops if op.id not in known},
        is_open=False,
    )


def _let_known_pass(attempt: OpenedAttempt, saving: Saving) -> None:
    """An answer that arrived before the attempt moved on comes again when its reply got lost."""
    if not attempt.paper.settings.is_sequential or not saving.refused:
        return
    for known in queries.known_ops(attempt.id, list(saving.refused)):
        del saving.refused[known]
        saving.saved.append(known)


def _read(attempt: OpenedAttempt, op: Op) -> Answer:
    if not 1 <= op.slot <= len(attempt.slots):
        raise Unreadable(_("There is no such question in this attempt."))
    if op.slot not in attempt.places_now:
        raise Unreadable(_not_now(attempt, op.slot))
    slot = attempt.slots[op.slot - 1]
    item = attempt.paper.item(slot)
    answer = item.parse(slot.draw, op.given)
    refs = [ref for listed in refs_in(item, answer).values() for ref in listed]
    if refs and queries.foreign_refs(attempt.id, op.slot, refs):
        raise Unreadable(_("A file in this answer was not sent for this question."))
    return answer


def _not_now(attempt: OpenedAttempt, slot: int) -> str:
    if slot < attempt.step_now.first:
        return str(_("You have gone on from this question. Its answer stays as it was."))
    return str(_("This question has not been asked yet."))


def _storing(insert: Any) -> tuple[sa.Insert, sa.Insert]:
    """Keep an operation unless it is known; let its answer stand unless a newer one does."""
    response = insert(_RESPONSES)
    newer = response.on_conflict_do_update(
        index_elements=[_RESPONSES.c.attempt_id, _RESPONSES.c.slot],
        set_={name: response.excluded[name] for name in ("seq", "value", "certainty")}
        | dict.fromkeys(_OF_MARKING),  # a person marked another answer than this
        where=response.excluded.seq > _RESPONSES.c.seq,
    ).execution_options(preserve_rowcount=True)
    known = insert(_OPS).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return known, newer


_STORING = {"sqlite": _storing(sqlite.insert), "postgresql": _storing(postgresql.insert)}


def _store(attempt: OpenedAttempt, read: Sequence[tuple[Op, Answer]]) -> list[str]:
    """Write the answers; the ids of those that gave way to another one with a higher number."""
    connection = db.session.connection()
    keep_op, keep_newer = _STORING[connection.dialect.name]
    kept = connection.execute(keep_op, [_op_row(attempt, *one) for one in read])
    new = read if kept.rowcount == len(read) else _as_kept(attempt, read)
    rows = [_response_row(attempt, *one) for one in new]
    stands = connection.execute(keep_newer, rows).rowcount if rows else 0
    if stands == len(read):
        return []
    standing = queries.responses(attempt.id)
    return [op.id for op, answer in read if _stands(standing.get(op.slot)) != answer]


def _as_kept(attempt: OpenedAttempt, read: Sequence[tuple[Op, Answer]]) -> list[tuple[Op, Answer]]:
    """Those that say what is kept under their id: of another one under it nothing counts."""
    kept = queries.kept_ops(attempt.id, (op.id for op, _answer in read))
    return [(op, answer) for op, answer in read if kept[op.id] == (op.slot, op.seq, answer)]


def _stands(stored: Stored | None) -> Answer:
    return NO_ANSWER if stored is None else stored.answer


def _op_row(attempt: OpenedAttempt, op: Op, answer: Answer) -> dict[str, Any]:
    return {
        "attempt_id": attempt.id,
        "op_id": op.id,
        "slot": op.slot,
        "seq": op.seq,
        "value": list(answer),
        "certainty": _certainty(attempt, op),
        "received_at": now(),
    }


def _response_row(attempt: OpenedAttempt, op: Op, answer: Answer) -> dict[str, Any]:
    return {
        "attempt_id": attempt.id,
        "slot": op.slot,
        "question_version_id": attempt.slots[op.slot - 1].question,
        "seq": op.seq,
        "value": list(answer),
        "certainty": _certainty(attempt, op),
    }


def _certainty(attempt: OpenedAttempt, op: Op) -> int | None:
    return op.certainty if attempt.paper.settings.certainty else None
