"""A number, within a tolerance. Values may be drawn, and the key is then a formula over them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from typing import Any, ClassVar, Self

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.formula import Formula, FormulaError
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    Grading,
    Part,
    Shown,
    Stem,
    Text,
    dump_stem,
    one_line,
    read_stem,
)
from lms.assessments.numbers import MAX_LENGTH, exact, grouped, neutral, read_number
from lms.assessments.prose import PLACEHOLDER, placeholders

MOST_STEPS = 10_000
TRIED = 2_000
WORK = 50_000  # steps of computing in all of them: learners' answers wait while an author saves
NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
SIGNS = {"usd": ("$", "us$"), "eur": ("€",), "gbp": ("£",), "pkr": ("rs.", "rs", "₨"), "%": ("٪",)}


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


@dataclass(frozen=True, kw_only=True)
class Numeric(Stem):
    """An answer holds the number as it was typed."""

    kind: ClassVar[str] = "numeric"
    template: ClassVar[str] = "assessments/kinds/number.html"
    answer: Formula
    spans: Mapping[str, Span | Cited] = field(default_factory=dict)
    tolerance: Fraction = Fraction(0)
    unit: Text = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        item = cls(
            **read_stem(reader),
            answer=_read_formula(reader),
            spans=_read_spans(reader.part("draw")),
            tolerance=reader.number("tolerance", Fraction(0), least=0),
            unit=reader.optional_text("unit"),
        )
        for path, sentence in item._problems():
            reader.note(sentence, *path)
        return item

    def _problems(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for language, text in self.text.items():
            for name in placeholders(text):
                if name not in self.spans:
                    yield ("text", language), _("{%(name)s} is not drawn.", name=name)
        spans = {name: span for name, span in self.spans.items() if isinstance(span, Span)}
        missing = self.answer.names - self.spans.keys()
        for name in sorted(missing):
            yield ("answer",), _("The formula uses “%(name)s”, which is not drawn.", name=name)
        if not missing and len(spans) == len(self.spans):
            yield from _trial(self.answer, spans)

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | {"answer": self.answer.text}
        if self.spans:
            content["draw"] = {name: span.dump() for name, span in self.spans.items()}
        if self.tolerance:
            content["tolerance"] = neutral(self.tolerance)
        return content | ({"unit": dict(self.unit)} if self.unit else {})

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        drawn = {name: _drawn(span, chance) for name, span in self.spans.items()}
        return Draw(values={name: str(neutral(value)) for name, value in drawn.items()})

    def present(self, draw: Draw) -> Shown:
        return Shown(template=self.template, text=_filled(self.text, draw), unit=self.unit)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, MAX_LENGTH)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        numbers = [read_number(text, self._units) for text in answer]
        right = self.right(draw)
        is_right = any(n is not None and abs(n - right) <= self.tolerance for n in numbers)
        return Grading(Fraction(is_right), tuple(Part("number", is_right) for _text in answer))

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        number = grouped(self.right(draw))
        languages = self.unit or self.text
        right = {name: f"{number} {self.unit.get(name, '')}".strip() for name in languages}
        return Explained(right=(right,), feedback=_filled(self.feedback, draw))

    def right(self, draw: Draw) -> Fraction:
        """The key for these values."""
        return self.answer.compute(_numbers(draw))

    @property
    def _units(self) -> tuple[str, ...]:
        signs = (sign for unit in self.unit.values() for sign in SIGNS.get(unit.casefold(), ()))
        return (*self.unit.values(), *signs)


def _read_formula(reader: Reader) -> Formula:
    try:
        return Formula.read(reader.plain("answer"))
    except FormulaError as error:
        if reader.has("answer"):
            reader.note(str(error), "answer")
        return Formula.read("0")


def _read_spans(reader: Reader) -> dict[str, Span | Cited]:
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


def _trial(formula: Formula, spans: Mapping[str, Span]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The first draw that the formula fails on; where there are very many, ends and a sample."""
    for values in islice(_combinations(spans), min(TRIED, WORK // formula.size)):
        try:
            formula.compute(values)
        except FormulaError as error:
            yield ("answer",), str(error)
            return


def _combinations(spans: Mapping[str, Span]) -> Iterator[dict[str, Fraction]]:
    ends = [[span.value(0), span.value(span.count - 1)] for span in spans.values()]
    yield from (dict(zip(spans, values, strict=True)) for values in product(*ends))
    every = [map(span.value, range(span.count)) for span in spans.values()]
    yield from (dict(zip(spans, values, strict=True)) for values in product(*every))


def _drawn(span: Span | Cited, chance: Chance) -> Fraction:
    if isinstance(span, Cited):
        raise ValueError(f"fact {span.fact} was not put in")
    return span.value(chance.randrange(span.count))


def _numbers(draw: Draw) -> dict[str, Fraction]:
    return {name: exact(value) or Fraction(0) for name, value in draw.values.items()}


def _filled(text: Text, draw: Draw) -> dict[str, str]:
    """The text with {name} replaced by the value drawn."""
    values = {name: grouped(number) for name, number in _numbers(draw).items()}
    return {
        language: PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), words)
        for language, words in text.items()
    }
