"""A quiz as it was published, ready to be drawn, shown and graded. Pure, and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lms.assessments.kinds.item import Draw, Item, Text
from lms.assessments.settings import QuizSettings


@dataclass(frozen=True)
class Group:
    """`take` of these questions (by the ids of their versions) are asked."""

    questions: tuple[int, ...]
    take: int


@dataclass(frozen=True)
class Slot:
    """One question of one attempt: which version was given, and what chance decided for it."""

    question: int
    draw: Draw


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`items` holds each question that can be drawn, by the id of its version."""

    title: Text
    settings: QuizSettings
    groups: tuple[Group, ...]
    items: Mapping[int, Item]

    @property
    def question_count(self) -> int:
        """How many questions one attempt has."""
        return sum(group.take for group in self.groups)

    def item(self, slot: Slot) -> Item:
        return self.items[slot.question]


def groups_to_json(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [{"questions": list(group.questions), "take": group.take} for group in groups]


def groups_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(Group(tuple(row["questions"]), row["take"]) for row in rows)


def slots_to_json(slots: Sequence[Slot]) -> list[dict[str, Any]]:
    return [{"question": slot.question, **asdict(slot.draw)} for slot in slots]


def slots_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Slot, ...]:
    return tuple(Slot(row["question"], Draw(tuple(row["order"]), row["values"])) for row in rows)
