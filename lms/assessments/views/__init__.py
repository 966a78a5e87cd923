"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import (
    access_desk,
    attempts,
    editor,
    lines,
    quiz_desk,
    quizzes,
    trying,
)
from lms.assessments.views.room import bp

__all__ = [
    "access_desk",
    "attempts",
    "bp",
    "editor",
    "lines",
    "quiz_desk",
    "quizzes",
    "trying",
]
