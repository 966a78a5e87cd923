"""A word or a few, compared in one spelling, against every answer the author accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from flask_babel import gettext as _

from lms.assessments.checking import Reader
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
from lms.assessments.spelling import normalised

LONGEST = 200
_URDU = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, kw_only=True)
class ShortText(Stem):
    """An answer holds the text typed."""

    kind: ClassVar[str] = "short-text"
    template: ClassVar[str] = "assessments/kinds/words.html"
    accept: tuple[str, ...]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        accept = reader.texts("accept")
        for position, text in enumerate(accept):
            if not normalised(text) or len(text) > LONGEST:
                reader.note(_("An accepted answer is empty or too long."), "accept", position)
        return cls(**read_stem(reader), accept=accept)

    def dump(self) -> dict[str, Any]:
        return dump_stem(self) | {"accept": list(self.accept)}

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        return Draw()

    def present(self, draw: Draw) -> Shown:
        return Shown(template=self.template, text=self.text)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_line(given, LONGEST)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        accepted = set(map(normalised, self.accept))
        is_right = any(normalised(text) in accepted for text in answer)
        return Grading(Fraction(is_right), tuple(Part("text", is_right) for _text in answer))

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        return Explained(right=tuple(map(_in_its_language, self.accept)), feedback=self.feedback)


def _in_its_language(text: str) -> Text:
    return {"ur" if _URDU.search(text) else "en": text}
