"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import (
    access_desk,
    attempts,
    bank,
    bank_categories,
    bank_facts,
    bank_questions,
    bank_sharing,
    bank_trying,
    editor,
    lines,
    marking,
    practice,
    quiz_desk,
    quizzes,
    results,
    trying,
)
from lms.assessments.views.room import bp

__all__ = [
    "access_desk",
    "attempts",
    "bank",
    "bank_categories",
    "bank_facts",
    "bank_questions",
    "bank_sharing",
    "bank_trying",
    "bp",
    "editor",
    "lines",
    "marking",
    "practice",
    "quiz_desk",
    "quizzes",
    "results",
    "trying",
]
