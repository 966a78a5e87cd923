"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import (
    attempts,
    bank,
    bank_categories,
    bank_facts,
    bank_questions,
    bank_sharing,
    bank_trying,
    editor,
    marking,
    practice,
    quiz_desk,
    quizzes,
    results,
)
from lms.assessments.views.room import bp

__all__ = [
    "attempts",
    "bank",
    "bank_categories",
    "bank_facts",
    "bank_questions",
    "bank_sharing",
    "bank_trying",
    "bp",
    "editor",
    "marking",
    "practice",
    "quiz_desk",
    "quizzes",
    "results",
]
