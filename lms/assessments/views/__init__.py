"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import (
    attempts,
    editor,
    handing_in,
    live,
    helping,
    quiz_desk,
    quizzes,
    uploads,
)
from lms.assessments.views.room import bp

__all__ = [
    "attempts",
    "bp",
    "editor",
    "handing_in",
    "live",
    "helping",
    "quiz_desk",
    "quizzes",
    "uploads",
]
