"""What is read of quizzes and attempts."""

from lms.assessments.queries.attempts import (
    OpenedAttempt,
    Stored,
    attempt_by_id_for_grading,
    attempt_for_grading,
    attempt_for_saving,
    attempt_of,
    known_ops,
    responses,
)
from lms.assessments.queries.drafts import (
    bank_of,
    question_by_key,
    question_keys,
    quiz_by_key,
    quizzes_in,
    quizzes_of,
)
from lms.assessments.queries.papers import paper, place_of
from lms.assessments.queries.results import QuizResult, course_results, course_score, results_of
from lms.assessments.queries.standings import AttemptSummary, QuizStanding, quiz_standing

__all__ = [
    "AttemptSummary",
    "OpenedAttempt",
    "QuizResult",
    "QuizStanding",
    "Stored",
    "attempt_by_id_for_grading",
    "attempt_for_grading",
    "attempt_for_saving",
    "attempt_of",
    "bank_of",
    "course_results",
    "course_score",
    "known_ops",
    "paper",
    "place_of",
    "question_by_key",
    "question_keys",
    "quiz_by_key",
    "quiz_standing",
    "quizzes_in",
    "quizzes_of",
    "responses",
    "results_of",
]
