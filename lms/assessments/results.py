"""A sent attempt as its result page tells it: as much as the quiz lets be seen at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from lms.assessments import queries
from lms.assessments.grading import (
    CERTAINTIES,
    LEAST_SURE,
    Given,
    SlotGrade,
    grade_answer,
    grade_attempt,
)
from lms.assessments.handed import takes_files
from lms.assessments.kinds.item import (
    Answer,
    Explained,
    Shown,
    Text,
    Verdict,
    in_its_language,
)
from lms.assessments.models import Attempt
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries import OpenedAttempt, Stored
from lms.assessments.revealing import revealed
from lms.assessments.review import ALL, Aspect, Change, changes, moment_of
from lms.db import db, now

BEST_POINTS = 3
"""What a right answer is worth on the scale of certainty: 1, 2 or 3 of so many."""
NO_FILES: Mapping[str, str] = {}
_NOT_STORED = Stored(seq=0, answer=())


@dataclass(frozen=True)
class Certain:
    """How sure the learner was; `points` of BEST_POINTS is what that made of the answer."""

    how: int
    points: Fraction | None


@dataclass(frozen=True, kw_only=True)
class ResultSlot:
    """One question with the answer given and what it was worth; what may not be seen is None.

    `number` is that of the question, `slot` its place in the attempt. What a single question was
    worth tells whether it was right, so `mark` is there only for who may see both. `lost` are the
    checks and hints of a practice that took something of it; `is_by_hand` what a person marks.
    """

    number: int
    slot: int
    section: int | None
    is_answerable: bool
    is_by_hand: bool
    shown: Shown
    most: Fraction
    answer: Answer | None
    verdict: Verdict | None
    mark: Fraction | None
    certain: Certain | None
    lost: int
    explained: Explained
    comment: str | None = None


@dataclass(frozen=True)
class ResultSection:
    """Questions under one heading, or before the first."""

    title: Text | None
    slots: tuple[ResultSlot, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """`slots` is empty while the quiz keeps back everything but the score, `score` is None while it
    keeps back that too, or while a person has something to mark. Whether it is passed is always
    told: the learner's progress rests on it. `changes` say when more or less will be seen.
    """

    ref: str
    number: int
    paper: Paper
    score: Fraction | None
    most: Fraction | None
    percent: Decimal | None
    has_passed: bool
    is_pending: bool
    submitted_at: datetime
    was_cut_off: bool
    aspects: frozenset[Aspect]
    changes: tuple[Change, ...]
    slots: tuple[ResultSlot, ...]

    @property
    def sections(self) -> tuple[ResultSection, ...]:
        return sections_of(self.paper, self.slots)


def result_of(
    attempt: OpenedAttempt, *, has_passed: bool, over_at: datetime | None = None
) -> Result:
    """The result of a sent attempt; `has_passed` tells whether any attempt at the quiz has.

    `over_at` is when the quiz is over for this learner.
    """
    row = db.session.get_one(Attempt, attempt.id)
    if row.submitted_at is None:
        raise ValueError(f"attempt {attempt.id} was not sent")
    review, when = attempt.paper.settings.review, now()
    moment = moment_of(row.submitted_at, over_at, when)
    aspects = review.shows(moment, has_passed=has_passed)
    shows_marks = Aspect.MARKS in aspects and row.score is not None
    return Result(
        ref=attempt.ref,
        number=attempt.number,
        paper=attempt.paper,
        score=row.score if shows_marks else None,
        most=row.max_score if shows_marks else None,
        percent=Decimal(row.basis_points or 0) / 100 if shows_marks else None,
        has_passed=bool(row.passed),
        is_pending=row.score is None,
        submitted_at=row.submitted_at,
        was_cut_off=row.submitted_at == row.deadline_at,
        aspects=aspects,
        changes=changes(review, row.submitted_at, over_at, when, has_passed=has_passed),
        slots=slots_of(attempt, aspects) if aspects - {Aspect.MARKS} else (),
    )


def slots_of(attempt: OpenedAttempt, aspects: frozenset[Aspect]) -> tuple[ResultSlot, ...]:
    """The questions of an attempt with what these aspects let be seen of them."""
    stored, files = queries.responses(attempt.id), _file_names(attempt)
    return slots_shown(attempt.paper, attempt.slots, stored, aspects, files)


def slots_shown(
    paper: Paper,
    slots: Sequence[Slot],
    stored: Mapping[int, Stored],
    aspects: frozenset[Aspect],
    files: Mapping[str, str] = NO_FILES,
) -> tuple[ResultSlot, ...]:
    """The same for answers that need not be in the database."""
    given = {slot: one.given for slot, one in stored.items()}
    grade = grade_attempt(paper, slots, given)
    shown, number = [], 0
    for place, slot in enumerate(slots, 1):
        number += paper.item(slot).is_answerable
        graded, own = grade.slots[place - 1], stored.get(place, _NOT_STORED)
        shown.append(_slot(paper, slot, (number, place), graded, own, aspects, files))
    return tuple(shown)


def _file_names(attempt: OpenedAttempt) -> Mapping[str, str]:
    """What the files are called that were handed in, by their refs: answers hold these."""
    has_files = any(takes_files(attempt.paper.item(one)) for one in attempt.slots)
    if not has_files:
        return NO_FILES
    return {ref: file.name for ref, file in queries.files_of_attempt(attempt.id).items()}


def named(explained: Explained, files: Mapping[str, str]) -> Explained:
    """The same with files called by their names, which stand here by their refs."""
    if not files:
        return explained

    def names(given: Sequence[Text]) -> tuple[Text, ...]:
        refs = [next(iter(text.values()), "") for text in given]
        return tuple(
            in_its_language(files[ref]) if ref in files else text
            for ref, text in zip(refs, given, strict=True)
        )

    parts = tuple(replace(part, given=names(part.given)) for part in explained.parts)
    return replace(explained, given=names(explained.given), parts=parts)


def practised_slot(paper: Paper, slot: Slot, answer: Answer) -> ResultSlot:
    """One question of a practice: everything is told at once."""
    graded = grade_answer(paper, slot, Given(answer))
    return _slot(paper, slot, (1, 1), graded, Stored(seq=0, answer=answer), ALL)


def sections_of(paper: Paper, slots: Iterable[ResultSlot]) -> tuple[ResultSection, ...]:
    """The same under the headings of the paper."""
    return tuple(
        ResultSection(None if place is None else paper.sections[place].title, tuple(run))
        for place, run in groupby(slots, key=attrgetter("section"))
    )


def _slot(
    paper: Paper,
    slot: Slot,
    places: tuple[int, int],
    grade: SlotGrade,
    stored: Stored,
    aspects: frozenset[Aspect],
    files: Mapping[str, str] = NO_FILES,
) -> ResultSlot:
    item, given = paper.item(slot), stored.given
    explained = named(item.explain(slot.draw, given.answer), files)
    sees_mark = aspects >= {Aspect.CORRECTNESS, Aspect.MARKS} and not grade.is_pending
    number, place = places
    return ResultSlot(
        number=number,
        slot=place,
        section=slot.section,
        is_answerable=item.is_answerable,
        is_by_hand=item.is_answerable and not item.key(slot.draw),
        shown=item.present(slot.draw),
        most=grade.most,
        answer=given.answer if Aspect.RESPONSE in aspects else None,
        verdict=_verdict(grade, aspects),
        mark=grade.mark if sees_mark else None,
        certain=_certain(paper, grade, stored, aspects, sees_mark=sees_mark),
        lost=given.tries if sees_mark and paper.settings.is_practice else 0,
        explained=revealed(explained, aspects),
        comment=stored.comment if Aspect.FEEDBACK in aspects else None,
    )


def _verdict(grade: SlotGrade, aspects: frozenset[Aspect]) -> Verdict | None:
    """That there was no answer, or that it waits for an assessor, is known to its learner."""
    is_known = grade.verdict in {Verdict.PENDING, Verdict.UNANSWERED}
    may_see = Aspect.CORRECTNESS in aspects or (is_known and Aspect.RESPONSE in aspects)
    return grade.verdict if may_see else None


def _certain(
    paper: Paper,
    grade: SlotGrade,
    stored: Stored,
    aspects: frozenset[Aspect],
    *,
    sees_mark: bool,
) -> Certain | None:
    is_asked = paper.settings.certainty and stored.answer and stored.given_share is None
    if not is_asked or grade.is_pending or Aspect.RESPONSE not in aspects:
        return None
    how = stored.certainty if stored.certainty in CERTAINTIES else LEAST_SURE
    points = BEST_POINTS * grade.mark / grade.most if sees_mark and grade.most else None
    return Certain(how or LEAST_SURE, points)
