"""What can be done with quizzes and attempts. Everything flushes, nothing commits."""

from lms.assessments.actions.attempting import (
    QUIZ,
    NoAttemptLeft,
    close_when_due,
    start_attempt,
    submit_attempt,
)
from lms.assessments.actions.saving import (
    Op,
    Saving,
    changes_of_form,
    save_answers,
    too_late_sentence,
)

__all__ = [
    "QUIZ",
    "NoAttemptLeft",
    "Op",
    "Saving",
    "changes_of_form",
    "close_when_due",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "too_late_sentence",
]
