"""What authors fill in."""

from lms.assessments.forms.controls import saved_meanwhile
from lms.assessments.forms.invigilating import ExtendForm, HandInForm, ReasonForm, ReopenForm
from lms.assessments.forms.questions import FORMS, KIND_NAMES, QuestionForm
from lms.assessments.forms.quizzes import NewQuizForm, QuizForm

__all__ = [
    "FORMS",
    "KIND_NAMES",
    "ExtendForm",
    "HandInForm",
    "NewQuizForm",
    "QuestionForm",
    "QuizForm",
    "ReasonForm",
    "ReopenForm",
    "saved_meanwhile",
]
