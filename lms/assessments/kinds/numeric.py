"""A number: within a tolerance or between two ends, with or without a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.formula import Formula, FormulaError
from lms.assessments.kinds.answers import one_line
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    Grading,
    Item,
    Part,
    Shown,
    Tally,
    Text,
    in_its_language,
)
from lms.assessments.kinds.quantities import (
    LONGEST_UNIT,
    Tolerance,
    Units,
    read_tolerance,
    read_units,
    spellings,
)
from lms.assessments.kinds.spans import (
    Spans,
    drawn,
    first_failure,
    numbers_of,
    read_spans,
    values_of,
)
from lms.assessments.kinds.stem import KINDS, Stem, dump_stem, read_stem
from lms.assessments.numbers import MAX_LENGTH, grouped, neutral, read_quantity, written
from lms.assessments.prose import placeholders

Ends = tuple[Fraction, Fraction]
TOLERANCE = Field(
    name="tolerance",
    control=Control.NUMBER,
    label=_l("How far off an answer may be"),
    hint=_l("0.01 forgives a last digit that was rounded."),
)
TOLERANCE_PERCENT = Field(
    name="tolerance_percent",
    control=Control.NUMBER,
    label=_l("Or how many percent of the right number"),
)
UNITS = (
    Field(
        name="unit",
        control=Control.PAIR,
        label=_l("Unit"),
        hint=_l("Shown behind the answer, as USD."),
        longest=LONGEST_UNIT,
    ),
    Field(
        name="units",
        control=Control.ROWS,
        label=_l("Units that may be given"),
        hint=_l("What one of each is worth in the unit of the right number: km is worth 1000 m."),
        most=12,
        more=_l("One more unit"),
        each=_l("Unit %(number)s"),
        bare=True,
        fields=(
            Field(name="unit", control=Control.LINE, label=_l("Unit"), longest=LONGEST_UNIT),
            Field(name="factor", control=Control.NUMBER, label=_l("One is worth")),
        ),
    ),
    Field(
        name="unit_needed",
        control=Control.FLAG,
        label=_l("A number without a unit is wrong"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class NumberShown(Shown):
    """Whether a unit must be given with the number."""

    is_unit_needed: bool


@dataclass(frozen=True, kw_only=True)
class Numeric(Stem):
    """An answer holds the number as it was typed. The key is a formula, or any number in `ends`."""

    kind: ClassVar[str] = "numeric"
    label: ClassVar[Any] = _l("A number")
    place: ClassVar[int] = 40
    template: ClassVar[str] = "assessments/kinds/number.html"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="answer",
            control=Control.LINE,
            label=_l("Right number"),
            hint=_l("For example 36, or 45 * (1 - 20 / 100)."),
            longest=500,
        ),
        TOLERANCE,
        TOLERANCE_PERCENT,
        Field(
            name="range.from",
            control=Control.NUMBER,
            label=_l("Or every number from"),
        ),
        Field(name="range.to", control=Control.NUMBER, label=_l("up to")),
        *UNITS,
    )
    answer: Formula | None = None
    ends: Ends | None = None
    spans: Spans = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    unit: Text = field(default_factory=dict)
    units: Units = field(default_factory=Units)

    @classmethod
    def reading(cls, reader: Reader) -> type[Item]:
        """Values were drawn in this kind before that was a kind of its own."""
        return KINDS["calculated" if reader.has("draw") else cls.kind]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        ends = _read_ends(reader)
        item = cls(
            **read_stem(reader),
            answer=_read_formula(reader) if ends is None else None,
            ends=ends,
            spans=read_spans(reader.part("draw")),
            tolerance=read_tolerance(reader),
            unit=reader.optional_text("unit"),
            units=read_units(reader),
        )
        for path, sentence in item._problems():
            reader.note(sentence, *path)
        return item

    def _problems(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for language, text in self.text.items():
            for name in placeholders(text):
                if name not in self.spans:
                    yield ("text", language), _("{%(name)s} is not drawn.", name=name)
        if self.answer is None:
            return
        missing = sorted(self.answer.names - self.spans.keys())
        for name in missing:
            yield ("answer",), _("The formula uses “%(name)s”, which is not drawn.", name=name)
        if not missing and (failure := first_failure(self.answer, self.spans)):
            yield ("answer",), failure

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | self._dump_key()
        if self.spans:
            content["draw"] = {name: span.dump() for name, span in self.spans.items()}
        content |= self.tolerance.dump() | self.units.dump()
        return content | ({"unit": dict(self.unit)} if self.unit else {})

    def _dump_key(self) -> dict[str, Any]:
        if self.answer is not None:
            return {"answer": self.answer.text}
        start, end = self.ends or (Fraction(0), Fraction(0))
        return {"range": {"from": neutral(start), "to": neutral(end)}}

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        values = {name: drawn(span, chance) for name, span in self.spans.items()}
        return Draw(values={name: str(neutral(value)) for name, value in values.items()})

    def present(self, draw: Draw) -> Shown:
        return NumberShown(
            template=self.template,
            text=self.text,
            values=values_of(draw),
            unit=self._unit_shown,
            is_unit_needed=self.units.is_needed,
        )

    @property
    def _unit_shown(self) -> Text:
        """What stands behind the control; nothing where naming the unit is part of the answer."""
        return {} if self.units.is_needed else self.unit

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, MAX_LENGTH)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        is_right = any(self._is_right(draw, text) for text in answer)
        return Grading(Fraction(is_right), tuple(Part("number", is_right) for _text in answer))

    def _is_right(self, draw: Draw, text: str) -> bool:
        number, has_unit = read_quantity(text, self._worth)
        if number is None or (self.units.is_needed and not has_unit):
            return False
        if self.ends is not None:
            return self.ends[0] <= number <= self.ends[1]
        return self.tolerance.allows(number, self.right(draw))

    @property
    def _worth(self) -> Mapping[str, Fraction]:
        """What one of each unit is worth, by all its spellings."""
        shown = (one for unit in self.unit.values() for one in spellings(unit))
        return dict.fromkeys(shown, Fraction(1)) | self.units.spellings

    def key(self, draw: Draw) -> Answer:
        number = self.right(draw) if self.ends is None else self.ends[0]
        if not self.units.is_needed:
            return (written(number),)
        unit, factor = next(iter(self.units.factors.items()))
        return (f"{written(number / factor)} {unit}",)

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(
            given=tuple(map(in_its_language, answer)),
            right=(self._right_text(draw),),
            feedback=self.feedback,
            values=values_of(draw),
        )

    def _right_text(self, draw: Draw) -> Text:
        number = (
            grouped(self.right(draw)) if self.ends is None else "–".join(map(grouped, self.ends))
        )
        unit = self.unit or _in_all(self.text, self._base_unit)
        return {language: f"{number} {word}".strip() for language, word in unit.items()}

    @property
    def _base_unit(self) -> str:
        """The unit of the right number, where units may be given."""
        return next((unit for unit, worth in self.units.factors.items() if worth == 1), "")

    def right(self, draw: Draw) -> Fraction:
        """The key for these values."""
        return Fraction(0) if self.answer is None else self.answer.compute(numbers_of(draw))

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        """By the number, so that 36 and 36.00 are one; what is none, by how it was typed."""
        is_right = self.grade(draw, answer).share == 1
        numbers = ((text, read_quantity(text, self._worth)[0]) for text in answer)
        return tuple(
            Tally("", said, is_right, text=in_its_language(said))
            for text, number in numbers
            if (said := text if number is None else grouped(number))
        )


def _in_all(text: Text, word: str) -> Text:
    return dict.fromkeys(text, word)


def _read_formula(reader: Reader) -> Formula:
    if not reader.has("answer"):
        reader.note(_("Write the right number, or how it is computed."), "answer")
        return Formula.read("0")
    try:
        return Formula.read(reader.plain("answer"))
    except FormulaError as error:
        reader.note(str(error), "answer")
        return Formula.read("0")


def _read_ends(reader: Reader) -> Ends | None:
    if not reader.has("range"):
        return None
    part = reader.part("range")
    start = part.number("from")
    end = part.number("to", start)
    part.close()
    if end < start:
        part.note(_("The range must run upwards."))
    if reader.has("answer"):
        reader.note(_("Give a right number or a range, not both."), "answer")
    return start, end
