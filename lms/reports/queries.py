"""What the gathering pages read. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from lms.assessments import queries as assessments
from lms.assessments.models import Quiz
from lms.assessments.policies import markable_by
from lms.assessments.queries import QuizResult, marking, practising
from lms.assessments.queries.marking import WaitingCourse
from lms.certificates import queries as certificates
from lms.certificates.models import Certificate
from lms.courses import queries as courses
from lms.courses.models import Course, CourseAuthor, CourseRevision, Enrolment, LessonProgress
from lms.courses.outline import OutlineLesson
from lms.courses.policies import Person
from lms.courses.progress import Standing
from lms.db import db
from lms.members.models import Member


@dataclass(frozen=True)
class Way:
    """A member's way through one course: how many lessons are done, and which is next.

    `due` is how many questions of its practice are.
    """

    slug: str
    title: Mapping[str, str]
    done: int
    total: int
    next_lesson: OutlineLesson | None
    completed_at: datetime | None
    due: int = 0


@dataclass(frozen=True)
class TaughtCourse:
    slug: str
    title: Mapping[str, str]
    learners: int
    completed: int


@dataclass(frozen=True)
class OfficeFigures:
    members: int
    enrolments: int
    completions: int
    certificates: int


@dataclass(frozen=True)
class LearnerRow:
    """One learner of a course; `best` follows the quizzes, None before the first result."""

    name: str
    number: str
    enrolled_at: datetime
    completed_at: datetime | None
    done: int
    best: tuple[QuizResult | None, ...]


@dataclass(frozen=True)
class LearnersTable:
    lessons: int
    quizzes: Sequence[Quiz]
    rows: Sequence[LearnerRow]


def ways_of(member_id: int) -> list[Way]:
    """The courses that the member is enrolled in, newest enrolment first."""
    due = practising.due_counts(member_id)
    return [_way(one, due.get(one.slug, 0)) for one in courses.standings_of(member_id)]


def _way(standing: Standing, due: int) -> Way:
    course = courses.published(standing)
    return Way(
        slug=course.slug,
        title=course.title,
        done=standing.done_of(course.outline),
        total=len(course.outline),
        next_lesson=standing.next_lesson(course.outline),
        completed_at=standing.completed_at,
        due=due,
    )


def to_mark(person: Person) -> list[WaitingCourse]:
    """Where answers wait for this person's marks; nothing for who may mark none."""
    return marking.waiting_in(markable_by(person), person.id)


def results_of(member_id: int) -> Sequence[QuizResult]:
    """What counts of the member's attempts in each quiz, newest first."""
    return sorted(assessments.results_of(member_id), key=attrgetter("last_at"), reverse=True)


def certificates_of(member_id: int) -> Sequence[Certificate]:
    """The member's certificates, newest first."""
    return certificates.certificates_of(member_id)


def taught_by(member_id: int) -> list[TaughtCourse]:
    """The courses that this member writes, with how many learn and have completed them."""

    def count(column: sa.SQLColumnExpression[Any]) -> sa.ScalarSelect[int]:
        counted = sa.select(sa.func.count(column)).where(Enrolment.course_id == Course.id)
        return counted.scalar_subquery()

    query = (
        sa.select(Course.slug, Course.title, count(Enrolment.id), count(Enrolment.completed_at))
        .join(CourseAuthor, CourseAuthor.course_id == Course.id)
        .where(CourseAuthor.member_id == member_id)
        .order_by(Course.slug)
    )
    return [TaughtCourse(*row) for row in db.session.execute(query)]


def office_figures() -> OfficeFigures:
    """How much there is of everything. One query."""

    def count(column: sa.SQLColumnExpression[Any]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(column)).scalar_subquery()

    row = db.session.execute(
        sa.select(
            count(Member.id),
            count(Enrolment.id),
            count(Enrolment.completed_at),
            count(Certificate.id),
        )
    ).one()
    return OfficeFigures(*row)


def learners_of(course_id: int) -> sa.Select[Enrolment]:
    """The enrolments of a course, by the learners' names."""
    return (
        sa.select(Enrolment)
        .join(Member, Member.id == Enrolment.member_id)
        .options(contains_eager(Enrolment.member))
        .where(Enrolment.course_id == course_id)
        .order_by(Member.name, Member.id)
    )


def learners_table(course_id: int, enrolments: Sequence[Enrolment]) -> LearnersTable:
    """The page's learners with their progress and best scores. Three queries."""
    revision = courses.current_revision(course_id)
    ids = [enrolment.id for enrolment in enrolments]
    done = _lessons_done(ids, revision)
    quizzes = assessments.quizzes_of(course_id)
    best = {(r.enrolment_id, r.quiz_key): r for r in assessments.course_results(course_id, ids)}
    return LearnersTable(
        lessons=len(revision.outline) if revision else 0,
        quizzes=quizzes,
        rows=[
            LearnerRow(
                name=enrolment.member.name,
                number=enrolment.member.number,
                enrolled_at=enrolment.enrolled_at,
                completed_at=enrolment.completed_at,
                done=done.get(enrolment.id, 0),
                best=tuple(best.get((enrolment.id, quiz.key)) for quiz in quizzes),
            )
            for enrolment in enrolments
        ],
    )


def _lessons_done(ids: Sequence[int], revision: CourseRevision | None) -> dict[int, int]:
    lessons = [lesson.id for lesson in revision.outline] if revision else []
    query = (
        sa.select(LessonProgress.enrolment_id, sa.func.count())
        .where(LessonProgress.enrolment_id.in_(ids), LessonProgress.lesson_id.in_(lessons))
        .group_by(LessonProgress.enrolment_id)
    )
    return dict(db.session.execute(query).all())
