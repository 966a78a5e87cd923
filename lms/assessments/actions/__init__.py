"""What can be done with quizzes and attempts. Everything flushes, nothing commits."""

from lms.assessments.actions.attempting import (
    QUIZ,
    NoAttemptLeft,
    NothingToAsk,
    NotOpen,
    WrongPassword,
    WrongPlace,
    close_when_due,
    finish_marking,
    look_at_the_end,
    start_attempt,
    submit_attempt,
)
from lms.assessments.actions.saving import (
    Filled,
    Op,
    Saving,
    changes_of_form,
    save_answers,
    too_late_sentence,
)

__all__ = [
    "QUIZ",
    "Filled",
    "NoAttemptLeft",
    "NotOpen",
    "NothingToAsk",
    "Op",
    "Saving",
    "WrongPassword",
    "WrongPlace",
    "changes_of_form",
    "close_when_due",
    "finish_marking",
    "look_at_the_end",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "too_late_sentence",
]
