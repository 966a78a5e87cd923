"""What an attempt is worth: a pure function of the paper, its draw and the answers, exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.assessments.kinds.item import NO_ANSWER, Answer, Grading, Item, Verdict
from lms.assessments.paper import Paper, Slot


@dataclass(frozen=True)
class SlotGrade:
    """One question: its mark, the most it could be, and how each part of the answer was."""

    mark: Fraction
    most: Fraction
    grading: Grading
    verdict: Verdict


@dataclass(frozen=True)
class Grade:
    """A whole attempt; `slots` in the order they were asked."""

    slots: tuple[SlotGrade, ...]
    pass_mark: Fraction

    @property
    def score(self) -> Fraction:
        return sum((slot.mark for slot in self.slots), Fraction(0))

    @property
    def most(self) -> Fraction:
        return sum((slot.most for slot in self.slots), Fraction(0))

    @property
    def has_passed(self) -> bool:
        """Decided on exact numbers: a percentage that was rounded decides nothing."""
        return self.score * 100 >= self.pass_mark * self.most


def grade_attempt(paper: Paper, slots: Sequence[Slot], answers: Mapping[int, Answer]) -> Grade:
    """Grade the answers, by the number of their slot from 1 up; a missing one is no answer."""
    graded = tuple(
        grade_answer(paper.item(slot), slot, answers.get(number, NO_ANSWER))
        for number, slot in enumerate(slots, 1)
    )
    return Grade(graded, paper.settings.pass_mark)


def grade_answer(item: Item, slot: Slot, answer: Answer) -> SlotGrade:
    """Grade one answer."""
    grading = item.grade(slot.draw, answer)
    return SlotGrade(grading.share * item.mark, item.mark, grading, _verdict(grading, answer))


def _verdict(grading: Grading, answer: Answer) -> Verdict:
    if not answer:
        return Verdict.UNANSWERED
    if grading.share == 1:
        return Verdict.RIGHT
    return Verdict.PARTLY if grading.share else Verdict.WRONG
