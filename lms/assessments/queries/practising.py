"""Questions that come back to a learner of a course, and whether they may be asked now.

A question is practised only while the learner may see its key anyway: a practice tells it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from lms.assessments import counting
from lms.assessments.access import QuizAccess
from lms.assessments.checking import Reader
from lms.assessments.models import (
    Attempt,
    AttemptState,
    PracticeCard,
    Question,
    QuestionVersion,
    Quiz,
    QuizVersion,
)
from lms.assessments.paper import Paper, slots_from_json
from lms.assessments.queries.papers import due_facts, paper
from lms.assessments.queries.standings import accesses
from lms.assessments.review import Aspect, moment_of
from lms.assessments.settings import QuizSettings
from lms.courses.models import Course, Enrolment
from lms.db import db, now
from lms.i18n import local_day

AT_ONCE = 100
"""So many due questions are looked at; who has more finds them afterwards."""


@dataclass(frozen=True)
class Practised:
    """A question of a learner's practice, with the paper that they met it in."""

    card: PracticeCard
    quiz_id: int
    version_ref: str

    @property
    def paper(self) -> Paper:
        return paper(self.card.quiz_version_id, self.version_ref)


@dataclass(frozen=True)
class Practice:
    """What may be asked now, in order, and when something else comes; None when nothing does."""

    ready: tuple[Practised, ...]
    next_at: datetime | None


_CARDS = (
    sa.select(PracticeCard, QuizVersion.quiz_id, QuizVersion.ref)
    .join(QuizVersion, QuizVersion.id == PracticeCard.quiz_version_id)
    .join(Question, Question.id == PracticeCard.question_id)
    .where(Question.removed_at.is_(None))
)


def practice(enrolment_id: int) -> Practice:
    """The learner's practice as it stands now."""
    own = PracticeCard.enrolment_id == enrolment_id
    due = _CARDS.where(own, PracticeCard.due_at <= now())
    rows = db.session.execute(due.order_by(PracticeCard.due_at).limit(AT_ONCE)).all()
    later = sa.select(sa.func.min(PracticeCard.due_at)).where(own, PracticeCard.due_at > now())
    return Practice(_askable(enrolment_id, rows), db.session.scalar(later))


def practised(enrolment_id: int, question_id: int) -> Practised | None:
    """One question of the practice, due or not; None while its key may not be seen."""
    one = _CARDS.where(
        PracticeCard.enrolment_id == enrolment_id, PracticeCard.question_id == question_id
    )
    return next(iter(_askable(enrolment_id, db.session.execute(one).all())), None)


def card_for_answer(enrolment_id: int, question_id: int) -> PracticeCard | None:
    """The card, and nobody else answers it until this transaction ends."""
    query = sa.select(PracticeCard).where(
        PracticeCard.enrolment_id == enrolment_id, PracticeCard.question_id == question_id
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def due_counts(member_id: int) -> dict[str, int]:
    """How many questions are due in each course of the member, by its slug; one query.

    Of these, a few may have to wait: see `practice`.
    """
    query = (
        sa.select(Course.slug, sa.func.count())
        .join(Enrolment, Enrolment.course_id == Course.id)
        .join(PracticeCard, PracticeCard.enrolment_id == Enrolment.id)
        .where(Enrolment.member_id == member_id, PracticeCard.due_at <= now())
        .group_by(Course.slug)
    )
    return dict(db.session.execute(query).all())


def has_cards(enrolment_id: int) -> bool:
    """Whether anything was ever learnt for the practice."""
    query = sa.select(sa.exists().where(PracticeCard.enrolment_id == enrolment_id))
    return bool(db.session.scalar(query))


def questions_of(version_ids: Collection[int]) -> dict[int, int]:
    """The ids of the questions that these are versions of, by the ids of the versions."""
    query = sa.select(QuestionVersion.id, QuestionVersion.question_id)
    rows = db.session.execute(query.where(QuestionVersion.id.in_(version_ids)))
    return dict(rows.all())


def _askable(enrolment_id: int, rows: Sequence[Any]) -> tuple[Practised, ...]:
    """Those that may be asked now: not in an attempt that is open, resting on no due fact."""
    found = [Practised(*row) for row in rows]
    if not found:
        return ()
    seen = _keys_seen(enrolment_id, {one.quiz_id for one in found})
    asked = _being_asked(enrolment_id)
    stale = _stale(found)
    return tuple(
        one
        for one in found
        if one.quiz_id in seen
        and one.card.question_id not in asked
        and one.card.question_version_id not in stale
    )


def _stale(found: Iterable[Practised]) -> set[int]:
    """The versions that rest on a fact which somebody must check first."""
    cited = {
        one.card.question_version_id: one.paper.cited.get(one.card.question_version_id, frozenset())
        for one in found
    }
    due = due_facts({key for keys in cited.values() for key in keys}, local_day(now()))
    return {version_id for version_id, keys in cited.items() if keys & due}


def _being_asked(enrolment_id: int) -> set[int]:
    """The questions of attempts that the learner has open, in whatever course."""
    member_id = sa.select(Enrolment.member_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    query = (
        sa.select(Attempt.drawn)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.member_id == member_id, Attempt.state == AttemptState.OPEN)
    )
    drawn = db.session.scalars(query).all()
    versions = {slot.question for rows in drawn for slot in slots_from_json(rows)}
    return set(questions_of(versions).values()) if versions else set()


def _keys_seen(enrolment_id: int, quiz_ids: Collection[int]) -> set[int]:
    """Of these quizzes, those of which the learner may see the key of an attempt now."""
    query = (
        sa.select(
            Attempt.quiz_id,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
            Attempt.passed,
            QuizVersion.settings,
            Quiz.access,
        )
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.quiz_id.in_(quiz_ids))
        .where(Attempt.state == AttemptState.GRADED)
        .order_by(Attempt.quiz_id, Attempt.number)
    )
    rows = db.session.execute(query).all()
    found = accesses({row.quiz_id: row.access for row in rows}, {enrolment_id})
    return {
        quiz_id
        for quiz_id, attempts in groupby(rows, key=attrgetter("quiz_id"))
        if _shows_key(list(attempts), found[enrolment_id, quiz_id])
    }


def _shows_key(attempts: Sequence[Any], access: QuizAccess) -> bool:
    settings = QuizSettings.read(Reader(attempts[-1].settings))
    marks = [counting.mark_of(one.score, one.max_score, one.passed) for one in attempts]
    result = counting.result(marks, settings.counts, settings.pass_mark)
    has_passed = result is not None and result.has_passed
    for one in attempts:
        moment = moment_of(one.submitted_at, access.over_at, now())
        review = QuizSettings.read(Reader(one.settings)).review
        if Aspect.KEY in review.shows(moment, has_passed=has_passed):
            return True
    return False
