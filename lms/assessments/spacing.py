"""When a question is asked again: just before it would be forgotten, by FSRS. Pure.

FSRS foretells from each answer how long it will be remembered. Its usual weights are kept, and no
chance: the same answers at the same moments make the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import fsrs

from lms.assessments.kinds.item import Verdict

RETENTION = 0.9  # how likely a question is still known when it comes again
SOON = timedelta(minutes=10)  # what was not known comes again in the same sitting
LONGEST = 365  # days

_scheduler = fsrs.Scheduler(
    desired_retention=RETENTION,
    learning_steps=(SOON,),
    relearning_steps=(SOON,),
    maximum_interval=LONGEST,
    enable_fuzzing=False,
)


class State(StrEnum):
    """How far a question is: new, known, or known once and forgotten."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class Rating(StrEnum):
    """How well it was known."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


_STATES = {
    State.LEARNING: fsrs.State.Learning,
    State.REVIEW: fsrs.State.Review,
    State.RELEARNING: fsrs.State.Relearning,
}
_OUR_STATES = {theirs: ours for ours, theirs in _STATES.items()}
_RATINGS = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
    Rating.EASY: fsrs.Rating.Easy,
}
_OF_VERDICTS = {
    Verdict.RIGHT: Rating.GOOD,
    Verdict.PARTLY: Rating.HARD,
    Verdict.WRONG: Rating.AGAIN,
    Verdict.UNANSWERED: Rating.AGAIN,
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is remembered of one learner and one question; moments are aware, in UTC.

    `stability` is in days, `difficulty` from 1 to 10; both None until the first answer.
    """

    due_at: datetime
    reviewed_at: datetime | None = None
    state: State = State.LEARNING
    step: int | None = 0
    stability: float | None = None
    difficulty: float | None = None

    def dump(self) -> dict[str, Any]:
        """The same as a neutral dict, to be stored as JSON."""
        return {
            "due_at": self.due_at.isoformat(),
            "reviewed_at": self.reviewed_at.isoformat() if self.reviewed_at else None,
            "state": str(self.state),
            "step": self.step,
            "stability": self.stability,
            "difficulty": self.difficulty,
        }

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> Self:
        """The card of a dict that `dump` made."""
        reviewed = content["reviewed_at"]
        return cls(
            due_at=datetime.fromisoformat(content["due_at"]),
            reviewed_at=datetime.fromisoformat(reviewed) if reviewed else None,
            state=State(content["state"]),
            step=content["step"],
            stability=content["stability"],
            difficulty=content["difficulty"],
        )


def new_card(moment: datetime) -> Card:
    """A question that was never asked is due at once."""
    return Card(due_at=_in_utc(moment))


def review(card: Card, rating: Rating, moment: datetime) -> Card:
    """The card after an answer; its `due_at` says when the question comes again, never before."""
    theirs = fsrs.Card(
        card_id=0,  # else it takes the clock for one
        state=_STATES[card.state],
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due_at,
        last_review=card.reviewed_at,
    )
    reviewed_at = _in_utc(moment)
    after, _log = _scheduler.review_card(theirs, _RATINGS[rating], reviewed_at)
    return Card(
        due_at=after.due,
        reviewed_at=reviewed_at,
        state=_OUR_STATES[after.state],
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
    )


def rating_of(verdict: Verdict) -> Rating:
    """What an answer says of how well it was known; that it was easy only its learner can say."""
    return _OF_VERDICTS[verdict]


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)
