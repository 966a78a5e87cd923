"""A word or a few, compared in one spelling, against every answer the author accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.accepting import (
    LONGEST,
    Accepted,
    best,
    key_text,
    read_accepted,
    right_texts,
)
from lms.assessments.kinds.answers import one_line
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Draw,
    Explained,
    Grading,
    Part,
    Tally,
    Text,
    in_its_language,
)
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem

CASE = Field(name="case", control=Control.FLAG, label=_l("Capital letters must be right"))


@dataclass(frozen=True, kw_only=True)
class ShortText(Stem):
    """An answer holds the text typed."""

    kind: ClassVar[str] = "short-text"
    label: ClassVar[Any] = _l("A word or a few")
    place: ClassVar[int] = 60
    template: ClassVar[str] = "assessments/kinds/words.html"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="accept",
            control=Control.ROWS,
            label=_l("Answers that are right"),
            hint=_l(
                "Spaces, vowel marks and the letters of Arabic keyboards make no difference, nor do"
                " capitals unless you say so. A star (*) stands for anything."
            ),
            is_required=True,
            most=50,
            more=_l("One more answer"),
            each=_l("Answer %(number)s"),
            bare=True,
            fields=(
                Field(name="text", control=Control.LINE, label=_l("Answer"), longest=LONGEST),
                Field(
                    name="share",
                    control=Control.NUMBER,
                    label=_l("Share of the mark"),
                    hint=_l("Leave it empty for all of it; 1/2 is half."),
                ),
                Field(
                    name="feedback",
                    control=Control.PAIR,
                    label=_l("Why"),
                    hint=_l("Shown with the result to those who gave this answer."),
                    longest=1000,
                ),
            ),
        ),
        CASE,
    )
    accept: tuple[Accepted, ...]
    case: bool = False

    @classmethod
    def read(cls, reader: Reader) -> Self:
        case = reader.flag("case", False)
        accept = read_accepted(reader, "accept", is_case=case)
        return cls(**read_stem(reader), accept=accept, case=case)

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | {"accept": [one.dump() for one in self.accept]}
        return content | ({"case": True} if self.case else {})

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield from (one.feedback for one in self.accept)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, LONGEST)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        share = max((one.share for one in self._given(answer)), default=Fraction(0))
        return Grading(share, tuple(Part("text", share == 1) for _text in answer))

    def key(self, draw: Draw) -> Answer:
        return (key_text(self.accept),)

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(
            given=tuple(map(in_its_language, answer)),
            right=right_texts(self.accept),
            remark=next((one.feedback for one in self._given(answer)), {}),
            feedback=self.feedback,
        )

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        is_right = self.grade(draw, answer).share == 1
        compared = self.accept[0].compared
        return tuple(
            Tally("", compared(text), is_right, text=in_its_language(text)) for text in answer
        )

    def _given(self, answer: Answer) -> Iterator[Accepted]:
        """The accepted text that was given, if any was."""
        return (one for text in answer if (one := best(self.accept, text)))
