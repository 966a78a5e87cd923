"""What stands on the page of an open attempt: its questions, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from lms.assessments import queries
from lms.assessments.grading import CERTAINTIES, Given, grade_answer
from lms.assessments.handed import refs_in, takes_files
from lms.assessments.kinds.item import Answer, Explained, Item, Shown, Text, Verdict
from lms.assessments.numbers import written
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries import OpenedAttempt, Stored
from lms.assessments.revealing import while_trying
from lms.assessments.review import Aspect, Moment

NOT_STORED = Stored(seq=0, answer=())


@dataclass(frozen=True)
class Sureness:
    """One answer to "how sure are you": what being right then gives, and what being wrong costs."""

    value: int
    right: str
    cost: str | None


@dataclass(frozen=True)
class Help:
    """What a practice told of a question so far.

    `verdict` and `explained` are of the answer that was checked last; `is_current` when it is the
    one that stands. `left` are the marks that a right answer wins now.
    """

    hints: tuple[Text, ...]
    has_more: bool
    verdict: Verdict | None
    explained: Explained | None
    is_current: bool
    left: Fraction


@dataclass(frozen=True)
class HandedFile:
    """A file in the answer."""

    ref: str
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class Asked:
    """A question on the page of an open attempt, with what is stored of its answer.

    `slot` is its place in the attempt, `number` what the page calls it: a text without a question
    has none of its own.
    """

    slot: int
    number: int
    shown: Shown
    is_answerable: bool
    section: int | None
    most: Fraction
    stored: Stored
    help: Help | None = None
    files: tuple[HandedFile, ...] = ()
    takes_files: bool = False

    @property
    def answer(self) -> Answer:
        return self.stored.answer

    @property
    def certainties(self) -> list[Sureness]:
        """The scale of certainty in the marks of this question."""
        return [
            Sureness(value, written(right * self.most, 2), _cost(wrong * self.most))
            for value, (right, wrong) in CERTAINTIES.items()
        ]


@dataclass(frozen=True)
class Step:
    """What is asked at once: a question with the texts before it, and behind the last one.

    `section` is the place of its section in the paper.
    """

    before: tuple[Asked, ...]
    question: Asked
    after: tuple[Asked, ...] = ()

    @property
    def section(self) -> int | None:
        return self.question.section


def _cost(mark: Fraction) -> str | None:
    return written(-mark, 2) if mark else None


def steps_of(attempt: OpenedAttempt, stored: Mapping[int, Stored]) -> list[Step]:
    """The questions that may be seen now, in order."""
    seen = attempt.places_now
    return [
        Step(
            tuple(asked_at(attempt, stored, place) for place in range(step.first, step.question)),
            asked_at(attempt, stored, step.question),
            tuple(asked_at(attempt, stored, place) for place in range(step.question + 1, step.end)),
        )
        for step in attempt.steps
        if step.question in seen
    ]


def asked_at(attempt: OpenedAttempt, stored: Mapping[int, Stored], place: int) -> Asked:
    """What stands at this place, with the help of a practice as far as it was asked for."""
    slot = attempt.slots[place - 1]
    item, kept = attempt.paper.item(slot), stored.get(place, NOT_STORED)
    return Asked(
        place,
        number_of(attempt, place),
        item.present(slot.draw),
        item.is_answerable,
        slot.section,
        attempt.paper.most(slot),
        kept,
        _help(attempt.paper, slot, kept) if attempt.paper.settings.is_practice else None,
        _files(attempt, item, kept),
        takes_files(item),
    )


def _files(attempt: OpenedAttempt, item: Item, stored: Stored) -> tuple[HandedFile, ...]:
    refs = [ref for listed in refs_in(item, stored.answer).values() for ref in listed]
    files = queries.files_of_attempt(attempt.id) if refs else {}
    return tuple(
        HandedFile(ref, files[ref].name, files[ref].size, url_for(".answer_file", ref=ref))
        for ref in refs
        if ref in files
    )


def _help(paper: Paper, slot: Slot, stored: Stored) -> Help:
    settings, item, most = paper.settings, paper.item(slot), paper.most(slot)
    checked, aspects = stored.checked, settings.review.shows(Moment.DURING)
    tells = checked is not None and bool(aspects & {Aspect.CORRECTNESS, Aspect.MARKS})
    verdict = grade_answer(paper, slot, Given(checked or ())).verdict
    return Help(
        hints=tuple(item.hints[: stored.hints]),
        has_more=stored.hints < len(item.hints),
        verdict=verdict if tells else None,
        explained=None
        if checked is None
        else while_trying(
            item.explain(slot.draw, checked), aspects, is_right=verdict is Verdict.RIGHT
        ),
        is_current=checked is not None and checked == stored.answer,
        left=max(Fraction(0), most * (1 - settings.try_penalty * stored.tries)),
    )


def number_of(attempt: OpenedAttempt, place: int) -> int:
    """What people call the question at this place: texts are not counted."""
    return sum(one <= place for one in attempt.questions)


def unanswered(attempt: OpenedAttempt) -> list[int]:
    """The places of the questions without an answer."""
    stored = queries.responses(attempt.id)
    return without_answer(attempt, stored)


def without_answer(attempt: OpenedAttempt, stored: Mapping[int, Stored]) -> list[int]:
    return [place for place in attempt.questions if not stored.get(place, NOT_STORED).answer]


def highest_seq(stored: Iterable[Stored]) -> int:
    """The number of the newest operation that is stored."""
    return max((one.seq for one in stored), default=0)
