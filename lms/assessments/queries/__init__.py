"""What is read of quizzes and attempts."""

from lms.assessments.queries import banks, uses
from lms.assessments.queries.attempts import (
    OpenedAttempt,
    Stored,
    attempt_by_id,
    attempt_by_id_for_grading,
    attempt_for_grading,
    attempt_for_saving,
    attempt_of,
    given,
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
from lms.assessments.queries.papers import due_facts, paper, place_of
from lms.assessments.queries.pools import (
    Catalogues,
    Newest,
    category_paths,
    drawable,
    usable_bank,
    usable_banks,
)
from lms.assessments.queries.results import (
    QuizResult,
    course_results,
    course_score,
    graded,
    has_passed,
    results_of,
)
from lms.assessments.queries.standings import (
    AttemptSummary,
    QuizStanding,
    access_for,
    access_of,
    quiz_standing,
)

__all__ = [
    "AttemptSummary",
    "Catalogues",
    "Newest",
    "OpenedAttempt",
    "QuizResult",
    "QuizStanding",
    "Stored",
    "access_for",
    "access_of",
    "attempt_by_id",
    "attempt_by_id_for_grading",
    "attempt_for_grading",
    "attempt_for_saving",
    "attempt_of",
    "bank_of",
    "banks",
    "category_paths",
    "course_results",
    "course_score",
    "drawable",
    "due_facts",
    "given",
    "graded",
    "has_passed",
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
    "usable_bank",
    "usable_banks",
    "uses",
]
