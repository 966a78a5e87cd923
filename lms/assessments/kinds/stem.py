"""What all kinds of question have, how it is read and written, and how a kind is found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import MOST_MARKS, Chance, Difficulty, Draw, Item, Shown, Text
from lms.assessments.numbers import neutral

MOST_HINTS = 5
MOST_TAGS = 20
LONGEST_TAG = 40
TEXT = Field(name="text", control=Control.TEXTS, label=_l("Question"), is_required=True)
MARK = Field(name="mark", control=Control.NUMBER, label=_l("Marks"), default="1", is_required=True)
FEEDBACK = Field(
    name="feedback",
    control=Control.TEXTS,
    label=_l("Why"),
    hint=_l("Shown with the result: why the answer is right."),
)
HINTS = Field(
    name="hints",
    control=Control.ROWS,
    label=_l("Hints"),
    hint=_l("In a practice learners may ask for them, one after the other."),
    shown=1,
    most=MOST_HINTS,
    more=_l("One more hint"),
    each=_l("Hint %(number)s"),
    bare=True,
    fields=(Field(name="text", control=Control.TEXTS, label=_l("Hint")),),
)
TAGS = Field(
    name="tags",
    control=Control.COMMAS,
    label=_l("Tags"),
    hint=_l("With commas between. Quizzes can draw questions by their tags."),
    longest=MOST_TAGS * LONGEST_TAG,
)
DIFFICULTY = Field(
    name="difficulty",
    control=Control.CHOICE,
    label=_l("Difficulty"),
    options={
        "": _l("Not said"),
        "easy": _l("Easy"),
        "medium": _l("Medium"),
        "hard": _l("Hard"),
    },
)


@dataclass(frozen=True, kw_only=True)
class Stem:
    """What all kinds have, and what most of them do alike."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    place: ClassVar[int] = 99
    template: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    is_answerable: ClassVar[bool] = True
    has_mark: ClassVar[bool] = True
    is_parted: ClassVar[bool] = False
    text: Text
    mark: Fraction = Fraction(1)
    feedback: Text = field(default_factory=dict)
    hints: tuple[Text, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None

    def __init_subclass__(cls) -> None:
        """A class that names its kind is one from now on."""
        if "kind" in vars(cls):
            KINDS[cls.kind] = cls  # type: ignore[assignment]  # the class is not whole yet

    @classmethod
    def reading(cls, reader: Reader) -> type[Item]:
        """The kind to read this with: another one for what was written when kinds were fewer."""
        return KINDS[cls.kind]

    def texts(self) -> Iterator[Text]:
        """Kinds with more texts add theirs."""
        yield from (self.text, self.feedback, *self.hints)

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """Nothing is left to chance."""
        return Draw()

    def present(self, draw: Draw) -> Shown:
        """The text, and a control that needs nothing more."""
        return Shown(template=self.template, text=self.text)


KINDS: dict[str, type[Item]] = {}
"""All kinds by their names; `kinds` fills it by importing every module of the package."""


def may_stand_within(kind: type[Item]) -> bool:
    """Whether it can be a question within another one."""
    return kind.is_answerable and kind.has_mark


def fields_of(kind: type[Item], *, is_within: bool = False) -> tuple[Field, ...]:
    """All that its author fills in; a question within another one has no tags and no hints."""
    why = (FEEDBACK, MARK) if kind.has_mark else (FEEDBACK,) if kind.is_answerable else ()
    more = () if is_within else (HINTS, TAGS, DIFFICULTY) if kind.is_answerable else (TAGS,)
    return (TEXT, *kind.fields, *why, *more)


def read_item(reader: Reader, among: Iterable[str] | None = None) -> Item:
    """The question under this reader, of one of these kinds; its problems are noted there."""
    kind = reader.one_of("kind", KINDS if among is None else among)
    item = KINDS[kind].reading(reader).read(reader)
    reader.close()
    return item


def read_stem(reader: Reader, mark: Fraction | None = None) -> dict[str, Any]:
    """The fields of Stem, read and checked; `mark` is for kinds whose author says none."""
    stem = {
        "text": reader.text("text"),
        "mark": _read_mark(reader) if mark is None else mark,
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
    if stem.has_mark and stem.mark != 1:
        content["mark"] = neutral(stem.mark)
    content["text"] = dict(stem.text)
    more: dict[str, Any] = {
        "feedback": dict(stem.feedback),
        "hints": [dict(hint) for hint in stem.hints],
        "tags": list(stem.tags),
        "difficulty": str(stem.difficulty or ""),
    }
    return content | {name: value for name, value in more.items() if value}
