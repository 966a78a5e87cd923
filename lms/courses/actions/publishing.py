"""Publishing a draft: trainees see revisions, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.courses import checking, drafts, parts, queries
from lms.courses.actions.learning import complete_the_ready
from lms.courses.blocks import kinds
from lms.courses.citations import keys_in
from lms.courses.events import CoursePublished
from lms.courses.lesson_text import LANGUAGES, WRITTEN, PairedBlock, write_lesson
from lms.courses.models import Block, Course, CourseRevision, Lesson, LessonRevision
from lms.courses.outline import Gate, Outline, OutlineLesson, OutlineModule
from lms.courses.places import Place, Problem
from lms.db import db, now
from lms.errors import RuleBroken
from lms.events import publish as tell
from lms.i18n import local_day, localised
from lms.members.models import Member


class NotPublishable(RuleBroken):
    """The draft is not ready; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("This course is not ready to be published."))
        self.problems = problems


@dataclass(frozen=True)
class _Made:
    """A lesson made ready to be published."""

    lesson: Lesson
    blocks: list[PairedBlock]
    parts: list[parts.Part]
    data_bytes: int


def publish(course: Course, member: Member | None) -> CourseRevision:
    """Make the draft the current revision; an unchanged draft makes no new one.

    Opens an archived course again. Raises NotPublishable.
    """
    db.session.flush()
    db.session.refresh(course, with_for_update=True)  # revisions are numbered one by one
    if errors := [problem for problem in draft_problems(course) if not problem.is_warning]:
        raise NotPublishable(errors)
    _reopen(course, member)
    media = queries.media_of(course.id)
    made = [_make(lesson, media) for lesson in course.lessons]
    gates = [gate for lesson in made for gate in parts.gates(lesson.parts)]
    draft = drafts.drafted([course])[course.id]
    facts = _facts(_cited(course, made, gates))
    before = queries.current_revision(course.id)
    if before is not None and (before.digest, before.facts) == (draft.digest, facts):
        return before
    revision = _revision(course, member, made, draft, facts)
    _replace(before, revision)
    _add_lessons(revision, made)
    for gate in gates:
        kinds()[gate.kind].publish(revision, gate.key)
    if member is not None:
        summary = {"course": course.slug, "revision": revision.number}
        record("courses.published", member.id, "course", course.id, summary)
    return _published(revision, before)


def _reopen(course: Course, member: Member | None) -> None:
    if course.archived_at is not None and member is not None:
        record("courses.reopened", member.id, "course", course.id)
    course.archived_at = None


def archive(course: Course) -> None:
    """Take the course out of the catalogue; who is enrolled goes on."""
    course.archived_at = course.archived_at or now()


def refresh_facts(keys: Iterable[str]) -> list[CourseRevision]:
    """New revisions of the published courses that cite these facts, where a fact says otherwise.

    They say what the current ones say, with the facts as they are now: drafts stay unseen.
    """
    changed = set(keys)
    current = db.session.scalars(sa.select(CourseRevision).where(CourseRevision.is_current)).all()
    citing = [revision for revision in current if changed & set(revision.facts)]
    renewed = ((revision, _facts(set(revision.facts))) for revision in citing)
    return [_renew(before, facts) for before, facts in renewed if facts != before.facts]


def draft_problems(course: Course) -> list[Problem]:
    """What keeps the draft from being published, and warnings. Files are called by lesson."""
    known = _known(course.id, [b for lesson in course.lessons for b in lesson.blocks])
    return list(_course_problems(course)) + [
        problem for lesson in course.lessons for problem in _lesson_problems(lesson, known)
    ]


def lesson_problems(lesson: Lesson) -> list[Problem]:
    """What is wrong in the draft of one lesson; lines count in the Markdown of its language."""
    return _lesson_problems(lesson, _known(lesson.course_id, lesson.blocks))


def _lesson_problems(lesson: Lesson, known: checking.Known) -> list[Problem]:
    blocks = queries.paired_blocks(lesson)
    if not blocks:
        return [_problem(localised(lesson.title), _("This lesson says nothing."))]
    files = {name: f"{localised(lesson.title)} ({name})" for name in LANGUAGES}
    written = {name: file for name, file in files.items() if write_lesson(blocks, name)}
    return [p for block in _lined(blocks) for p in checking.problems(block, written, known)]


def _course_problems(course: Course) -> Iterator[Problem]:
    if not course.lessons:
        yield _problem(localised(course.title), _("A course needs a lesson."))
    seen: set[Gate] = set()
    for lesson in course.lessons:
        for block in lesson.blocks:
            if block.kind not in WRITTEN:
                yield from _gate_problems(course, lesson, Gate(block.kind, block.key), seen)


def _gate_problems(
    course: Course, lesson: Lesson, gate: Gate, seen: set[Gate]
) -> Iterator[Problem]:
    name = localised(lesson.title)
    if gate in seen:
        yield _problem(name, _("“%(key)s” stands in two lessons.", key=gate.key))
    seen.add(gate)
    kind = kinds().get(gate.kind)
    if kind is None:
        yield _problem(name, _("“%(kind)s” is no kind of block here.", kind=gate.kind))
    else:
        yield from (_problem(name, sentence) for sentence in kind.problems(course, gate.key))


def _problem(file: str, message: str) -> Problem:
    return Problem(Place(file, 1), message)


def _lined(blocks: Iterable[PairedBlock]) -> Iterator[PairedBlock]:
    """The blocks with the lines on which `write_lesson` puts them."""
    lines = dict.fromkeys(LANGUAGES, 1)
    for block in blocks:
        yield PairedBlock(block.kind, block.target, block.text, block.caption, dict(lines))
        for name in LANGUAGES:
            lines[name] += (write_lesson([block], name) or "::: untranslated\n:::\n").count(
                "\n"
            ) + 1


def _known(course_id: int, blocks: Iterable[Block]) -> checking.Known:
    cited = keys_in(*(text for block in blocks for text in block.source.values()))
    return checking.Known(
        paths=queries.media_of(course_id).keys(), facts=_facts(cited), today=local_day(now())
    )


def _make(lesson: Lesson, media: Mapping[str, Mapping[str, Any]]) -> _Made:
    blocks = queries.paired_blocks(lesson)
    made = parts.make_parts(blocks, media)
    return _Made(lesson, blocks, made, parts.data_bytes(made))


def _cited(course: Course, made: Iterable[_Made], gates: Iterable[Gate]) -> set[str]:
    """The keys of all facts that the draft cites."""
    texts = (text for lesson in made for block in lesson.blocks for text in block.text.values())
    return keys_in(*texts).union(*(kinds()[gate.kind].cites(course, gate.key) for gate in gates))


def _facts(keys: Iterable[str]) -> dict[str, Any]:
    return {key: fact.snapshot() for key, fact in queries.facts(keys).items()}


def _revision(
    course: Course,
    member: Member | None,
    made: list[_Made],
    draft: drafts.Drafted,
    facts: dict[str, Any],
) -> CourseRevision:
    return CourseRevision(
        course=course,
        number=_next_number(course.id),
        published_by_id=member.id if member else None,
        track=course.track,
        title=course.title,
        summary=course.summary,
        objectives=course.objectives,
        hours=course.hours,
        minutes=sum(lesson.lesson.minutes for lesson in made),
        data_bytes=sum(lesson.data_bytes for lesson in made),
        outline_json=_outline(course, made).to_json(),
        facts=facts,
        digest=draft.digest,
        targets=draft.targets,
    )


def _next_number(course_id: int) -> int:
    query = sa.select(sa.func.max(CourseRevision.number))
    return (db.session.scalar(query.where(CourseRevision.course_id == course_id)) or 0) + 1


def _outline(course: Course, made: Iterable[_Made]) -> Outline:
    lessons = {lesson.lesson.id: lesson for lesson in made}
    return Outline(
        tuple(
            OutlineModule(
                module.key,
                module.title,
                tuple(_outlined(lessons[lesson.id]) for lesson in module.lessons),
            )
            for module in course.modules
            if module.lessons
        )
    )


def _outlined(made: _Made) -> OutlineLesson:
    lesson = made.lesson
    return OutlineLesson(
        id=lesson.id,
        key=lesson.key,
        title=lesson.title,
        minutes=lesson.minutes,
        data_bytes=made.data_bytes,
        gates=parts.gates(made.parts),
    )


def _replace(before: CourseRevision | None, revision: CourseRevision) -> None:
    if before is not None:
        before.is_current = False
        db.session.flush()  # one revision at most is current: the old one steps back first
    db.session.add(revision)
    db.session.flush()


def _add_lessons(revision: CourseRevision, made: Iterable[_Made]) -> None:
    for lesson in made:
        sources = {name: write_lesson(lesson.blocks, name) for name in LANGUAGES}
        row = LessonRevision(
            revision_id=revision.id,
            lesson_id=lesson.lesson.id,
            parts=lesson.parts,
            source={name: text for name, text in sources.items() if text},
            data_bytes=lesson.data_bytes,
        )
        db.session.add(row)
    db.session.flush()


def _published(revision: CourseRevision, before: CourseRevision | None) -> CourseRevision:
    if before is not None and _asks_less(before.outline, revision.outline):
        complete_the_ready.later(key=f"revision:{revision.id}", revision_id=revision.id)
    tell(CoursePublished(revision_id=revision.id))
    return revision


def _asks_less(before: Outline, after: Outline) -> bool:
    """Whether some learner may have nothing left to do, who had something before."""
    gone = {lesson.id for lesson in before} - {lesson.id for lesson in after}
    return bool(gone or set(before.gates) - set(after.gates))


_CARRIED = (
    *("course", "track", "title", "summary", "objectives", "hours", "minutes", "data_bytes"),
    *("digest", "targets"),
)


def _renew(before: CourseRevision, facts: dict[str, Any]) -> CourseRevision:
    """The same revision again, with other facts."""
    revision = CourseRevision(
        number=_next_number(before.course_id),
        outline_json=before.outline_json,
        facts=facts,
        **{name: getattr(before, name) for name in _CARRIED},
    )
    _replace(before, revision)
    columns = [LessonRevision.lesson_id, LessonRevision.parts, LessonRevision.source]
    rows = sa.select(sa.literal(revision.id), *columns, LessonRevision.data_bytes)
    db.session.execute(
        sa.insert(LessonRevision).from_select(
            ["revision_id", "lesson_id", "parts", "source", "data_bytes"],
            rows.where(LessonRevision.revision_id == before.id),
        )
    )
    for gate in revision.outline.gates:
        kinds()[gate.kind].carry(before, revision, gate.key)
    tell(CoursePublished(revision_id=revision.id))
    return revision
