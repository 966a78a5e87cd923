"""A kind of question that only a person can mark, for tests that need no other of its ways."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from lms.assessments.kinds.item import Answer, Draw, Grading
from lms.assessments.kinds.short_text import ShortText
from lms.assessments.kinds.stem import KINDS

KIND = "told-by-hand"


def add_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the kind for as long as the test lasts; its `accept` are samples of good answers."""
    monkeypatch.setitem(KINDS, KIND, ShortText)  # so that it is gone afterwards

    class ByHand(ShortText):
        kind = KIND

        def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
            return tuple(given)

        def grade(self, draw: Draw, answer: Answer) -> Grading:
            return Grading(Fraction(0), (), needs_marking=True)

        def key(self, draw: Draw) -> Answer:
            return ()


def question(sample: str, *, mark: int = 5) -> dict[str, Any]:
    return {
        "kind": KIND,
        "mark": mark,
        "text": {"en": "Tell of a client.", "ur": "کسی گاہک کے بارے میں لکھیں۔"},
        "accept": [sample],
        "feedback": {"en": "A good answer names a price.", "ur": "اچھا جواب قیمت بتاتا ہے۔"},
    }
