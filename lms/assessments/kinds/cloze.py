"""A text with gaps to be filled in: chosen from a list, or typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.accepting import LONGEST
from lms.assessments.kinds.answers import one_part_each, read_parts
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.gaps import KeyedGap, read_gap
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedPart,
    Grading,
    Part,
    Shown,
    Tally,
    Text,
    field_text,
)
from lms.assessments.kinds.passage import (
    MOST_GAPS,
    PASSAGE,
    PassageShown,
    gap_label,
    read_passage,
)
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem


@dataclass(frozen=True, kw_only=True)
class Cloze(Stem):
    """An answer holds "gap=text", or "gap=position" where there is something to choose."""

    kind: ClassVar[str] = "cloze"
    label: ClassVar[Any] = _l("Gaps to fill in")
    place: ClassVar[int] = 90
    template: ClassVar[str] = "assessments/kinds/cloze.html"
    is_parted: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        PASSAGE,
        Field(
            name="gaps",
            control=Control.ROWS,
            label=_l("Gaps"),
            hint=_l(
                "Fill in one of three for each gap: choices, accepted texts, or a number. The first"
                " is for [[1]], the second for [[2]], and so on."
            ),
            is_required=True,
            most=MOST_GAPS,
            more=_l("One more gap"),
            each=_l("Gap %(number)s"),
            fields=(
                Field(
                    name="choices",
                    control=Control.LISTS,
                    label=_l("Choices, one a line, the right one first"),
                ),
                Field(
                    name="accept",
                    control=Control.LINES,
                    label=_l("Or accepted texts, one a line"),
                    hint=_l("A star (*) stands for anything."),
                    longest=LONGEST,
                ),
                Field(name="case", control=Control.FLAG, label=_l("Capital letters must be right")),
                Field(name="number", control=Control.NUMBER, label=_l("Or the right number")),
                Field(
                    name="tolerance",
                    control=Control.NUMBER,
                    label=_l("How far off the number may be"),
                ),
                Field(
                    name="mark",
                    control=Control.NUMBER,
                    label=_l("Weight among the gaps"),
                    default="1",
                ),
                Field(name="feedback", control=Control.PAIR, label=_l("Why"), longest=1000),
            ),
        ),
    )
    passage: Text
    gaps: tuple[KeyedGap, ...]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        gaps = tuple(map(read_gap, reader.each("gaps")))
        passage = read_passage(reader, len(gaps), "gaps")
        return cls(**read_stem(reader), passage=passage, gaps=gaps)

    def dump(self) -> dict[str, Any]:
        gaps = [gap.dump() for gap in self.gaps]
        return dump_stem(self) | {"passage": dict(self.passage), "gaps": gaps}

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield self.passage
        for gap in self.gaps:
            yield from gap.key.texts()
            yield gap.feedback

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        return Draw(parts=tuple(gap.key.draw(chance) for gap in self.gaps))

    def _each(self, draw: Draw) -> Iterator[tuple[str, KeyedGap, Draw]]:
        """Number, gap and draw of each."""
        for number, (gap, drawn) in enumerate(zip(self.gaps, draw.parts, strict=True), 1):
            yield str(number), gap, drawn

    def present(self, draw: Draw) -> Shown:
        return PassageShown(
            template=self.template,
            text=self.text,
            passage=self.passage,
            gaps=tuple(gap.key.show(drawn, number) for number, gap, drawn in self._each(draw)),
        )

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        readers: dict[str, Callable[[Sequence[str]], Answer]] = {
            number: partial(gap.key.parse, drawn) for number, gap, drawn in self._each(draw)
        }
        return read_parts(given, readers)

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        shares = self._shares(draw, answer)
        won = sum(
            (share * gap.mark for share, gap in zip(shares.values(), self.gaps, strict=True)),
            Fraction(0),
        )
        parts = tuple(Part(number, share == 1) for number, share in shares.items())
        return Grading(won / sum(gap.mark for gap in self.gaps), parts)

    def _shares(self, draw: Draw, answer: Answer) -> dict[str, Fraction]:
        given = one_part_each(answer)
        return {
            number: gap.key.share(drawn, given[number]) if number in given else Fraction(0)
            for number, gap, drawn in self._each(draw)
        }

    def key(self, draw: Draw) -> Answer:
        return tuple(
            field_text(number, gap.key.key(drawn)) for number, gap, drawn in self._each(draw)
        )

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        given, shares = one_part_each(answer), self._shares(draw, answer)
        parts = (
            ExplainedPart(
                label=gap_label(number),
                given=(gap.key.given(drawn, given[number]),) if number in given else (),
                right=gap.key.right(),
                is_right=shares[number] == 1,
                feedback=gap.feedback,
            )
            for number, gap, drawn in self._each(draw)
        )
        return Explained(parts=tuple(parts), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        given, shares = one_part_each(answer), self._shares(draw, answer)
        return tuple(
            Tally(
                number,
                gap.key.counted(drawn, given[number]),
                shares[number] == 1,
                label=gap_label(number),
                text=gap.key.given(drawn, given[number]),
            )
            for number, gap, drawn in self._each(draw)
            if number in given
        )
