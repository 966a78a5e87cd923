"""Enrolling, doing lessons, completing a course."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.events import CourseCompleted
from lms.courses.models import (
    BlockProgress,
    Course,
    CourseRevision,
    Enrolment,
    Lesson,
    LessonProgress,
)
from lms.courses.outline import Gate, OutlineLesson
from lms.courses.progress import Standing
from lms.db import db, insert_for, now
from lms.errors import Missing, RuleBroken
from lms.events import publish
from lms.jobs import Effect, task
from lms.members.models import Member


class CourseClosed(RuleBroken):
    """The course takes no new learners: it was never published, or it is archived."""


class GateClosed(RuleBroken):
    """A block of the lesson must be done first."""


class NotInCourse(Missing):
    """The lesson does not belong to what the learner sees of the course."""


def enrol(member: Member, course: Course) -> Enrolment:
    """The member's enrolment in the course, made if there is none yet.

    Raises CourseClosed for a course that is not open.
    """
    if (enrolment := queries.enrolment_of(member.id, course.id)) is not None:
        return enrolment
    if course.archived_at is not None or queries.current_revision(course.id) is None:
        raise CourseClosed(_("This course is not open for enrolment."))
    enrolment = Enrolment(member=member, course=course)
    db.session.add(enrolment)
    db.session.flush()  # the unique key decides between two requests
    return enrolment


def mark_done(enrolment: Enrolment, lesson: Lesson) -> None:
    """The learner is done with a lesson; the course is completed when nothing is missing.

    Doing it again changes nothing. Raises NotInCourse for a lesson outside the current revision,
    GateClosed while a gate of the lesson (its quiz) is not done.
    """
    standing = _locked(enrolment)
    outlined = _outlined(standing, lesson)
    if not standing.gates_done.issuperset(outlined.gates):
        raise GateClosed(_("Pass the quiz of this lesson first, then go on."))
    _advance(enrolment, standing, [outlined])


def block_done(enrolment: Enrolment, kind: str, key: str) -> None:
    """An upper room says that the learner has done a block of its kind, as passed a quiz.

    Marks the lessons whose gates are all open now, and the course when nothing is missing.
    Saying it again changes nothing.
    """
    gate = Gate(kind, key)
    standing = _locked(enrolment).with_gate(gate)
    _note_gate(enrolment, gate)
    opened = [
        lesson
        for lesson in queries.published(standing).outline
        if gate in lesson.gates and standing.gates_done.issuperset(lesson.gates)
    ]
    _advance(enrolment, standing, opened)


@task
def complete_the_ready(*, revision_id: int) -> Effect | None:
    """Complete those who have nothing left to do, since this revision asks for less."""
    ready = queries.open_with_all_lessons(revision_id)

    def effect() -> None:
        for enrolment_id in ready:
            enrolment = db.session.get_one(Enrolment, enrolment_id)
            _advance(enrolment, _locked(enrolment), [])

    return effect if ready else None


def _locked(enrolment: Enrolment) -> Standing:
    """The standing, with the enrolment locked: of two last lessons, one sees the other."""
    db.session.flush()
    db.session.refresh(enrolment, with_for_update=True)
    return queries.standing_of(enrolment)


def _outlined(standing: Standing, lesson: Lesson) -> OutlineLesson:
    for outlined in queries.published(standing).outline:
        if outlined.id == lesson.id:
            return outlined
    raise NotInCourse(_("This lesson is not part of the course any more."))


def _note_lesson(enrolment: Enrolment, lesson: OutlineLesson) -> None:
    row = {"enrolment_id": enrolment.id, "lesson_id": lesson.id, "done_at": now()}
    db.session.execute(insert_for(LessonProgress).values(row).on_conflict_do_nothing())


def _note_gate(enrolment: Enrolment, gate: Gate) -> None:
    row = {"enrolment_id": enrolment.id, "kind": gate.kind, "key": gate.key, "done_at": now()}
    db.session.execute(insert_for(BlockProgress).values(row).on_conflict_do_nothing())


def _advance(enrolment: Enrolment, before: Standing, lessons: Sequence[OutlineLesson]) -> None:
    """Note these lessons, remember where to resume, complete when nothing is missing."""
    for lesson in lessons:
        _note_lesson(enrolment, lesson)
    standing, outline = before.with_lessons(lessons), queries.published(before).outline
    if lessons and (following := standing.undone_after(outline, lessons[-1].id)):
        enrolment.last_lesson_id = following.id
    if enrolment.completed_at is None and standing.done_of(outline) == len(outline):
        _complete(enrolment, standing.revision_id)


def _complete(enrolment: Enrolment, revision_id: int) -> None:
    enrolment.completed_at = now()
    enrolment.completed_revision = db.session.get_one(CourseRevision, revision_id)
    db.session.flush()
    publish(CourseCompleted(enrolment_id=enrolment.id))
