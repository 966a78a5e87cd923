"""A situation, and several questions about it; it is worth what they are worth together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import Unreadable
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedPart,
    Grading,
    Item,
    Part,
    Shown,
    Tally,
    Text,
    field_text,
    filled,
)
from lms.assessments.kinds.stem import (
    KINDS,
    Stem,
    dump_stem,
    may_stand_within,
    read_item,
    read_stem,
)

MOST_QUESTIONS = 12
NOT_WITHIN = ("hints", "tags", "difficulty")


@dataclass(frozen=True, kw_only=True)
class ScenarioShown(Shown):
    questions: tuple[Shown, ...]

    @staticmethod
    def answers(answer: Answer) -> dict[str, Answer]:
        """What was answered to each question, by its number, as the question itself has it."""
        return _apart(answer)


def _apart(given: Sequence[str]) -> dict[str, Answer]:
    """What was given for each question: "2=text" is for the second, so is "2.1=text"."""
    found: dict[str, list[str]] = {}
    for entry in given:
        name, sign, text = entry.partition("=")
        number, dot, part = name.partition(".")
        if not sign:
            raise Unreadable(_("The answer does not belong to this question."))
        found.setdefault(number, []).append(field_text(part, text) if dot else text)
    return {number: tuple(texts) for number, texts in found.items()}


@dataclass(frozen=True, kw_only=True)
class Scenario(Stem):
    """An answer holds what was given for each question, its number before it."""

    kind: ClassVar[str] = "scenario"
    label: ClassVar[Any] = _l("A situation with several questions")
    place: ClassVar[int] = 130
    template: ClassVar[str] = "assessments/kinds/scenario.html"
    has_mark: ClassVar[bool] = False
    is_parted: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="questions",
            control=Control.QUESTIONS,
            label=_l("Questions about it"),
            hint=_l("Their marks add up. A question left empty is not used."),
            is_required=True,
            most=MOST_QUESTIONS,
            more=_l("Add a question:"),
            each=_l("Question %(number)s"),
        ),
    )
    questions: tuple[Item, ...]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        questions = tuple(map(_read_question, reader.each("questions")))
        if not 1 <= len(questions) <= MOST_QUESTIONS:
            reader.note(_("Give 1 to %(most)s questions.", most=MOST_QUESTIONS), "questions")
        mark = sum((one.mark for one in questions), Fraction(0))
        return cls(**read_stem(reader, mark=mark), questions=questions)

    def dump(self) -> dict[str, Any]:
        return dump_stem(self) | {"questions": [one.dump() for one in self.questions]}

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        for one in self.questions:
            yield from one.texts()

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """The questions keep their order: they may lead from one to the next."""
        return Draw(parts=tuple(one.draw(chance, shuffle) for one in self.questions))

    def _each(self, draw: Draw) -> Iterator[tuple[str, Item, Draw]]:
        """Number, question and draw of each."""
        for number, (one, drawn) in enumerate(zip(self.questions, draw.parts, strict=True), 1):
            yield str(number), one, drawn

    def present(self, draw: Draw) -> Shown:
        return ScenarioShown(
            template=self.template,
            text=self.text,
            questions=tuple(one.present(drawn) for _number, one, drawn in self._each(draw)),
        )

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        found = _apart(given)
        readers: dict[str, Callable[[Sequence[str]], Answer]] = {
            number: partial(one.parse, drawn) for number, one, drawn in self._each(draw)
        }
        if not readers.keys() >= found.keys():
            raise Unreadable(_("The answer does not belong to this question."))
        return tuple(
            f"{number}.{text}" if one.is_parted else field_text(number, text)
            for number, one, _drawn in self._each(draw)
            if number in found
            for text in readers[number](found[number])
        )

    def _graded(self, draw: Draw, answer: Answer) -> Iterator[tuple[str, Item, Grading]]:
        given = _apart(answer)
        for number, one, drawn in self._each(draw):
            yield number, one, one.grade(drawn, given.get(number, ()))

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        """What needs marking counts nothing until a person has marked the whole."""
        graded = list(self._graded(draw, answer))
        won = sum((grading.share * one.mark for _number, one, grading in graded), Fraction(0))
        return Grading(
            won / self.mark,
            tuple(Part(number, grading.share == 1) for number, _one, grading in graded),
            needs_marking=any(grading.needs_marking for _number, _one, grading in graded),
        )

    def key(self, draw: Draw) -> Answer:
        """An answer with all that can be won without a person."""
        return tuple(
            f"{number}.{text}" if one.is_parted else field_text(number, text)
            for number, one, drawn in self._each(draw)
            for text in one.key(drawn)
        )

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        """Each question is a part, and so is each part of one that has them."""
        given = _apart(answer)
        parts = (
            part
            for number, one, drawn in self._each(draw)
            for part in _parts(one, drawn, given.get(number, ()))
        )
        return Explained(parts=tuple(parts), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        given = _apart(answer)
        return tuple(
            replace(
                tally,
                part=f"{number}.{tally.part}" if tally.part else number,
                label=tally.label or one.text,
            )
            for number, one, drawn in self._each(draw)
            for tally in one.analyse(drawn, given.get(number, ()))
        )


def _read_question(reader: Reader) -> Item:
    within = [name for name, kind in KINDS.items() if may_stand_within(kind)]
    for name in NOT_WITHIN:
        if reader.has(name):
            reader.note(_("“%(name)s” belongs to the scenario.", name=name), name)
    return read_item(reader, within)


def _parts(one: Item, draw: Draw, answer: Answer) -> Iterator[ExplainedPart]:
    """What is to be said of one question, with its drawn values filled in."""
    explained = one.explain(draw, answer)
    text = filled(one.text, explained.values)
    feedback = filled(explained.feedback, explained.values)
    if explained.parts:
        last = len(explained.parts) - 1
        for place, part in enumerate(explained.parts):
            why = part.feedback or (feedback if place == last else {})
            yield replace(part, of=text, feedback=why)
        return
    grading = one.grade(draw, answer)
    yield ExplainedPart(
        label=text,
        given=_given(explained),
        right=_right(explained),
        is_right=None if grading.needs_marking else grading.share == 1,
        feedback=explained.remark or feedback,
    )


def _given(explained: Explained) -> tuple[Text, ...]:
    chosen = tuple(option.text for option in explained.options if option.is_chosen)
    return chosen or explained.given


def _right(explained: Explained) -> tuple[Text, ...]:
    right = tuple(option.text for option in explained.options if option.is_right)
    return right or explained.right
