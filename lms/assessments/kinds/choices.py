"""What the kinds with options share. A learner sees positions, never the author's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedOption,
    Option,
    Shown,
    Stem,
    Text,
    Unreadable,
)

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

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        order = list(range(len(self.choices)))
        if shuffle:
            chance.shuffle(order)
        return Draw(order=tuple(order))

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

    def chosen(self, draw: Draw, answer: Answer) -> frozenset[int]:
        """The author's places of the options chosen."""
        return frozenset(draw.order[int(position) - 1] for position in answer)
