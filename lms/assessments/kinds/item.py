"""What every kind of question must be able to do, and the values that pass in and out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Protocol, Self

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import NO_ANSWER, Answer, Unreadable, by_field, field_text
from lms.assessments.kinds.fields import Field
from lms.assessments.prose import PLACEHOLDER

__all__ = [  # with what every kind takes from `answers`
    "MOST_MARKS",
    "NO_ANSWER",
    "Answer",
    "Chance",
    "Difficulty",
    "Draw",
    "Explained",
    "ExplainedOption",
    "ExplainedPart",
    "Grading",
    "Item",
    "Option",
    "Part",
    "Shown",
    "Tally",
    "Text",
    "Unreadable",
    "Verdict",
    "by_field",
    "draw_from_json",
    "draw_to_json",
    "field_text",
    "filled",
    "in_its_language",
    "shuffled",
]

Text = Mapping[str, str]
"""A text in each language it exists in."""

MOST_MARKS = 100
_URDU = re.compile(r"[\u0600-\u06ff]")


class Chance(Protocol):
    """Where draws come from: a generator whose seed is stored with the attempt."""

    def shuffle(self, x: list[int]) -> None: ...

    def randrange(self, start: int) -> int: ...


@dataclass(frozen=True)
class Draw:
    """What chance decided for one question of one attempt: order of options, drawn values.

    `parts` are the draws of the questions within it.
    """

    order: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Draw, ...] = ()


def draw_to_json(draw: Draw) -> dict[str, Any]:
    """The draw as it is stored; `draw_from_json` reads it back."""
    plain: dict[str, Any] = {"order": list(draw.order), "values": dict(draw.values)}
    return plain | ({"parts": list(map(draw_to_json, draw.parts))} if draw.parts else {})


def draw_from_json(row: Mapping[str, Any]) -> Draw:
    """The draw in a row that was stored; whatever else the row holds is left alone."""
    parts = tuple(map(draw_from_json, row.get("parts", ())))
    return Draw(tuple(row["order"]), row["values"], parts)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose; `value` is what the browser sends, and says nothing of its worth."""

    value: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that a learner may see of a question while the attempt is open.

    `template` draws the control that takes the answer. Texts are Markdown as it was written;
    `values` are what chance drew for the {names} in them, as people read them. `passage` is a
    running text with gaps ([[1]]) that the question is about. Kinds that show more extend this.
    """

    template: str
    text: Text
    passage: Text = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    unit: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One thing that could be right or wrong within an answer."""

    name: str
    is_right: bool


@dataclass(frozen=True)
class Grading:
    """What an answer is worth, as a share from 0 to 1, and how each part of it was.

    `needs_marking` when only a person can tell; the share is then what the machine could say.
    """

    share: Fraction
    parts: tuple[Part, ...]
    needs_marking: bool = False


@dataclass(frozen=True)
class Tally:
    """One thing to count when answers of many learners are analysed.

    `part` names the part of the question, "" for all of it; `choice` what was given there in a form
    that many can share (the author's place of an option, a normalised text); `is_right` whether it
    was right. `label` and `text` are how people read the part and the choice.
    """

    part: str
    choice: str
    is_right: bool
    label: Text = field(default_factory=dict)
    text: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExplainedOption:
    """One option with the learner's choice, the truth (None: not to be seen), and why."""

    text: Text
    is_chosen: bool
    is_right: bool | None
    feedback: Text


@dataclass(frozen=True, kw_only=True)
class ExplainedPart:
    """One part of a question (a gap, a row, a question of a scenario): given, right, and why.

    `of` is the question of a scenario that the part belongs to, where that has several.
    """

    label: Text
    of: Text = field(default_factory=dict)
    given: tuple[Text, ...]
    right: tuple[Text, ...]
    is_right: bool | None
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What the result page may say about a question, as far as the quiz releases it.

    `given` is the answer as people read it, for kinds without options and parts. `remark` is what
    its author says of this very answer, `feedback` of the question. `values` are for the {names}
    in the texts.
    """

    options: tuple[ExplainedOption, ...] = ()
    parts: tuple[ExplainedPart, ...] = ()
    given: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()
    remark: Text = field(default_factory=dict)
    feedback: Text = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


class Difficulty(StrEnum):
    """How hard its author thinks a question is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Verdict(StrEnum):
    """How an answer was; PENDING until a person has marked it."""

    PENDING = "pending"
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


class Item(Protocol):
    """The content of a question, ready to be asked and graded. Pure: no clock, no database.

    To add a kind, write one module in this package with such a class (a Stem), and its template.
    """

    kind: ClassVar[str]
    label: ClassVar[Any]
    """What authors call the kind: a lazy text."""
    place: ClassVar[int]
    """Where it stands in the list of kinds: what is used most has the lowest number."""
    template: ClassVar[str]
    """Draws the control that takes the answer, from `Shown`."""
    fields: ClassVar[tuple[Field, ...]]
    """What its author fills in beside what all kinds have."""
    is_answerable: ClassVar[bool]
    """Whether there is something to answer; if not, it is worth nothing."""
    has_mark: ClassVar[bool]
    """Whether its author says what it is worth."""
    is_parted: ClassVar[bool]
    """Whether its page has a control for each part, so that its answer names them."""

    @property
    def text(self) -> Text: ...

    @property
    def mark(self) -> Fraction: ...

    @property
    def feedback(self) -> Text: ...

    @property
    def hints(self) -> tuple[Text, ...]: ...

    @property
    def tags(self) -> tuple[str, ...]: ...

    @property
    def difficulty(self) -> Difficulty | None: ...

    @classmethod
    def reading(cls, reader: Reader) -> type[Item]:
        """The kind to read this with: another one for what was written when kinds were fewer."""

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Check what an author wrote and note each problem; usable only when there is none."""

    def dump(self) -> dict[str, Any]:
        """The same content as a neutral dict, in its normal form."""

    def texts(self) -> Iterator[Text]:
        """Every text of it that is Markdown, those of the key and the feedback too."""

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """Let chance decide what it may."""

    def present(self, draw: Draw) -> Shown:
        """What the learner may see: nothing of the key."""

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        """The answer in its normal form; raise Unreadable when the page cannot have sent it."""

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        """What the answer is worth, exactly."""

    def key(self, draw: Draw) -> Answer:
        """An answer with full marks; () where only a person can tell."""

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        """What was right, and why."""

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        """What to count of this answer in the statistics of the question."""


def shuffled(size: int, chance: Chance) -> tuple[int, ...]:
    """The places 0 to size - 1 in an order that chance gives."""
    order = list(range(size))
    chance.shuffle(order)
    return tuple(order)


def filled(text: Text, values: Mapping[str, str]) -> Text:
    """The text with each {name} replaced by its value; other brackets stay."""
    return {
        language: PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), words)
        for language, words in text.items()
    }


def in_its_language(text: str) -> Text:
    """What somebody typed, as a text in the language whose letters it has."""
    return {"ur" if _URDU.search(text) else "en": text}
