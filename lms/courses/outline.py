"""The outline of a published course: its modules and lessons, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Gate:
    """A block that must be done before its lesson is: its kind ("quiz") and key."""

    kind: str
    key: str


@dataclass(frozen=True)
class OutlineLesson:
    """`id` is the lesson's own; `data_bytes` what opening it costs, text and pictures."""

    id: int
    key: str
    title: Mapping[str, str]
    minutes: int
    data_bytes: int
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True)
class OutlineModule:
    key: str
    title: Mapping[str, str]
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True)
class Spot:
    """A lesson among the others; `number` counts from 1."""

    number: int
    before: OutlineLesson | None
    lesson: OutlineLesson
    after: OutlineLesson | None


@dataclass(frozen=True)
class Outline:
    modules: tuple[OutlineModule, ...]

    def __iter__(self) -> Iterator[OutlineLesson]:
        """All lessons, in the order of the course."""
        return (lesson for module in self.modules for lesson in module.lessons)

    def __len__(self) -> int:
        return sum(len(module.lessons) for module in self.modules)

    def around(self, key: str) -> Spot | None:
        """The lesson with this key and its neighbours; None when there is no such lesson."""
        lessons = [None, *self, None]
        for number, lesson in enumerate(lessons):
            if lesson is not None and lesson.key == key:
                return Spot(number, lessons[number - 1], lesson, lessons[number + 1])
        return None

    @property
    def gates(self) -> tuple[Gate, ...]:
        return tuple(gate for lesson in self for gate in lesson.gates)

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(module) for module in self.modules]

    @classmethod
    def from_json(cls, rows: list[dict[str, Any]]) -> Outline:
        return cls(tuple(_module(row) for row in rows))


def _module(row: dict[str, Any]) -> OutlineModule:
    return OutlineModule(row["key"], row["title"], tuple(_lesson(r) for r in row["lessons"]))


def _lesson(row: dict[str, Any]) -> OutlineLesson:
    return OutlineLesson(**{**row, "gates": tuple(Gate(**gate) for gate in row["gates"])})
