"""What an attempt is worth: a pure function of the paper, its draw and the answers, exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.assessments.kinds.item import NO_ANSWER, Answer, Grading, Item, Verdict
from lms.assessments.paper import Paper, Slot
from lms.assessments.settings import QuizSettings

CERTAINTIES: Mapping[int, tuple[Fraction, Fraction]] = {
    1: (Fraction(1, 3), Fraction(0)),
    2: (Fraction(2, 3), Fraction(-2, 3)),
    3: (Fraction(1), Fraction(-2)),
}
"""How sure a learner is (1 hardly, 2 fairly, 3 very) → the share for right and for wrong.

The scale of certainty-based marking by A. R. Gardner-Medwin (1, 2, 3 for right and 0, -2, -6 for
wrong), in shares of its best mark: whoever says honestly how sure they are gains most.
"""
LEAST_SURE = 1


@dataclass(frozen=True)
class Given:
    """All that a mark depends on from the learner's side.

    `certainty` as in CERTAINTIES, None when not said. `tries` counts what costs in a practice:
    checks that were not right, and hints. `marked` is the share that an assessor gave.
    """

    answer: Answer = NO_ANSWER
    certainty: int | None = None
    tries: int = 0
    marked: Fraction | None = None


NOTHING = Given()


@dataclass(frozen=True)
class SlotGrade:
    """One question: its mark, the most it could be, and how each part of the answer was.

    The mark may be below 0 where wrong answers cost. It does not count yet while PENDING.
    """

    mark: Fraction
    most: Fraction
    grading: Grading
    verdict: Verdict

    @property
    def is_pending(self) -> bool:
        return self.verdict is Verdict.PENDING


@dataclass(frozen=True)
class Grade:
    """A whole attempt; `slots` in the order they were asked."""

    slots: tuple[SlotGrade, ...]
    pass_mark: Fraction

    @property
    def score(self) -> Fraction:
        """Never below 0, whatever wrong answers cost."""
        return max(Fraction(0), sum((slot.mark for slot in self.slots), Fraction(0)))

    @property
    def most(self) -> Fraction:
        return sum((slot.most for slot in self.slots), Fraction(0))

    @property
    def has_passed(self) -> bool:
        """Decided on exact numbers: a percentage that was rounded decides nothing."""
        return not self.is_pending and self.score * 100 >= self.pass_mark * self.most

    @property
    def is_pending(self) -> bool:
        """Whether something waits for a person to mark it."""
        return any(slot.is_pending for slot in self.slots)


def grade_attempt(paper: Paper, slots: Sequence[Slot], given: Mapping[int, Given]) -> Grade:
    """Grade what was given, by the number of its slot from 1 up; a missing one is no answer."""
    graded = tuple(
        grade_answer(paper, slot, given.get(number, NOTHING))
        for number, slot in enumerate(slots, 1)
    )
    return Grade(graded, paper.settings.pass_mark)


def grade_answer(paper: Paper, slot: Slot, given: Given) -> SlotGrade:
    """Grade one answer. What a person gave for it is its mark, without costs."""
    item, most = paper.item(slot), paper.most(slot)
    grading = item.grade(slot.draw, given.answer)
    if grading.needs_marking and given.marked is not None:
        grading = Grading(given.marked, grading.parts)
        won = given.marked
    else:
        won = _share(paper.settings, item, grading, given)
    return SlotGrade(won * most, most, grading, _verdict(grading, given.answer))


def _share(settings: QuizSettings, item: Item, grading: Grading, given: Given) -> Fraction:
    """The share of its mark that a machine gives; below 0 where a wrong answer costs."""
    if not given.answer or grading.needs_marking or not item.is_answerable:
        return Fraction(0)
    if settings.certainty:
        right, wrong = CERTAINTIES[given.certainty or LEAST_SURE]
        won = grading.share * right + (1 - grading.share) * wrong
    else:
        won = grading.share or -settings.wrong_penalty
    lost = settings.try_penalty * given.tries if settings.is_practice else 0
    return max(min(won, Fraction(0)), won - lost)


def _verdict(grading: Grading, answer: Answer) -> Verdict:
    if not answer:
        return Verdict.UNANSWERED
    if grading.needs_marking:
        return Verdict.PENDING
    if grading.share == 1:
        return Verdict.RIGHT
    return Verdict.PARTLY if grading.share else Verdict.WRONG
