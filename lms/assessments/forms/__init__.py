"""What authors fill in."""

from lms.assessments.forms.controls import saved_meanwhile
from lms.assessments.forms.questions import QuestionForm, form_for
from lms.assessments.forms.quizzes import NewQuizForm, QuizForm

__all__ = ["NewQuizForm", "QuestionForm", "QuizForm", "form_for", "saved_meanwhile"]
