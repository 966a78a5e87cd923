"""Where a learner stands in a course: frozen values, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from lms.courses.outline import Gate, Outline, OutlineLesson


@dataclass(frozen=True)
class Standing:
    """What a page of a course needs to know of the person who asks; read in one query.

    `enrolment_id` is None for who is not enrolled, then nothing is done.
    """

    course_id: int
    slug: str
    revision_id: int
    revision_ref: str
    is_archived: bool
    member_id: int | None = None
    enrolment_id: int | None = None
    completed_at: datetime | None = None
    completed_revision_id: int | None = None
    last_lesson_id: int | None = None
    lessons_done: frozenset[int] = frozenset()
    gates_done: frozenset[Gate] = frozenset()

    @property
    def is_enrolled(self) -> bool:
        return self.enrolment_id is not None

    def has_done(self, lesson: OutlineLesson) -> bool:
        """Whether the lesson was marked as done and all its gates are."""
        return lesson.id in self.lessons_done and self.gates_done.issuperset(lesson.gates)

    def done_of(self, lessons: Iterable[OutlineLesson]) -> int:
        """How many of these lessons are done."""
        return sum(self.has_done(lesson) for lesson in lessons)

    def with_lessons(self, lessons: Iterable[OutlineLesson]) -> Standing:
        """The same, with these lessons marked as done."""
        return replace(self, lessons_done=self.lessons_done | {lesson.id for lesson in lessons})

    def with_gate(self, gate: Gate) -> Standing:
        """The same, with this gate done."""
        return replace(self, gates_done=self.gates_done | {gate})

    def undone_after(self, outline: Outline, lesson_id: int) -> OutlineLesson | None:
        """The next lesson to do when this one is left behind; round to the start at the end."""
        lessons = list(outline)
        place = next(i for i, lesson in enumerate(lessons) if lesson.id == lesson_id)
        onward = lessons[place + 1 :] + lessons[:place]
        return next((lesson for lesson in onward if not self.has_done(lesson)), None)

    def next_lesson(self, outline: Outline) -> OutlineLesson | None:
        """Where to go on: the lesson last left for, else the first that is not done."""
        undone = [lesson for lesson in outline if not self.has_done(lesson)]
        left_for = (lesson for lesson in undone if lesson.id == self.last_lesson_id)
        return next(left_for, undone[0] if undone else None)
