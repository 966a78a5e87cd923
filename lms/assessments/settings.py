"""The rules of a quiz that are frozen with its questions: how it asks, what counts, what it shows.

When and how often it may be taken stands in access.py: that can change any day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.assessments.checking import Reader
from lms.assessments.numbers import neutral
from lms.assessments.review import Review

MOST_QUESTIONS = 100


class Mode(StrEnum):
    """What a quiz is for.

    In PRACTICE each answer can be checked at once, with hints; both cost `try_penalty`.
    """

    EXAM = "exam"
    PRACTICE = "practice"


class Display(StrEnum):
    """How questions stand on the page."""

    ONE = "one"
    ALL = "all"


class Navigation(StrEnum):
    """SEQUENTIAL: forward only, one question at a time, held by the server."""

    FREE = "free"
    SEQUENTIAL = "sequential"


class Counts(StrEnum):
    """Which of several attempts is the result."""

    HIGHEST = "highest"
    AVERAGE = "average"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, kw_only=True)
class QuizSettings:
    """`pass_mark` is a percentage. `draw` takes so many of the questions listed by name, 0 all.

    `wrong_penalty` is the share of its mark that a wrong answer takes away, `try_penalty` the share
    that each wrong check and each hint of a practice takes. `certainty` asks how sure the learner
    is, and grades by it (grading.CERTAINTIES).
    """

    pass_mark: Fraction = Fraction(70)
    counts: Counts = Counts.HIGHEST
    draw: int = 0
    shuffle: bool = True
    shuffle_choices: bool = True
    mode: Mode = Mode.EXAM
    display: Display = Display.ONE
    navigation: Navigation = Navigation.FREE
    wrong_penalty: Fraction = Fraction(0)
    try_penalty: Fraction = Fraction(1, 4)
    certainty: bool = False
    review: Review = field(default_factory=Review)

    @classmethod
    def read(cls, reader: Reader) -> QuizSettings:
        """Read and check the settings among the names of a quiz; flaws are noted there."""
        shuffle = reader.flag("shuffle", cls.shuffle)
        return cls(
            pass_mark=reader.number("pass_mark", cls.pass_mark, least=0, most=100),
            counts=Counts(reader.one_of("counts", Counts, cls.counts)),
            draw=reader.whole("draw", cls.draw, least=0, most=MOST_QUESTIONS),
            shuffle=shuffle,
            shuffle_choices=reader.flag("shuffle_choices", shuffle),
            mode=Mode(reader.one_of("mode", Mode, cls.mode)),
            display=Display(reader.one_of("display", Display, cls.display)),
            navigation=Navigation(reader.one_of("navigation", Navigation, cls.navigation)),
            wrong_penalty=reader.number("wrong_penalty", cls.wrong_penalty, least=0, most=1),
            try_penalty=reader.number("try_penalty", cls.try_penalty, least=0, most=1),
            certainty=reader.flag("certainty", cls.certainty),
            review=Review.read(reader),
        )

    def dump(self) -> dict[str, Any]:
        """As it stands in a file and in a frozen quiz; `read` reads the same back."""
        return {
            "pass_mark": neutral(self.pass_mark),
            "counts": str(self.counts),
            "draw": self.draw,
            "shuffle": self.shuffle,
            "shuffle_choices": self.shuffle_choices,
            "mode": str(self.mode),
            "display": str(self.display),
            "navigation": str(self.navigation),
            "wrong_penalty": neutral(self.wrong_penalty),
            "try_penalty": neutral(self.try_penalty),
            "certainty": self.certainty,
            "review": self.review.dump(),
        }

    @property
    def is_practice(self) -> bool:
        return self.mode is Mode.PRACTICE

    @property
    def is_sequential(self) -> bool:
        return self.navigation is Navigation.SEQUENTIAL
