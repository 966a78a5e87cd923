"""The news that courses publish to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from lms.events import Event


@dataclass(frozen=True)
class CoursePublished(Event):
    """A revision became the current one; its blocks of upper rooms are published already."""

    revision_id: int


@dataclass(frozen=True)
class CourseCompleted(Event):
    """An enrolment was completed, just now and for the first time."""

    enrolment_id: int
