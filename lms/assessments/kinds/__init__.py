"""The kinds of question, each in a module of its own behind `Item`.

To add a kind, put a module with its class here: nothing else need know of it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from lms.assessments.checking import Flaw, Reader, serious
from lms.assessments.kinds.item import Item
from lms.assessments.kinds.stem import KINDS, may_stand_within, read_item

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["KINDS", "Item", "check", "load", "names", "names_within", "read"]


def names() -> dict[str, str]:
    """What authors call each kind, in the language of the page, the usual ones first."""
    ordered = sorted(KINDS.values(), key=lambda kind: (kind.place, kind.kind))
    return {kind.kind: str(kind.label) for kind in ordered}


def names_within() -> dict[str, str]:
    """The same for the kinds that a question within another one may have."""
    return {kind: name for kind, name in names().items() if may_stand_within(KINDS[kind])}


def read(reader: Reader) -> Item:
    """The question under this reader; its problems are noted there."""
    return read_item(reader)


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
