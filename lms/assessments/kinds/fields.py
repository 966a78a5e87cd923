"""What the author of a question fills in, told as data, so that one editor serves every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Control(StrEnum):
    """How a field is filled in, and what its value is in the neutral dict."""

    LINE = "line"  # a text in no language: a formula, a name
    NUMBER = "number"  # a number, exact
    LINES = "lines"  # a list of texts in no language, one a line
    COMMAS = "commas"  # the same in one line, with commas between
    PAIR = "pair"  # a text in each language, one line each
    TEXTS = "texts"  # a text in each language, several lines each
    LISTS = "lists"  # a list of texts in each language, one a line; the first belong together
    CHOICE = "choice"  # one of the words in `options`
    TRUTH = "truth"  # true or false, called as `options` says; the author must choose
    FLAG = "flag"  # true when it is ticked; else the name is left out
    PICK = "pick"  # the same, but of all rows of a list one is ticked
    ROWS = "rows"  # a list of rows, each with the fields in `fields`
    NAMED = "named"  # the same, but a mapping: the first field of a row is its name
    QUESTIONS = "questions"  # a list of questions, each with the fields of its kind


@dataclass(frozen=True, kw_only=True)
class Field:
    """One name of the neutral dict and how its value is asked for; all that is read is lazy text.

    A dotted name leads into a mapping. What is left empty is left out, and a row that is left empty
    is no row.

    Of ROWS, `shown` are there at first, `most` at most, `more` stands on the button that adds one,
    and `each` above a row, with its %(number)s. A row in which nothing but its first field is
    filled in stands for that value alone when the rows are `bare`.
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
    each: Any = ""
    bare: bool = False
