"""Several options may be right; how a half-right answer counts is the author's choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.choices import Choice, Choices, choices_field, read_choices
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import Answer, Draw, Grading, Part
from lms.assessments.kinds.stem import dump_stem, read_stem

Chosen = frozenset[int]


def _all_or_nothing(choices: tuple[Choice, ...], chosen: Chosen) -> Fraction:
    return Fraction(all((index in chosen) == one.right for index, one in enumerate(choices)))


def _per_option(choices: tuple[Choice, ...], chosen: Chosen) -> Fraction:
    """Each option rightly taken or rightly left counts alike."""
    good = sum((index in chosen) == one.right for index, one in enumerate(choices))
    return Fraction(good, len(choices))


def _right_minus_wrong(choices: tuple[Choice, ...], chosen: Chosen) -> Fraction:
    """The share of right options taken, less the share of wrong ones: taking all gains nothing."""
    right = {index for index, one in enumerate(choices) if one.right}
    wrong = len(choices) - len(right)
    lost = Fraction(len(chosen - right), wrong) if wrong else Fraction(0)
    return max(Fraction(0), Fraction(len(chosen & right), len(right)) - lost)


SCORINGS: dict[str, Callable[[tuple[Choice, ...], Chosen], Fraction]] = {
    "right-minus-wrong": _right_minus_wrong,
    "all-or-nothing": _all_or_nothing,
    "per-option": _per_option,
}
DEFAULT = "right-minus-wrong"


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Choices):
    kind: ClassVar[str] = "multiple-choice"
    label: ClassVar[Any] = _l("Several right choices")
    place: ClassVar[int] = 20
    template: ClassVar[str] = "assessments/kinds/choose_many.html"
    fields: ClassVar[tuple[Field, ...]] = (
        choices_field(Control.FLAG, _l("Mark all that are right. Rows left empty are not used.")),
        Field(
            name="scoring",
            control=Control.CHOICE,
            label=_l("How a half-right answer counts"),
            options={
                "right-minus-wrong": _l("Right choices count, wrong ones take away"),
                "all-or-nothing": _l("All of it right, or nothing"),
                "per-option": _l("Each choice rightly taken or left counts"),
            },
        ),
    )
    scoring: str = DEFAULT

    @classmethod
    def read(cls, reader: Reader) -> Self:
        choices = read_choices(reader)
        if choices and not any(choice.right for choice in choices):
            reader.note(_("At least one choice must be right."), "choices")
        scoring = reader.one_of("scoring", SCORINGS, DEFAULT)
        return cls(**read_stem(reader), choices=choices, scoring=scoring)

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | {"choices": [choice.dump() for choice in self.choices]}
        return content if self.scoring == DEFAULT else content | {"scoring": self.scoring}

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        chosen = self.chosen(draw, answer)
        parts = tuple(
            Part(str(index), (index in chosen) == one.right)
            for index, one in enumerate(self.choices)
        )
        share = SCORINGS[self.scoring](self.choices, chosen) if chosen else Fraction(0)
        return Grading(share, parts)
