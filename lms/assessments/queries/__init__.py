"""What is read of quizzes and attempts."""

from lms.assessments.queries.attempts import (
    OpenedAttempt,
    Stored,
    attempt_by_id_for_grading,
    attempt_for_grading,
    attempt_for_saving,
    attempt_of,
    given,
    known_ops,
    responses,
)
from lms.assessments.queries.clocks import as_if_back, clock_of, is_silent, with_credit
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
    results_of,
)
from lms.assessments.queries.standings import (
    AttemptSummary,
    QuizStanding,
    access_for,
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
    "as_if_back",
    "attempt_by_id_for_grading",
    "attempt_for_grading",
    "attempt_for_saving",
    "attempt_of",
    "bank_of",
    "category_paths",
    "clock_of",
    "course_results",
    "course_score",
    "drawable",
    "due_facts",
    "given",
    "graded",
    "is_silent",
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
    "with_credit",
]
