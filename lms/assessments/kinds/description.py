"""A text without a question: what follows is about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.item import (
    NO_ANSWER,
    Answer,
    Draw,
    Explained,
    Grading,
    Tally,
    Unreadable,
)
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem


@dataclass(frozen=True, kw_only=True)
class Description(Stem):
    kind: ClassVar[str] = "description"
    label: ClassVar[Any] = _l("A text without a question")
    place: ClassVar[int] = 140
    template: ClassVar[str] = "assessments/kinds/description.html"
    is_answerable: ClassVar[bool] = False
    has_mark: ClassVar[bool] = False
    mark: Fraction = Fraction(0)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        return cls(**read_stem(reader, mark=Fraction(0)))

    def dump(self) -> dict[str, Any]:
        return dump_stem(self)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        if any(given):
            raise Unreadable(_("There is nothing to answer here."))
        return NO_ANSWER

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        return Grading(Fraction(0), ())

    def key(self, draw: Draw) -> Answer:
        return NO_ANSWER

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        return ()
