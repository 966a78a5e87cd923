"""What can be done with courses. Everything flushes, nothing commits."""

from lms.courses.actions.learning import (
    CourseClosed,
    GateClosed,
    NotInCourse,
    block_done,
    enrol,
    mark_done,
)

__all__ = [
    "CourseClosed",
    "GateClosed",
    "NotInCourse",
    "block_done",
    "enrol",
    "mark_done",
]
