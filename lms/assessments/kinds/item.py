"""What every kind of question must be able to do, and the values that pass in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Protocol, Self

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Field
from lms.assessments.numbers import neutral

Text = Mapping[str, str]
"""A text in each language it exists in."""

Answer = tuple[str, ...]
"""What a learner gave, as texts; () is no answer. Each kind says what the texts mean.

A kind whose page has one control (or several of one name, `q3`) gets bare texts. One with a
control for each of its parts (`q3.2`) gets "2=text" for what stands there: see `field_text`.
"""

NO_ANSWER: Answer = ()
MOST_MARKS = 100
MOST_HINTS = 5
MOST_TAGS = 20
LONGEST_TAG = 40
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

    `template` draws the control that takes the answer. Texts are Markdown as it was written;
    `values` are what chance drew for the {names} in them, as people read them. Kinds that show
    more extend this.
    """

    template: str
    text: Text
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

    `part` names the part of the question, `choice` what was given there in a form that many can
    share (the author's place of an option, a normalised text), `is_right` whether it was right.
    """

    part: str
    choice: str
    is_right: bool


@dataclass(frozen=True, kw_only=True)
class ExplainedOption:
    """One option with the learner's choice, the truth (None: not to be seen), and why."""

    text: Text
    is_chosen: bool
    is_right: bool | None
    feedback: Text


@dataclass(frozen=True, kw_only=True)
class ExplainedPart:
    """One part of a question (a gap, a row, a question of a scenario): given, right, and why."""

    label: Text
    given: tuple[Text, ...]
    right: tuple[Text, ...]
    is_right: bool | None
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What the result page may say about a question, as far as the quiz releases it.

    `given` is the answer as people read it, for kinds without options and parts. `values` are for
    the {names} in the texts.
    """

    options: tuple[ExplainedOption, ...] = ()
    parts: tuple[ExplainedPart, ...] = ()
    given: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()
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

    To add a kind, write one module with such a class, and its template; see `kinds`.
    """

    kind: ClassVar[str]
    label: ClassVar[Any]
    """What authors call the kind: a lazy text."""
    template: ClassVar[str]
    """Draws the control that takes the answer, from `Shown`."""
    fields: ClassVar[tuple[Field, ...]]
    """What its author fills in beside what all kinds have."""
    is_answerable: ClassVar[bool]
    """Whether there is something to answer; if not, it is worth nothing."""

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


@dataclass(frozen=True, kw_only=True)
class Stem:
    """What all kinds have: the text, what the question is worth, and why its answer is right."""

    kind: ClassVar[str]
    template: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    is_answerable: ClassVar[bool] = True
    text: Text
    mark: Fraction = Fraction(1)
    feedback: Text = field(default_factory=dict)
    hints: tuple[Text, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None

    def texts(self) -> Iterator[Text]:
        """Kinds with more texts add theirs."""
        yield from (self.text, self.feedback, *self.hints)


def read_stem(reader: Reader, *, is_answerable: bool = True) -> dict[str, Any]:
    """The fields of Stem, read and checked."""
    stem = {
        "text": reader.text("text"),
        "mark": _read_mark(reader) if is_answerable else Fraction(0),
        "feedback": reader.optional_text("feedback"),
        "hints": _read_hints(reader),
        "tags": _read_tags(reader),
    }
    if reader.has("difficulty"):
        stem["difficulty"] = Difficulty(reader.one_of("difficulty", Difficulty, "medium"))
    return stem


def _read_mark(reader: Reader) -> Fraction:
    mark = reader.number("mark", Fraction(1), least=0, most=MOST_MARKS)
    if not mark:
        reader.note(_("A question must be worth something."), "mark")
    return mark


def _read_hints(reader: Reader) -> tuple[Text, ...]:
    if not reader.has("hints"):
        return ()
    hints = tuple(reader.text_list("hints"))
    if len(hints) > MOST_HINTS:
        reader.note(_("Give at most %(most)s hints.", most=MOST_HINTS), "hints")
    return hints


def _read_tags(reader: Reader) -> tuple[str, ...]:
    """Tags as they are compared: small letters, single spaces, each once."""
    if not reader.has("tags"):
        return ()
    tags = {" ".join(tag.split()).casefold(): None for tag in reader.texts("tags")}
    if len(tags) > MOST_TAGS or any(not tag or len(tag) > LONGEST_TAG for tag in tags):
        sentence = _(
            "Give at most %(most)s tags of at most %(longest)s letters.",
            most=MOST_TAGS,
            longest=LONGEST_TAG,
        )
        reader.note(sentence, "tags")
    return tuple(tags)


def dump_stem(stem: Stem) -> dict[str, Any]:
    """The fields of Stem and the kind, as a neutral dict; what is as usual is left out."""
    content: dict[str, Any] = {"kind": stem.kind}
    if stem.mark != 1 and stem.is_answerable:
        content["mark"] = neutral(stem.mark)
    content["text"] = dict(stem.text)
    more: dict[str, Any] = {
        "feedback": dict(stem.feedback),
        "hints": [dict(hint) for hint in stem.hints],
        "tags": list(stem.tags),
        "difficulty": str(stem.difficulty or ""),
    }
    return content | {name: value for name, value in more.items() if value}


def field_text(name: str, text: str) -> str:
    """How an answer holds what was given in one of its parts; `name` holds no "="."""
    return f"{name}={text}"


def by_field(given: Iterable[str]) -> dict[str, list[str]]:
    """What was given in each part, by its name; Unreadable for a text that names no part."""
    found: dict[str, list[str]] = {}
    for entry in given:
        name, sign, text = entry.partition("=")
        if not sign:
            raise Unreadable(_("The answer does not belong to this question."))
        found.setdefault(name, []).append(text)
    return found


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
