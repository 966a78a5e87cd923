"""Learning: lessons are done once, gates hold, a course is completed once and stays so."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lms.courses import actions, queries
from lms.courses.events import CourseCompleted
from lms.courses.models import Course, CourseRevision, Enrolment, Lesson, LessonProgress
from lms.db import db, unit_of_work
from lms.events import Event
from lms.jobs.worker import run_all
from lms.web.app import App
from tests.courses.drills import Drills
from tests.factories import (
    LESSON,
    add_lesson,
    make_course,
    make_enrolment,
    make_member,
    write_texts,
)

GATED = {language: f"{text}\n\n::: drill counting\n:::\n" for language, text in LESSON.items()}


def gated_course(drills: Drills) -> Course:
    """A course of a plain lesson and one that holds a drill."""
    course = make_course(lessons={"plain": LESSON, "gated": GATED}, is_published=False)
    drills.drafts[course.id, "counting"] = "Count."
    actions.publish(course, None)
    db.session.commit()
    return course


def lesson(course: Course, key: str) -> Lesson:
    found = queries.lesson_by_key(course.id, key)
    assert found is not None
    return found


def standing_keys(enrolment: Enrolment) -> list[str]:
    standing = queries.standing_of(enrolment)
    return [x.key for x in queries.published(standing).outline if standing.has_done(x)]


@pytest.mark.usefixtures("app")
class TestEnrolling:
    def test_a_member_is_enrolled_once(self) -> None:
        course, member = make_course(), make_member()
        first = actions.enrol(member, course)
        assert actions.enrol(member, course) is first

    def test_a_draft_takes_nobody(self) -> None:
        course = make_course(is_published=False)
        with pytest.raises(actions.CourseClosed):
            actions.enrol(make_member(), course)

    def test_an_archived_course_takes_nobody_new(self) -> None:
        course = make_course()
        enrolment = make_enrolment(course)
        actions.archive(course)
        with pytest.raises(actions.CourseClosed):
            actions.enrol(make_member("Bilal"), course)
        assert actions.enrol(enrolment.member, course) is enrolment


@pytest.mark.usefixtures("app")
class TestLessons:
    def test_a_lesson_is_done_once_and_the_next_is_remembered(self, news: list[Event]) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON, "c": LESSON})
        enrolment = make_enrolment(course)
        for _again in range(2):
            actions.mark_done(enrolment, lesson(course, "a"))
        assert standing_keys(enrolment) == ["a"]
        assert enrolment.last_lesson_id == lesson(course, "b").id
        assert not [one for one in news if isinstance(one, CourseCompleted)]

    def test_who_skips_ahead_goes_on_from_there_and_is_led_back_at_the_end(self) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON, "c": LESSON})
        enrolment = make_enrolment(course)
        actions.mark_done(enrolment, lesson(course, "b"))
        assert enrolment.last_lesson_id == lesson(course, "c").id
        actions.mark_done(enrolment, lesson(course, "c"))
        assert enrolment.last_lesson_id == lesson(course, "a").id

    def test_a_lesson_of_another_course_is_refused(self) -> None:
        course, other = make_course(), make_course("other")
        with pytest.raises(actions.NotInCourse):
            actions.mark_done(make_enrolment(course), lesson(other, "first"))

    def test_a_lesson_of_the_draft_alone_is_refused(self) -> None:
        course = make_course()
        draft = add_lesson(course.modules[0], "draft")
        with pytest.raises(actions.NotInCourse):
            actions.mark_done(make_enrolment(course), draft)


@pytest.mark.usefixtures("app")
class TestGates:
    def test_a_lesson_with_a_gate_is_not_done_before_the_gate(self, drills: Drills) -> None:
        course = gated_course(drills)
        enrolment = make_enrolment(course)
        with pytest.raises(actions.GateClosed):
            actions.mark_done(enrolment, lesson(course, "gated"))
        assert standing_keys(enrolment) == []

    def test_passing_the_gate_marks_its_lesson(self, drills: Drills) -> None:
        course = gated_course(drills)
        enrolment = make_enrolment(course)
        for _again in range(2):
            actions.block_done(enrolment, "drill", "counting")
        assert standing_keys(enrolment) == ["gated"]
        assert enrolment.completed_at is None

    def test_the_last_gate_completes_the_course_once(
        self, drills: Drills, news: list[Event]
    ) -> None:
        course = gated_course(drills)
        enrolment = make_enrolment(course)
        actions.mark_done(enrolment, lesson(course, "plain"))
        for _again in range(2):
            actions.block_done(enrolment, "drill", "counting")
        assert [one for one in news if isinstance(one, CourseCompleted)] == [
            CourseCompleted(enrolment_id=enrolment.id)
        ]
        assert enrolment.completed_revision == queries.current_revision(course.id)

    def test_a_gate_that_no_lesson_has_is_noted_and_no_more(self, drills: Drills) -> None:
        course = gated_course(drills)
        enrolment = make_enrolment(course)
        actions.block_done(enrolment, "drill", "of an earlier revision")
        assert standing_keys(enrolment) == []

    def test_a_gate_that_comes_later_opens_a_done_lesson_again_but_not_a_completed_course(
        self, drills: Drills
    ) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON})
        finished, halfway = make_enrolment(course), make_enrolment(course, make_member("Bilal"))
        for key in ("a", "b"):
            actions.mark_done(finished, lesson(course, key))
        actions.mark_done(halfway, lesson(course, "a"))
        first = queries.current_revision(course.id)

        drills.drafts[course.id, "counting"] = "Count."
        write_texts(lesson(course, "a"), GATED)
        actions.publish(course, None)

        assert standing_keys(halfway) == []
        assert finished.completed_revision is first
        assert finished.completed_at is not None
        actions.block_done(halfway, "drill", "counting")
        assert standing_keys(halfway) == ["a"]


@pytest.mark.usefixtures("app")
class TestRevisions:
    def test_edits_after_publication_keep_progress(self) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON})
        enrolment = make_enrolment(course)
        actions.mark_done(enrolment, lesson(course, "a"))
        lesson(course, "a").title = {"en": "Rewritten", "ur": "نیا"}
        add_lesson(course.modules[0], "c")
        actions.publish(course, None)
        assert standing_keys(enrolment) == ["a"]
        assert len(queries.published(queries.standing_of(enrolment)).outline) == 3

    def test_a_completed_course_stays_completed_under_its_revision(self, news: list[Event]) -> None:
        course = make_course(lessons={"a": LESSON})
        enrolment = make_enrolment(course)
        actions.mark_done(enrolment, lesson(course, "a"))
        earned = enrolment.completed_revision
        add_lesson(course.modules[0], "b")
        actions.publish(course, None)
        actions.mark_done(enrolment, lesson(course, "b"))
        assert enrolment.completed_revision is earned
        assert len([one for one in news if isinstance(one, CourseCompleted)]) == 1

    def test_who_has_nothing_left_when_a_lesson_leaves_is_completed_by_a_task(
        self, news: list[Event]
    ) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON})
        ready, behind = make_enrolment(course), make_enrolment(course, make_member("Bilal"))
        actions.mark_done(ready, lesson(course, "a"))
        lesson(course, "b").module = None
        db.session.flush()
        db.session.expire(course.modules[0])
        actions.publish(course, None)
        db.session.commit()
        assert ready.completed_at is None

        run_all()

        assert (ready.completed_at is None, behind.completed_at is None) == (False, True)
        assert [one for one in news if isinstance(one, CourseCompleted)] == [
            CourseCompleted(enrolment_id=ready.id)
        ]


def _at_once(app: App, *works: Callable[[], None]) -> list[BaseException]:
    """Do these in threads that start together, each in a transaction of its own."""
    barrier, failed = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with unit_of_work():
                    work()
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.parametrize("keys", [("a", "b"), ("b", "b")])
def test_two_last_lessons_done_at_once_complete_the_course_once(
    real_app: App, news: list[Event], keys: tuple[str, str]
) -> None:
    course = make_course(lessons={"a": LESSON, "b": LESSON})
    enrolment = make_enrolment(course)
    if keys == ("b", "b"):
        actions.mark_done(enrolment, lesson(course, "a"))
    db.session.commit()
    ids = enrolment.id, {key: lesson(course, key).id for key in "ab"}
    db.session.remove()

    def done(key: str) -> Callable[[], None]:
        def work() -> None:
            mine = db.session.get_one(Enrolment, ids[0])
            actions.mark_done(mine, db.session.get_one(Lesson, ids[1][key]))

        return work

    assert _at_once(real_app, *map(done, keys)) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonProgress)) == 2
    assert db.session.get_one(Enrolment, ids[0]).completed_at is not None
    assert [one for one in news if isinstance(one, CourseCompleted)] == [
        CourseCompleted(enrolment_id=ids[0])
    ]


def test_two_who_publish_at_once_make_one_revision(real_app: App) -> None:
    course = make_course(is_published=False)
    slug = course.slug
    db.session.remove()

    def work() -> None:
        mine = queries.course_by_slug(slug)
        assert mine is not None
        actions.publish(mine, None)

    assert _at_once(real_app, work, work) == []
    numbers = db.session.scalars(sa.select(CourseRevision.number)).all()
    assert list(numbers) == [1]
