"""How an answer in parts counts: part by part, or as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import Part

PER_PART = "per-part"
ALL_OR_NOTHING = "all-or-nothing"
LABEL = _l("How a half-right answer counts")


def scoring_field(per_part: Any, all_or_nothing: Any) -> Field:
    """How an author chooses between the two."""
    options = {PER_PART: per_part, ALL_OR_NOTHING: all_or_nothing}
    return Field(name="scoring", control=Control.CHOICE, label=LABEL, options=options)


def read_scoring(reader: Reader) -> str:
    return reader.one_of("scoring", (PER_PART, ALL_OR_NOTHING), PER_PART)


def per_part(
    parts: Sequence[Part], scoring: str, weights: Mapping[str, Fraction] | None = None
) -> Fraction:
    """The share of the parts that are right, each by its weight (1); or all of them or nothing."""
    if scoring == ALL_OR_NOTHING:
        return Fraction(all(part.is_right for part in parts))
    worth = {part.name: Fraction(1) for part in parts} if weights is None else weights
    right = sum((worth[part.name] for part in parts if part.is_right), Fraction(0))
    return right / sum(worth.values(), Fraction(0))
