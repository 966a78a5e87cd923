"""A statement that is true or false. It is never shuffled: people expect true first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedOption,
    Grading,
    Option,
    Part,
    Shown,
    Stem,
    Text,
    Unreadable,
    dump_stem,
    read_stem,
)

WORDS: dict[str, Text] = {
    "true": {"en": "True", "ur": "درست"},
    "false": {"en": "False", "ur": "غلط"},
}


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Stem):
    """An answer holds "true" or "false"."""

    kind: ClassVar[str] = "true-false"
    template: ClassVar[str] = "assessments/kinds/choose_one.html"
    answer: bool

    @classmethod
    def read(cls, reader: Reader) -> Self:
        return cls(**read_stem(reader), answer=reader.flag("answer"))

    def dump(self) -> dict[str, Any]:
        return dump_stem(self) | {"answer": self.answer}

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        return Draw()

    def present(self, draw: Draw) -> Shown:
        options = tuple(Option(value=value, text=text) for value, text in WORDS.items())
        return Shown(template=self.template, text=self.text, options=options)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        if len(given) > 1 or not WORDS.keys() >= set(given):
            raise Unreadable(_("The answer is none of the choices shown."))
        return tuple(given)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        is_right = answer == (self._key,)
        return Grading(Fraction(is_right), tuple(Part(value, is_right) for value in answer))

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        options = (
            ExplainedOption(
                text=text, is_chosen=value in answer, is_right=value == self._key, feedback={}
            )
            for value, text in WORDS.items()
        )
        return Explained(options=tuple(options), feedback=self.feedback)

    @property
    def _key(self) -> str:
        return str(self.answer).lower()
