"""The tables of questions, quizzes and attempts."""

from lms.assessments.models.attempts import (
    AnswerFile,
    AnswerOp,
    Attempt,
    AttemptEvent,
    AttemptState,
    PracticeCard,
    Response,
)
from lms.assessments.models.banks import (
    BankShare,
    Question,
    QuestionBank,
    QuestionCategory,
    QuestionTag,
    QuestionVersion,
)
from lms.assessments.models.exact import Exact
from lms.assessments.models.quizzes import Quiz, QuizEntry, QuizException, QuizVersion

__all__ = [
    "AnswerFile",
    "AnswerOp",
    "Attempt",
    "AttemptEvent",
    "AttemptState",
    "BankShare",
    "Exact",
    "PracticeCard",
    "Question",
    "QuestionBank",
    "QuestionCategory",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizEntry",
    "QuizException",
    "QuizVersion",
    "Response",
]
