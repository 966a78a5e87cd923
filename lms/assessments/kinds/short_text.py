"""A word or a few, compared in one spelling, against every answer the author accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import one_line
from lms.assessments.kinds.item import (
    Answer,
    Draw,
    Explained,
    Grading,
    Part,
    Tally,
    in_its_language,
)
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem
from lms.assessments.spelling import normalised

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class ShortText(Stem):
    """An answer holds the text typed."""

    kind: ClassVar[str] = "short-text"
    label: ClassVar[Any] = _l("A word or a few")
    place: ClassVar[int] = 60
    template: ClassVar[str] = "assessments/kinds/words.html"
    accept: tuple[str, ...]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        accept = reader.texts("accept")
        for position, text in enumerate(accept):
            if not normalised(text) or len(text) > LONGEST:
                reader.note(_("An accepted answer is empty or too long."), "accept", position)
        return cls(**read_stem(reader), accept=accept)

    def dump(self) -> dict[str, Any]:
        return dump_stem(self) | {"accept": list(self.accept)}

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, LONGEST)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        accepted = set(map(normalised, self.accept))
        is_right = any(normalised(text) in accepted for text in answer)
        return Grading(Fraction(is_right), tuple(Part("text", is_right) for _text in answer))

    def key(self, draw: Draw) -> Answer:
        return (self.accept[0],)

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(
            given=tuple(map(in_its_language, answer)),
            right=tuple(map(in_its_language, self.accept)),
            feedback=self.feedback,
        )

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        is_right = self.grade(draw, answer).share == 1
        return tuple(
            Tally("", normalised(text), is_right, text=in_its_language(text)) for text in answer
        )
