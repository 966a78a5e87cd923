"""A quiz as it was published, ready to be drawn, shown and graded. Pure, and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.assessments.kinds.item import Draw, Item, Text, draw_from_json, draw_to_json
from lms.assessments.numbers import exact, neutral
from lms.assessments.settings import QuizSettings


@dataclass(frozen=True)
class Group:
    """`take` of these questions (by the ids of their versions) are asked.

    `mark` is what each is worth here, None as much as its author said; `section` is the place of
    its section in the paper, None before the first. A pool is drawn by what its questions are
    (category, tags), so a question may leave it for a while.
    """

    questions: tuple[int, ...]
    take: int
    mark: Fraction | None = None
    section: int | None = None
    is_pool: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a quiz under a heading."""

    title: Text


@dataclass(frozen=True)
class Slot:
    """One question of one attempt: which version was given, and what chance decided for it."""

    question: int
    draw: Draw
    mark: Fraction | None = None
    section: int | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`items` holds each question that can be drawn, by the id of its version.

    `cited` are the keys of the facts that a question rests on; `html` what its Markdown was made
    into at publication, by the Markdown.
    """

    title: Text
    settings: QuizSettings
    groups: tuple[Group, ...]
    items: Mapping[int, Item]
    sections: tuple[Section, ...] = ()
    cited: Mapping[int, frozenset[str]] = field(default_factory=dict)
    html: Mapping[str, str] = field(default_factory=dict)

    @property
    def question_count(self) -> int:
        """How many questions one attempt has; what only tells something is none."""
        return sum(group.take for group in self.groups if self._asks(group))

    def _asks(self, group: Group) -> bool:
        return any(self.items[one].is_answerable for one in group.questions)

    def item(self, slot: Slot) -> Item:
        return self.items[slot.question]

    def most(self, slot: Slot) -> Fraction:
        """What the question is worth in this quiz."""
        item = self.items[slot.question]
        return item.mark if slot.mark is None or not item.is_answerable else slot.mark

    def pool(self) -> frozenset[int]:
        """The questions that may be drawn from pools."""
        return frozenset(q for group in self.groups if group.is_pool for q in group.questions)


def groups_to_json(groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [
        {"questions": list(group.questions), "take": group.take}
        | _worth(group.mark, group.section)
        | ({"pool": True} if group.is_pool else {})
        for group in groups
    ]


def groups_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(
        Group(
            tuple(row["questions"]),
            row["take"],
            exact(row.get("mark")),
            row.get("section"),
            row.get("pool", False),
        )
        for row in rows
    )


def slots_to_json(slots: Sequence[Slot]) -> list[dict[str, Any]]:
    return [
        {"question": slot.question, **draw_to_json(slot.draw)} | _worth(slot.mark, slot.section)
        for slot in slots
    ]


def slots_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            row["question"],
            draw_from_json(row),
            exact(row.get("mark")),
            row.get("section"),
        )
        for row in rows
    )


def _worth(mark: Fraction | None, section: int | None) -> dict[str, Any]:
    worth = {} if mark is None else {"mark": neutral(mark)}
    return worth if section is None else worth | {"section": section}
