"""What every kind of question must be able to do, and the values that pass in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Protocol, Self

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.numbers import neutral

Text = Mapping[str, str]
"""A text in each language it exists in."""

Answer = tuple[str, ...]
"""What a learner gave, as texts; () is no answer. Each kind says what the texts mean."""

NO_ANSWER: Answer = ()
MOST_MARKS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Chance(Protocol):
    """Where draws come from: a generator whose seed is stored with the attempt."""

    def shuffle(self, x: list[int]) -> None: ...

    def randrange(self, start: int) -> int: ...


class Unreadable(ValueError):
    """The answer cannot come from the page that was shown; the message is a translated sentence."""


@dataclass(frozen=True)
class Draw:
    """What chance decided for one question of one attempt: order of options, drawn values."""

    order: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose; `value` is what the browser sends, and says nothing of its worth."""

    value: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that a learner may see of a question while the attempt is open.

    `template` draws the control that takes the answer.
    """

    template: str
    text: Text
    options: tuple[Option, ...] = ()
    unit: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One thing that could be right or wrong within an answer."""

    name: str
    is_right: bool


@dataclass(frozen=True)
class Grading:
    """What an answer is worth, as a share from 0 to 1, and how each part of it was."""

    share: Fraction
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class ExplainedOption:
    """One option with the learner's choice, the truth, and why."""

    text: Text
    is_chosen: bool
    is_right: bool
    feedback: Text


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What the result page may say about a question once feedback is released."""

    options: tuple[ExplainedOption, ...] = ()
    right: tuple[Text, ...] = ()
    feedback: Text = field(default_factory=dict)


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


class Item(Protocol):
    """The content of a question, ready to be asked and graded. Pure: no clock, no database.

    To add a kind, write one module with such a class, list it in `kinds`, and add its template.
    """

    kind: ClassVar[str]
    template: ClassVar[str]

    @property
    def text(self) -> Text: ...

    @property
    def mark(self) -> Fraction: ...

    @property
    def feedback(self) -> Text: ...

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Check what an author wrote and note each problem; usable only when there is none."""

    def dump(self) -> dict[str, Any]:
        """The same content as a neutral dict, in its normal form."""

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """Let chance decide what it may."""

    def present(self, draw: Draw) -> Shown:
        """What the learner may see: nothing of the key."""

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        """The answer in its normal form; raise Unreadable when the page cannot have sent it."""

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        """What the answer is worth, exactly."""

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        """What was right, and why."""


@dataclass(frozen=True, kw_only=True)
class Stem:
    """What all kinds have: the text, what the question is worth, and why its answer is right."""

    kind: ClassVar[str]
    template: ClassVar[str]
    text: Text
    mark: Fraction = Fraction(1)
    feedback: Text = field(default_factory=dict)


def read_stem(reader: Reader) -> dict[str, Any]:
    """The fields of Stem, read and checked."""
    mark = reader.number("mark", Fraction(1), least=0, most=MOST_MARKS)
    if not mark:
        reader.note(_("A question must be worth something."), "mark")
    return {
        "text": reader.text("text"),
        "mark": mark,
        "feedback": reader.optional_text("feedback"),
    }


def dump_stem(stem: Stem) -> dict[str, Any]:
    """The fields of Stem and the kind, as a neutral dict; what is as usual is left out."""
    content: dict[str, Any] = {"kind": stem.kind}
    if stem.mark != 1:
        content["mark"] = neutral(stem.mark)
    content["text"] = dict(stem.text)
    return content | ({"feedback": dict(stem.feedback)} if stem.feedback else {})


def one_line(given: Sequence[str], longest: int) -> Answer:
    """A typed answer with its spaces tidied; () when there is nothing in it."""
    if len(given) > 1:
        raise Unreadable(_("One answer was expected, and there are more."))
    text = " ".join("".join(given).split())
    if len(text) > longest:
        raise Unreadable(_("The answer is longer than %(most)s letters.", most=longest))
    if _CONTROL.search(text):
        raise Unreadable(_("The answer holds signs that cannot be stored."))
    return (text,) if text else NO_ANSWER
