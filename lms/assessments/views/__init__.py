"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.acts import connect
from lms.assessments.views import (
    attempts,
    bank,
    bank_categories,
    bank_facts,
    bank_questions,
    bank_sharing,
    bank_trying,
    editor,
    quiz_desk,
    quizzes,
)
from lms.assessments.views.room import bp

bp.record_once(lambda state: connect())  # the log learns how our acts read

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
    "quiz_desk",
    "quizzes",
]
