"""The rules of a quiz: what passes, how often, how long, and when feedback is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.assessments.checking import Reader
from lms.assessments.numbers import neutral

MOST_ATTEMPTS = 100
MOST_MINUTES = 24 * 60
MOST_QUESTIONS = 100


class FeedbackRule(StrEnum):
    """When the learner sees what was right, and why."""

    AFTER_SUBMIT = "after-submit"
    AFTER_PASS = "after-pass"  # noqa: S105 - no password
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class QuizSettings:
    """`pass_mark` is a percentage; 0 attempts, minutes or questions to draw mean no limit."""

    pass_mark: Fraction = Fraction(70)
    attempts: int = 0
    time_limit: int = 0
    feedback: FeedbackRule = FeedbackRule.AFTER_SUBMIT
    draw: int = 0
    shuffle: bool = True

    @classmethod
    def read(cls, reader: Reader) -> QuizSettings:
        """Read and check the settings among the names of a quiz; flaws are noted there."""
        return cls(
            pass_mark=reader.number("pass_mark", cls.pass_mark, least=0, most=100),
            attempts=reader.whole("attempts", cls.attempts, least=0, most=MOST_ATTEMPTS),
            time_limit=reader.whole("time_limit", cls.time_limit, least=0, most=MOST_MINUTES),
            feedback=FeedbackRule(reader.one_of("feedback", FeedbackRule, cls.feedback)),
            draw=reader.whole("draw", cls.draw, least=0, most=MOST_QUESTIONS),
            shuffle=reader.flag("shuffle", cls.shuffle),
        )

    def dump(self) -> dict[str, Any]:
        return {
            "pass_mark": neutral(self.pass_mark),
            "attempts": self.attempts,
            "time_limit": self.time_limit,
            "feedback": str(self.feedback),
            "draw": self.draw,
            "shuffle": self.shuffle,
        }

    def releases_feedback(self, *, has_passed: bool) -> bool:
        """Whether the result of a graded attempt may show what was right."""
        return self.feedback is FeedbackRule.AFTER_SUBMIT or (
            self.feedback is FeedbackRule.AFTER_PASS and has_passed
        )
