"""A population for benchmarks: invented members with a past, and some who are measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from lms.assessments import queries as assessments
from lms.assessments.models import Attempt, QuizVersion, Response
from lms.certificates.models import Certificate
from lms.courses import queries as courses
from lms.courses.actions import enrol
from lms.courses.models import Course, CourseRevision, Enrolment, Lesson, LessonProgress
from lms.db import db, now, random_ref
from lms.members.actions.accounts import create_member
from lms.members.models import Member

SLUG = "freelance-skills"
BATCH = 5000
ANSWERS = 8  # of one past attempt
FAR = 10**7


@dataclass(frozen=True)
class World:
    certificate_path: str


@dataclass(frozen=True)
class Person:
    """A measured member, enrolled and with a first lesson done."""

    member: Member
    lesson_path: str
    quiz_path: str
    questions: int


def populate(members: int, responses: int) -> World:
    """Add that many members, all enrolled, with past attempts until there are enough answers."""
    course = db.session.scalars(sa.select(Course).where(Course.slug == SLUG)).one()
    first = FAR  # no id that the database gives by itself comes near
    _add(Member, (_member(n) for n in range(first, first + members)))
    _add(Enrolment, (_enrolment(n, n, course.id) for n in range(first, first + members)))
    _add_past(course.id, responses)
    code = db.session.scalars(sa.select(Certificate.code)).first()
    return World(certificate_path=f"/c/{code}")


def people(many: int) -> list[Person]:
    """New members who are enrolled and stand before the quiz."""
    course = db.session.scalars(sa.select(Course).where(Course.slug == SLUG)).one()
    revision = courses.current_revision(course.id)
    if revision is None:
        raise RuntimeError(f"{SLUG} is not published")
    lessons = list(revision.outline)
    quiz = next(gate.key for gate in revision.outline.gates)
    version = db.session.scalars(
        sa.select(QuizVersion).where(QuizVersion.course_revision_id == revision.id)
    ).first()
    count = assessments.paper(version.id, version.ref).question_count if version else 0
    made = []
    for n in range(many):
        member = create_member(name=f"Bench Learner {n}")
        enrolment = enrol(member, course)
        lesson = db.session.get_one(Lesson, lessons[0].id)
        db.session.add(LessonProgress(enrolment_id=enrolment.id, lesson_id=lesson.id))
        path = f"/courses/{SLUG}/lessons/{lessons[1].key}"
        made.append(Person(member, path, f"/courses/{SLUG}/quizzes/{quiz}", count))
    db.session.flush()
    return made


def _add(table: type, rows: Iterator[dict[str, object]]) -> None:
    while batch := list(islice(rows, BATCH)):
        db.session.execute(sa.insert(table.__table__), batch)  # type: ignore[attr-defined]


def _member(n: int) -> dict[str, object]:
    return {
        "id": n,
        "number": f"bench-{n}",
        "ref": random_ref(),
        "name": f"Member {n}",
        "locale": "ur",
        "is_blocked": False,
        "created_at": now(),
    }


def _enrolment(n: int, member: int, course: int) -> dict[str, object]:
    return {"id": n, "member_id": member, "course_id": course, "enrolled_at": now()}


def _add_past(course_id: int, responses: int) -> None:
    version = db.session.scalars(
        sa.select(QuizVersion).join(CourseRevision).where(CourseRevision.course_id == course_id)
    ).first()
    if version is None:
        raise RuntimeError("no quiz is published")
    enrolments = db.session.scalars(sa.select(Enrolment.id).where(Enrolment.id >= FAR)).all()
    attempts = responses // ANSWERS
    question = version.groups[0]["questions"][0]
    _add(Attempt, (_attempt(n, enrolments, version) for n in range(attempts)))
    _add(Response, (_response(n, question) for n in range(attempts * ANSWERS)))


def _attempt(n: int, people: Sequence[int], version: QuizVersion) -> dict[str, object]:
    return {
        "id": n + 10**8,
        "ref": random_ref(),
        "enrolment_id": people[n % len(people)],
        "quiz_id": version.quiz_id,
        "quiz_version_id": version.id,
        "number": 1000 + n // len(people),
        "state": "graded",
        "seed": n,
        "drawn": [],
        "started_at": now(),
        "submitted_at": now(),
        "basis_points": 6000,
        "passed": False,
    }


def _response(n: int, question: int) -> dict[str, object]:
    return {
        "attempt_id": 10**8 + n // ANSWERS,
        "slot": 1 + n % ANSWERS,
        "question_version_id": question,
        "seq": 1,
        "value": ["1"],
    }
