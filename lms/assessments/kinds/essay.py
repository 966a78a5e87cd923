"""An answer in sentences, which a person marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import one_text
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Draw,
    Shown,
)
from lms.assessments.kinds.marking import MARKING, ByHand, read_marking
from lms.assessments.kinds.stem import dump_stem, read_stem

LONGEST = 20_000
MOST_WORDS = 3_000


@dataclass(frozen=True, kw_only=True)
class EssayShown(Shown):
    """`least` and `most` words are asked for, 0 is no bound; `longest` letters are taken."""

    least: int
    most: int
    longest: int = LONGEST

    @staticmethod
    def words(answer: Answer) -> int:
        """How many words were written."""
        return len(" ".join(answer).split())

    def is_too_short(self, answer: Answer) -> bool:
        return bool(answer) and self.words(answer) < self.least

    def is_too_long(self, answer: Answer) -> bool:
        return bool(self.most) and self.words(answer) > self.most


@dataclass(frozen=True, kw_only=True)
class Essay(ByHand):
    """An answer holds the text, with its line breaks."""

    kind: ClassVar[str] = "essay"
    label: ClassVar[Any] = _l("An answer in sentences")
    place: ClassVar[int] = 110
    template: ClassVar[str] = "assessments/kinds/essay.html"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="least",
            control=Control.NUMBER,
            label=_l("Words at least"),
            hint=_l("Fewer are taken too; the page says that they are too few."),
        ),
        Field(name="most", control=Control.NUMBER, label=_l("Words at most")),
        *MARKING,
    )
    least: int = 0
    most: int = 0

    @classmethod
    def read(cls, reader: Reader) -> Self:
        least = reader.whole("least", 0, least=0, most=MOST_WORDS)
        most = reader.whole("most", 0, least=0, most=MOST_WORDS)
        if most and most < least:
            reader.note(_("The most must not be less than the least."), "most")
        return cls(**read_stem(reader), least=least, most=most, marking=read_marking(reader))

    def dump(self) -> dict[str, Any]:
        bounds = {"least": self.least, "most": self.most}
        said = {name: words for name, words in bounds.items() if words}
        return dump_stem(self) | said | self.marking.dump()

    def present(self, draw: Draw) -> Shown:
        return EssayShown(template=self.template, text=self.text, least=self.least, most=self.most)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        return one_text(given, LONGEST)
