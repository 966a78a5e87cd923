"""Writing the outline of a course: what it is, its modules, its lessons and their order.

Nothing here reaches trainees: they see the published revision.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.courses import drafts
from lms.courses.actions.publishing import archive
from lms.courses.models import Course, Lesson, Module
from lms.courses.naming import free_name, slug_of
from lms.db import db
from lms.errors import RuleBroken
from lms.members.models import Member


class SlugTaken(RuleBroken):
    """Another course has this name in the address."""


class SlugFixed(RuleBroken):
    """The course was published: links to it must not break."""


class NeverPublished(RuleBroken):
    """Trainees do not know the course: there is nothing to take away from them."""


class Overtaken(RuleBroken):
    """Somebody saved something else since the author began."""


@dataclass(frozen=True, kw_only=True)
class CourseDetails:
    """What an author says about a course as a whole."""

    slug: str
    track: str
    title: dict[str, str]
    summary: dict[str, str]
    objectives: list[dict[str, str]]
    hours: int


class Placed(Protocol):
    """A thing that has its place among others."""

    position: int


P = TypeVar("P", bound=Placed)
M = TypeVar("M", Module, Lesson)


def create_course(author: Member, details: CourseDetails) -> Course:
    """A new draft, written by `author`. Raises SlugTaken."""
    course = Course(slug=details.slug, track=details.track, title=details.title)
    _write(course, details)
    course.authors.append(author)
    db.session.add(course)
    _flush_slug(details.slug)
    record("courses.created", author.id, "course", course.id)
    return course


def change_details(course: Course, details: CourseDetails, version: str) -> None:
    """Bring the course to these details, if it still is what `version` names.

    Raises Overtaken, SlugTaken, or SlugFixed for a course that was published.
    """
    lock(course)
    if version != drafts.details_version(course):
        raise Overtaken(_("Somebody else changed these details while you were writing."))
    if details.slug != course.slug and drafts.was_published(course.id):
        raise SlugFixed(_("The name in the address stays: people have links to this course."))
    _write(course, details)
    _flush_slug(details.slug)


def archive_course(course: Course, actor: Member) -> None:
    """Take the course out of the catalogue; who is enrolled goes on. Again changes nothing.

    Raises NeverPublished.
    """
    if not drafts.was_published(course.id):
        raise NeverPublished(_("This course was never published: nobody sees it."))
    if course.archived_at is None:
        archive(course)
        record("courses.archived", actor.id, "course", course.id)


def _write(course: Course, details: CourseDetails) -> None:
    course.slug, course.track = details.slug, details.track
    course.title, course.summary = details.title, details.summary
    course.objectives, course.hours = details.objectives, details.hours


def _flush_slug(slug: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.flush()
    except sa.exc.IntegrityError as error:
        raise SlugTaken(_("Another course has the name “%(name)s”.", name=slug)) from error


def add_module(course: Course, title: dict[str, str]) -> Module:
    """A new module at the end of the course."""
    lock(course)
    taken = {module.key for module in course.modules}
    place = len(course.modules)
    module = Module(key=_key(title, "module", taken), title=title, course=course, position=place)
    return _kept(module)


def rename_module(module: Module, title: dict[str, str]) -> None:
    module.title = title


def move_module(module: Module, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    lock(module.course)
    modules = list(module.course.modules)
    _shift(modules, modules.index(module), step)
    _number(modules)


def remove_module(module: Module) -> None:
    """Take the module away; of its lessons, those that trainees know are kept without one."""
    course = module.course
    lock(course)
    _take_out(module.lessons)
    course.modules.remove(module)
    _number(course.modules)
    db.session.flush()


def add_lesson(module: Module, title: dict[str, str], minutes: int) -> Lesson:
    """A new lesson at the end of the module, without text yet."""
    lock(module.course)
    taken = drafts.lesson_keys(module.course_id)
    key = _key(title, "lesson", taken)
    place = len(module.lessons)
    return _kept(
        Lesson(
            key=key,
            title=title,
            minutes=minutes,
            course=module.course,
            module=module,
            position=place,
        )
    )


def move_lesson(lesson: Lesson, step: int) -> None:
    """One place up (-1) or down (1); over the edge of its module into the next one."""
    lock(lesson.course)
    module = lesson.module
    if module is None:
        return
    place = module.lessons.index(lesson)
    if 0 <= place + step < len(module.lessons):
        lessons = list(module.lessons)
        _shift(lessons, place, step)
        _number(lessons)
    elif (neighbour := _neighbour(module, step)) is not None:
        _put(lesson, neighbour, 0 if step > 0 else len(neighbour.lessons))


def place_lesson(lesson: Lesson, module: Module) -> None:
    """Put a lesson at the end of a module of its course, as one that was taken out."""
    lock(module.course)
    _put(lesson, module, len(module.lessons))


def remove_lesson(lesson: Lesson) -> None:
    """Take the lesson out of the draft; delete it for good when no trainee ever saw it."""
    lock(lesson.course)
    module = lesson.module
    _take_out([lesson])
    if module is not None:
        _number(module.lessons)
    db.session.flush()


def lock(course: Course) -> None:
    """Let nobody else change the draft until this transaction ends.

    What was read before is read again: places that another has changed meanwhile are known.
    """
    db.session.flush()
    db.session.expire_all()
    db.session.refresh(course, with_for_update=True)


def _key(title: dict[str, str], otherwise: str, taken: Iterable[str]) -> str:
    return free_name(slug_of(title.get("en", "")) or otherwise, set(taken))


def _kept(thing: M) -> M:
    db.session.add(thing)
    db.session.flush()
    return thing


def _number(things: Iterable[Placed]) -> None:
    for position, thing in enumerate(things):
        thing.position = position


def _shift(things: MutableSequence[P], place: int, step: int) -> None:
    if 0 <= place + step < len(things):
        things[place], things[place + step] = things[place + step], things[place]


def _neighbour(module: Module, step: int) -> Module | None:
    modules = module.course.modules
    place = modules.index(module) + step
    return modules[place] if 0 <= place < len(modules) else None


def _put(lesson: Lesson, module: Module, place: int) -> None:
    if lesson.module is not None:
        left = lesson.module
        left.lessons.remove(lesson)
        _number(left.lessons)
    module.lessons.insert(place, lesson)
    _number(module.lessons)
    db.session.flush()


def _take_out(lessons: Iterable[Lesson]) -> None:
    """Progress and published text hang on a lesson: only what trainees never saw is deleted."""
    gone = list(lessons)
    known = drafts.known_to_trainees([lesson.id for lesson in gone])
    for lesson in gone:
        if lesson.module is not None:
            lesson.module.lessons.remove(lesson)
        if lesson.id not in known:
            db.session.delete(lesson)
