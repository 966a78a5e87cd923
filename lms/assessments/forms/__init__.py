"""What authors and staff fill in."""

from lms.assessments.forms.controls import saved_meanwhile
from lms.assessments.forms.invigilating import ExtendForm, HandInForm, ReasonForm, ReopenForm
from lms.assessments.forms.questions import QuestionForm, form_for
from lms.assessments.forms.quizzes import NewQuizForm, QuizForm

__all__ = [
    "ExtendForm",
    "HandInForm",
    "NewQuizForm",
    "QuestionForm",
    "QuizForm",
    "ReasonForm",
    "ReopenForm",
    "form_for",
    "saved_meanwhile",
]
