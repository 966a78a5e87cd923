"""What the kinds with options share. A learner sees positions, never the author's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedOption,
    Option,
    Shown,
    Tally,
    Text,
    Unreadable,
    shuffled,
)
from lms.assessments.kinds.stem import Stem

FEWEST = 2
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option as its author wrote it."""

    text: Text
    right: bool = False
    feedback: Text = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        content: dict[str, Any] = {"text": dict(self.text)}
        if self.right:
            content["right"] = True
        return content | ({"feedback": dict(self.feedback)} if self.feedback else {})


def choices_field(right: Control, hint: Any) -> Field:
    """How an author fills in the choices."""
    return Field(
        name="choices",
        control=Control.ROWS,
        label=_l("Choices"),
        is_required=True,
        hint=hint,
        shown=4,
        most=MOST,
        more=_l("One more choice"),
        each=_l("Choice %(number)s"),
        fields=(
            Field(name="right", control=right, label=_l("This choice is right")),
            Field(name="text", control=Control.PAIR, label=_l("Choice"), longest=500),
            Field(
                name="feedback",
                control=Control.PAIR,
                label=_l("Why"),
                hint=_l("Shown with the result to those who took this choice."),
                longest=1000,
            ),
        ),
    )


def read_choices(reader: Reader) -> tuple[Choice, ...]:
    """The choices; two with one text are a problem, for nobody could tell them apart."""
    listed = reader.each("choices")
    choices = tuple(map(_read_choice, listed))
    if not FEWEST <= len(choices) <= MOST:
        reader.note(_("Give %(fewest)s to %(most)s choices.", fewest=FEWEST, most=MOST), "choices")
    seen: list[Text] = []
    for one, choice in zip(listed, choices, strict=True):
        if choice.text and choice.text in seen:
            one.note(_("Another choice has the same text."))
        seen.append(choice.text)
    return choices


def _read_choice(reader: Reader) -> Choice:
    choice = Choice(
        text=reader.text("text"),
        right=reader.flag("right", False),
        feedback=reader.optional_text("feedback"),
    )
    reader.close()
    return choice


@dataclass(frozen=True, kw_only=True)
class Choices(Stem):
    """A question whose options are listed. An answer holds the positions chosen, from "1" up."""

    choices: tuple[Choice, ...]

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        for choice in self.choices:
            yield from (choice.text, choice.feedback)

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        size = len(self.choices)
        return Draw(order=shuffled(size, chance) if shuffle else tuple(range(size)))

    def present(self, draw: Draw) -> Shown:
        options = (
            Option(value=str(position), text=self.choices[index].text)
            for position, index in enumerate(draw.order, 1)
        )
        return Shown(template=self.template, text=self.text, options=tuple(options))

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        positions = {str(position) for position in range(1, len(draw.order) + 1)}
        if not positions.issuperset(given):
            raise Unreadable(_("The answer is none of the choices shown."))
        return tuple(sorted(set(given), key=int))

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        chosen = self.chosen(draw, answer)
        options = (
            ExplainedOption(
                text=self.choices[index].text,
                is_chosen=index in chosen,
                is_right=self.choices[index].right,
                feedback=self.choices[index].feedback if index in chosen else {},
            )
            for index in draw.order
        )
        return Explained(options=tuple(options), feedback=self.feedback)

    def key(self, draw: Draw) -> Answer:
        right = (n for n, index in enumerate(draw.order, 1) if self.choices[index].right)
        return tuple(map(str, right))

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        return tuple(
            Tally("", str(index), self.choices[index].right, text=self.choices[index].text)
            for index in sorted(self.chosen(draw, answer))
        )

    def chosen(self, draw: Draw, answer: Answer) -> frozenset[int]:
        """The author's places of the options chosen."""
        return frozenset(draw.order[int(position) - 1] for position in answer)
