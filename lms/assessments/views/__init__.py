"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import attempts, editor, marking, practice, quiz_desk, quizzes, results
from lms.assessments.views.room import bp

__all__ = ["attempts", "bp", "editor", "marking", "practice", "quiz_desk", "quizzes", "results"]
