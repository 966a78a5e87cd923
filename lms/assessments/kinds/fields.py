"""What the author of a question fills in, told as data, so that one editor serves every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Control(StrEnum):
    """How a field is filled in."""

    LINE = "line"  # a short text in no language: a number, a formula
    LINES = "lines"  # a list of such texts, one a line
    PAIR = "pair"  # a text in each language, one line each
    TEXTS = "texts"  # a text in each language, several lines each
    CHOICE = "choice"  # one of the words in `options`
    FLAG = "flag"  # yes or no
    ROWS = "rows"  # a list of rows, each with the fields in `fields`
    NAMED = "named"  # the same, but a mapping: the first field of a row is its name


@dataclass(frozen=True, kw_only=True)
class Field:
    """One name of the neutral dict and how its value is asked for; labels are lazy texts.

    A row that is left empty is no row. `shown` ROWS at first, `most` at most, `more` on the button
    that adds one.
    """

    name: str
    control: Control
    label: Any
    hint: Any = ""
    default: str = ""
    is_required: bool = False
    longest: int = 300
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    shown: int = 2
    most: int = 20
    more: Any = ""
