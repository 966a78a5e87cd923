"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import (
    attempts,
    editor,
    handing_in,
    helping,
    live,
    marking,
    practice,
    quiz_desk,
    quizzes,
    results,
    uploads,
)
from lms.assessments.views.room import bp

__all__ = [
    "attempts",
    "bp",
    "editor",
    "handing_in",
    "helping",
    "live",
    "marking",
    "practice",
    "quiz_desk",
    "quizzes",
    "results",
    "uploads",
]
