"""What all kinds have in common whose answers only a person can mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    NO_ANSWER,
    Answer,
    Draw,
    Explained,
    Grading,
    Tally,
    Text,
    in_its_language,
)
from lms.assessments.kinds.stem import Stem

MARKING = (
    Field(
        name="sample",
        control=Control.TEXTS,
        label=_l("A good answer"),
        hint=_l("Shown to assessors, and to learners where the quiz shows right answers."),
    ),
    Field(
        name="notes",
        control=Control.TEXTS,
        label=_l("Notes for assessors"),
        hint=_l("What to look for, and what it is worth. Learners never see this."),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Marking:
    """`sample` is a good answer, `notes` are for assessors alone; both may be empty."""

    sample: Text = field(default_factory=dict)
    notes: Text = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        content = {"sample": dict(self.sample), "notes": dict(self.notes)}
        return {name: text for name, text in content.items() if text}

    def texts(self) -> Iterator[Text]:
        yield from (self.sample, self.notes)

    @property
    def right(self) -> tuple[Text, ...]:
        """What learners may be shown as right."""
        return (self.sample,) if self.sample else ()


def read_marking(reader: Reader) -> Marking:
    return Marking(
        sample=reader.optional_text("sample"),
        notes=reader.optional_text("notes"),
    )


@dataclass(frozen=True, kw_only=True)
class ByHand(Stem):
    """A question that no machine grades: what was given, and what its assessor is told."""

    marking: Marking = field(default_factory=Marking)

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield from self.marking.texts()

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        return Grading(Fraction(0), (), needs_marking=bool(answer))

    def key(self, draw: Draw) -> Answer:
        return NO_ANSWER

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(
            given=tuple(map(in_its_language, answer)),
            right=self.marking.right,
            feedback=self.feedback,
        )

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        """No two such answers are alike."""
        return ()
