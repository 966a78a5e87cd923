"""Values drawn for each learner: what they are drawn from, and how they stand in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.formula import Formula, FormulaError
from lms.assessments.kinds.item import Chance, Draw
from lms.assessments.numbers import exact, grouped, neutral

MOST_STEPS = 10_000
TRIED = 2_000
WORK = 50_000  # steps of computing in all of them: learners' answers wait while an author saves
NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True)
class Span:
    """Values to draw from: `start`, then every `step` until `end`."""

    start: Fraction
    end: Fraction
    step: Fraction = Fraction(1)

    @property
    def count(self) -> int:
        return int((self.end - self.start) // self.step) + 1

    def value(self, place: int) -> Fraction:
        return self.start + self.step * place

    def dump(self) -> dict[str, Any]:
        ends = {"from": neutral(self.start), "to": neutral(self.end)}
        return ends if self.step == 1 else ends | {"step": neutral(self.step)}


@dataclass(frozen=True)
class Cited:
    """A value that stands in a fact; it is put in when the quiz is published."""

    fact: str

    def dump(self) -> dict[str, Any]:
        return {"fact": self.fact}


Spans = Mapping[str, Span | Cited]


def read_spans(reader: Reader) -> dict[str, Span | Cited]:
    """By the name of each value."""
    spans = {name: _read_span(reader.part(name)) for name in reader.names()}
    for name in spans:
        if not NAME.fullmatch(name):
            reader.note(_("“%(name)s” must be a word in small Latin letters.", name=name), name)
    return spans


def _read_span(reader: Reader) -> Span | Cited:
    if reader.has("fact"):
        cited = Cited(reader.plain("fact"))
        reader.close()
        return cited
    start = reader.number("from")
    span = Span(start, reader.number("to", start), reader.number("step", Fraction(1)))
    reader.close()
    if span.step <= 0 or span.end < span.start or span.count > MOST_STEPS:
        reader.note(_("Draw upwards, in at most %(most)s steps.", most=MOST_STEPS))
        return Span(start, start)
    return span


def first_failure(formula: Formula, spans: Spans) -> str:
    """Why the formula fails on some draw, or ""; where there are very many, ends and a sample.

    Nothing is tried while a value is only cited.
    """
    drawn = {name: span for name, span in spans.items() if isinstance(span, Span)}
    if len(drawn) < len(spans):
        return ""
    for values in islice(_combinations(drawn), min(TRIED, WORK // formula.size)):
        try:
            formula.compute(values)
        except FormulaError as error:
            return str(error)
    return ""


def _combinations(spans: Mapping[str, Span]) -> Iterator[dict[str, Fraction]]:
    ends = [[span.value(0), span.value(span.count - 1)] for span in spans.values()]
    yield from (dict(zip(spans, values, strict=True)) for values in product(*ends))
    every = [map(span.value, range(span.count)) for span in spans.values()]
    yield from (dict(zip(spans, values, strict=True)) for values in product(*every))


def drawn(span: Span | Cited, chance: Chance) -> Fraction:
    if isinstance(span, Cited):
        raise ValueError(f"fact {span.fact} was not put in")
    return span.value(chance.randrange(span.count))


def numbers_of(draw: Draw) -> dict[str, Fraction]:
    """What was drawn, exact."""
    return {name: exact(value) or Fraction(0) for name, value in draw.values.items()}


def values_of(draw: Draw) -> dict[str, str]:
    """What was drawn, as people read it."""
    return {name: grouped(number) for name, number in numbers_of(draw).items()}
