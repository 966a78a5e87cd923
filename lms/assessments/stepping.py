"""The steps that an attempt is asked in: a question, with the texts that stand before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class StepPlaces:
    """The places, from 1, of one step: texts from `first`, the question, texts up to `end`.

    `end` is the first place of the step after it.
    """

    first: int
    question: int
    end: int

    @property
    def places(self) -> range:
        return range(self.first, self.end)


def steps(is_question: Sequence[bool]) -> tuple[StepPlaces, ...]:
    """Cut places into steps; texts behind the last question belong to it.

    An attempt has a question; without any there is no step.
    """
    found: list[StepPlaces] = []
    first = 1
    for place, asks in enumerate(is_question, 1):
        if asks:
            found.append(StepPlaces(first, place, place + 1))
            first = place + 1
    if found:
        last = found[-1]
        found[-1] = StepPlaces(last.first, last.question, len(is_question) + 1)
    return tuple(found)


def step_at(cut: Sequence[StepPlaces], position: int) -> StepPlaces:
    """The step that holds this place; the last one when all are behind."""
    return next((step for step in cut if position < step.end), cut[-1])
