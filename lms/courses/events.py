"""The news that courses publish to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass, field

from lms.events import Event


@dataclass(frozen=True)
class CoursePublished(Event):
    """A revision became the current one; its blocks of upper rooms are published already."""

    revision_id: int


@dataclass(frozen=True)
class CourseCompleted(Event):
    """An enrolment was completed, just now and for the first time."""

    enrolment_id: int


@dataclass(frozen=True)
class GroupChanged(Event):
    """These learners of a course came into a group or left it; it may be gone with them."""

    course_id: int
    group_id: int
    enrolment_ids: frozenset[int]
    actor_id: int


@dataclass(frozen=True)
class GroupAsked(Event):
    """What hangs on this group? Whoever knows something adds a sentence."""

    group_id: int
    sentences: list[str] = field(default_factory=list)
