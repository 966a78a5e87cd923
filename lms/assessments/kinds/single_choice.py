"""One right option among several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.choices import Choices, choices_field, read_choices
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import Answer, Draw, Grading, Part, Unreadable
from lms.assessments.kinds.stem import dump_stem, read_stem


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Choices):
    kind: ClassVar[str] = "single-choice"
    label: ClassVar[Any] = _l("One right choice")
    place: ClassVar[int] = 10
    template: ClassVar[str] = "assessments/kinds/choose_one.html"
    fields: ClassVar[tuple[Field, ...]] = (
        choices_field(
            Control.PICK, _l("Mark the one that is right. Rows left empty are not used.")
        ),
    )

    @classmethod
    def read(cls, reader: Reader) -> Self:
        choices = read_choices(reader)
        if choices and sum(choice.right for choice in choices) != 1:
            reader.note(_("Exactly one choice must be right."), "choices")
        return cls(**read_stem(reader), choices=choices)

    def dump(self) -> dict[str, Any]:
        return dump_stem(self) | {"choices": [choice.dump() for choice in self.choices]}

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        answer = super().parse(draw, given)
        if len(answer) > 1:
            raise Unreadable(_("One answer was expected, and there are more."))
        return answer

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        parts = tuple(
            Part(str(index), self.choices[index].right) for index in self.chosen(draw, answer)
        )
        return Grading(Fraction(len(parts) == 1 and parts[0].is_right), parts)
