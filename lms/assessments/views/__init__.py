"""The pages of quizzes: for learners, and for those who write them."""

from lms.assessments.views import attempts, editor, practice, quiz_desk, quizzes
from lms.assessments.views.room import bp

__all__ = ["attempts", "bp", "editor", "practice", "quiz_desk", "quizzes"]
