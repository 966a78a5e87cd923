"""A statement that is true or false. It is never shuffled: people expect true first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import one_of_these
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Draw,
    Explained,
    ExplainedOption,
    Grading,
    Option,
    Part,
    Shown,
    Tally,
    Text,
)
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem

WORDS: dict[str, Text] = {
    "true": {"en": "True", "ur": "درست"},
    "false": {"en": "False", "ur": "غلط"},
}


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Stem):
    """An answer holds "true" or "false"; `remarks` by these words."""

    kind: ClassVar[str] = "true-false"
    label: ClassVar[Any] = _l("True or false")
    place: ClassVar[int] = 30
    template: ClassVar[str] = "assessments/kinds/choose_one.html"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="answer",
            control=Control.TRUTH,
            label=_l("The statement is"),
            options={"true": _l("True"), "false": _l("False")},
            is_required=True,
        ),
        Field(
            name="if_true",
            control=Control.PAIR,
            label=_l("Said to those who chose “True”"),
            longest=1000,
        ),
        Field(
            name="if_false",
            control=Control.PAIR,
            label=_l("Said to those who chose “False”"),
            longest=1000,
        ),
    )
    answer: bool
    remarks: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        remarks = {word: reader.optional_text(f"if_{word}") for word in WORDS}
        said = {word: text for word, text in remarks.items() if text}
        return cls(**read_stem(reader), answer=reader.flag("answer"), remarks=said)

    def dump(self) -> dict[str, Any]:
        remarks = {f"if_{word}": dict(text) for word, text in self.remarks.items()}
        return dump_stem(self) | {"answer": self.answer} | remarks

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield from self.remarks.values()

    def present(self, draw: Draw) -> Shown:
        options = tuple(Option(value=value, text=text) for value, text in WORDS.items())
        return Shown(template=self.template, text=self.text, options=options)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_of_these(WORDS)(given)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        is_right = answer == self.key(draw)
        return Grading(Fraction(is_right), tuple(Part(value, is_right) for value in answer))

    def key(self, draw: Draw) -> Answer:
        return (str(self.answer).lower(),)

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        options = (
            ExplainedOption(
                text=text,
                is_chosen=value in answer,
                is_right=(value,) == self.key(draw),
                feedback=self.remarks.get(value, {}) if value in answer else {},
            )
            for value, text in WORDS.items()
        )
        return Explained(options=tuple(options), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        is_right = answer == self.key(draw)
        return tuple(Tally("", value, is_right, text=WORDS[value]) for value in answer)
