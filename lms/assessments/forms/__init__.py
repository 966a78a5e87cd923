"""What authors and staff fill in."""

from lms.assessments.forms.access import AccessForm, EndExceptionForm, ExceptionForm, differences
from lms.assessments.forms.controls import saved_meanwhile
from lms.assessments.forms.invigilating import ExtendForm, HandInForm, ReasonForm, ReopenForm
from lms.assessments.forms.lines import DrawForm, HeadingForm, MarkForm
from lms.assessments.forms.questions import QuestionForm, form_for
from lms.assessments.forms.quizzes import NewQuizForm, SettingsForm

__all__ = [
    "AccessForm",
    "DrawForm",
    "EndExceptionForm",
    "ExceptionForm",
    "ExtendForm",
    "HandInForm",
    "HeadingForm",
    "MarkForm",
    "NewQuizForm",
    "QuestionForm",
    "ReasonForm",
    "ReopenForm",
    "SettingsForm",
    "differences",
    "form_for",
    "saved_meanwhile",
]
