"""A course package: a folder that a person can read, checked whole before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lms.courses.places import Place, Problem


@dataclass(frozen=True)
class FactSource:
    """One entry of facts.yaml, checked; the fields are those of the Fact table."""

    key: str
    value: str | None
    unit: str | None
    text: Mapping[str, str]
    source_title: str
    source_url: str
    source_date: str | None
    certainty: str
    checked_on: date
    review_by: date
    status: str
    place: Place


@dataclass
class Package:
    """What a folder says. With `problems` that are no warnings it must not be loaded."""

    root: Path
    """The folder of the course; `root / "quizzes"` is where a kind finds its files."""

    facts: Mapping[str, FactSource] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _uses: dict[str, dict[str, Place]] = field(default_factory=dict)

    def uses(self, kind: str) -> Mapping[str, Place]:
        """Where lessons cite blocks of this kind, by key."""
        return self._uses.get(kind, {})
