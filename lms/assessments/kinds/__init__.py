"""The kinds of question, each in a module of its own behind `Item`."""

from __future__ import annotations

from typing import Any

from lms.assessments.checking import Flaw, Reader, serious
from lms.assessments.kinds.item import Item as Item
from lms.assessments.kinds.multiple_choice import MultipleChoice
from lms.assessments.kinds.numeric import Numeric
from lms.assessments.kinds.short_text import ShortText
from lms.assessments.kinds.single_choice import SingleChoice
from lms.assessments.kinds.true_false import TrueFalse

KINDS: dict[str, type[Item]] = {
    kind.kind: kind for kind in (SingleChoice, MultipleChoice, TrueFalse, Numeric, ShortText)
}


def read(reader: Reader) -> Item:
    """The question under this reader; its problems are noted there."""
    kind = reader.one_of("kind", KINDS)
    item = KINDS[kind].read(reader)
    reader.close()
    return item


def check(content: object) -> list[Flaw]:
    """Every flaw of a question's content, warnings too."""
    reader = Reader(content)
    read(reader)
    return reader.flaws


def load(content: dict[str, Any]) -> Item:
    """The question in content that was checked before it was stored."""
    reader = Reader(content)
    item = read(reader)
    if broken := serious(reader.flaws):
        raise ValueError(f"stored question is broken: {broken[0]}")
    return item
