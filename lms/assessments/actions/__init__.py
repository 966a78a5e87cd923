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
from lms.assessments.actions.handing_in import TooManyFiles, hand_in
from lms.assessments.actions.helping import (
    NoHintLeft,
    NothingToCheck,
    check_answer,
    show_hint,
)
from lms.assessments.actions.moving import is_last_step, move_on
from lms.assessments.actions.saving import (
    Filled,
    Op,
    Saving,
    changes_of_form,
    save_answers,
    too_late_sentence,
)
from lms.assessments.actions.signals import Heard, Told, hear, note, sign_of_life
from lms.assessments.actions.uploading import NotTaken, Upload, add_files

__all__ = [
    "QUIZ",
    "Filled",
    "Heard",
    "NoAttemptLeft",
    "NoHintLeft",
    "NotOpen",
    "NotTaken",
    "NothingToAsk",
    "NothingToCheck",
    "Op",
    "Saving",
    "Told",
    "TooManyFiles",
    "Upload",
    "WrongPassword",
    "WrongPlace",
    "add_files",
    "changes_of_form",
    "check_answer",
    "close_when_due",
    "finish_marking",
    "hand_in",
    "hear",
    "is_last_step",
    "look_at_the_end",
    "move_on",
    "note",
    "save_answers",
    "show_hint",
    "sign_of_life",
    "start_attempt",
    "submit_attempt",
    "too_late_sentence",
]
