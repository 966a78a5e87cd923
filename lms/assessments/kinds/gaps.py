"""The gaps of a cloze: something to choose, a text, or a number; each with a key of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.kinds.accepting import (
    LONGEST,
    Accepted,
    best,
    key_text,
    read_accepted,
    right_texts,
)
from lms.assessments.kinds.answers import one_line, one_of_these
from lms.assessments.kinds.item import (
    MOST_MARKS,
    Answer,
    Chance,
    Draw,
    Option,
    Text,
    in_its_language,
    shuffled,
)
from lms.assessments.kinds.passage import Gap
from lms.assessments.kinds.quantities import Tolerance, read_tolerance
from lms.assessments.numbers import MAX_LENGTH, grouped, neutral, read_number, written

MOST_CHOICES = 20
KEYS = ("choices", "accept", "number")
"""By which of these names stands there it is told what a gap is."""


class GapKey(Protocol):
    """What is right in a gap. Answers are parsed; they are those of this gap alone."""

    def dump(self) -> dict[str, Any]: ...

    def texts(self) -> Iterator[Text]: ...

    def draw(self, chance: Chance) -> Draw: ...

    def show(self, draw: Draw, number: str) -> Gap: ...

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer: ...

    def share(self, draw: Draw, given: str) -> Fraction: ...

    def key(self, draw: Draw) -> str: ...

    def given(self, draw: Draw, given: str) -> Text:
        """The answer as people read it."""

    def right(self) -> tuple[Text, ...]: ...

    def counted(self, draw: Draw, given: str) -> str:
        """The answer in a form that many can share."""


@dataclass(frozen=True, kw_only=True)
class ChoiceKey:
    """The first of the choices is right; they are always shuffled."""

    choices: tuple[Text, ...]

    def dump(self) -> dict[str, Any]:
        return {"choices": list(map(dict, self.choices))}

    def texts(self) -> Iterator[Text]:
        yield from self.choices

    def draw(self, chance: Chance) -> Draw:
        return Draw(order=shuffled(len(self.choices), chance))

    def show(self, draw: Draw, number: str) -> Gap:
        options = (
            Option(value=str(position), text=self.choices[index])
            for position, index in enumerate(draw.order, 1)
        )
        return Gap(number=number, options=tuple(options))

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_of_these(str(position) for position in range(1, len(draw.order) + 1))(given)

    def share(self, draw: Draw, given: str) -> Fraction:
        return Fraction(self._place(draw, given) == 0)

    def key(self, draw: Draw) -> str:
        return str(draw.order.index(0) + 1)

    def given(self, draw: Draw, given: str) -> Text:
        return self.choices[self._place(draw, given)]

    def right(self) -> tuple[Text, ...]:
        return self.choices[:1]

    def counted(self, draw: Draw, given: str) -> str:
        return str(self._place(draw, given))

    def _place(self, draw: Draw, given: str) -> int:
        return draw.order[int(given) - 1]


@dataclass(frozen=True, kw_only=True)
class TextKey:
    accept: tuple[Accepted, ...]
    is_case: bool = False

    def dump(self) -> dict[str, Any]:
        content = {"accept": [one.dump() for one in self.accept]}
        return content | ({"case": True} if self.is_case else {})

    def texts(self) -> Iterator[Text]:
        yield from (one.feedback for one in self.accept)

    def draw(self, chance: Chance) -> Draw:
        return Draw()

    def show(self, draw: Draw, number: str) -> Gap:
        return Gap(number=number)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, LONGEST)

    def share(self, draw: Draw, given: str) -> Fraction:
        found = best(self.accept, given)
        return found.share if found else Fraction(0)

    def key(self, draw: Draw) -> str:
        return key_text(self.accept)

    def given(self, draw: Draw, given: str) -> Text:
        return in_its_language(given)

    def right(self) -> tuple[Text, ...]:
        return right_texts(self.accept)

    def counted(self, draw: Draw, given: str) -> str:
        return self.accept[0].compared(given)


@dataclass(frozen=True, kw_only=True)
class NumberKey:
    number: Fraction
    tolerance: Tolerance = field(default_factory=Tolerance)

    def dump(self) -> dict[str, Any]:
        return {"number": neutral(self.number)} | self.tolerance.dump()

    def texts(self) -> Iterator[Text]:
        yield from ()

    def draw(self, chance: Chance) -> Draw:
        return Draw()

    def show(self, draw: Draw, number: str) -> Gap:
        return Gap(number=number, is_number=True)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, MAX_LENGTH)

    def share(self, draw: Draw, given: str) -> Fraction:
        number = read_number(given)
        return Fraction(number is not None and self.tolerance.allows(number, self.number))

    def key(self, draw: Draw) -> str:
        return written(self.number)

    def given(self, draw: Draw, given: str) -> Text:
        return in_its_language(given)

    def right(self) -> tuple[Text, ...]:
        return (in_its_language(grouped(self.number)),)

    def counted(self, draw: Draw, given: str) -> str:
        number = read_number(given)
        return given if number is None else grouped(number)


@dataclass(frozen=True, kw_only=True)
class KeyedGap:
    """A gap as its author wrote it; `mark` is its weight among the gaps."""

    key: GapKey
    mark: Fraction = Fraction(1)
    feedback: Text = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        content = self.key.dump()
        if self.mark != 1:
            content["mark"] = neutral(self.mark)
        return content | ({"feedback": dict(self.feedback)} if self.feedback else {})


def read_gap(reader: Reader) -> KeyedGap:
    """The gap under this reader; what is wrong is noted there."""
    gap = KeyedGap(
        key=_read_key(reader),
        mark=reader.number("mark", Fraction(1), least=0, most=MOST_MARKS),
        feedback=reader.optional_text("feedback"),
    )
    reader.close()
    if not gap.mark:
        reader.note(_("A gap must be worth something."), "mark")
    return gap


def _read_key(reader: Reader) -> GapKey:
    there = [name for name in KEYS if reader.has(name)]
    if len(there) > 1:
        reader.note(_("A gap has choices, accepted texts, or a number: one of these."))
    if "choices" in there:
        return ChoiceKey(choices=_read_choices(reader))
    if "number" in there:
        return NumberKey(number=reader.number("number"), tolerance=read_tolerance(reader))
    if not there:
        reader.note(_("A gap has choices, accepted texts, or a number: one of these."))
        return TextKey(accept=(Accepted(text="?"),))
    is_case = reader.flag("case", False)
    return TextKey(accept=read_accepted(reader, "accept", is_case=is_case), is_case=is_case)


def _read_choices(reader: Reader) -> tuple[Text, ...]:
    choices = tuple(reader.text_list("choices"))
    if not 2 <= len(choices) <= MOST_CHOICES:
        sentence = _("Give %(fewest)s to %(most)s choices.", fewest=2, most=MOST_CHOICES)
        reader.note(sentence, "choices")
    for place, text in enumerate(choices):
        if text in choices[:place]:
            reader.note(_("Another choice has the same text."), "choices", place)
    return choices
