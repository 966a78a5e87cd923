"""Rows that each have a match: which one is chosen from a list, the same for all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import one_of_these, one_part_each, read_parts
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Chance,
    Draw,
    Explained,
    ExplainedPart,
    Grading,
    Option,
    Part,
    Shown,
    Tally,
    Text,
    field_text,
    shuffled,
)
from lms.assessments.kinds.scoring import PER_PART, per_part, read_scoring, scoring_field
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem

FEWEST = 2
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is asked, and what belongs to it."""

    prompt: Text
    match: Text


@dataclass(frozen=True, kw_only=True)
class MatchingShown(Shown):
    """`options` are the matches; `rows` what they are chosen for."""

    rows: tuple[Text, ...]

    def given(self, answer: Answer) -> dict[str, str]:
        """What is chosen in each row, by its number."""
        return one_part_each(answer)


@dataclass(frozen=True, kw_only=True)
class Matching(Stem):
    """An answer holds "row=position of the match", both from 1 up."""

    kind: ClassVar[str] = "matching"
    label: ClassVar[Any] = _l("Find what belongs together")
    place: ClassVar[int] = 70
    template: ClassVar[str] = "assessments/kinds/matching.html"
    is_parted: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="rows",
            control=Control.ROWS,
            label=_l("What belongs together"),
            hint=_l("Learners choose for each row from all matches. Rows left empty are not used."),
            is_required=True,
            shown=4,
            most=MOST,
            more=_l("One more row"),
            each=_l("Row %(number)s"),
            fields=(
                Field(name="prompt", control=Control.PAIR, label=_l("Asked"), longest=500),
                Field(name="match", control=Control.PAIR, label=_l("Match"), longest=300),
            ),
        ),
        Field(
            name="extra",
            control=Control.LISTS,
            label=_l("Matches that fit nowhere, one a line"),
        ),
        scoring_field(_l("Each row counts"), _l("All rows right, or nothing")),
    )
    rows: tuple[Pair, ...]
    extra: tuple[Text, ...] = ()
    scoring: str = PER_PART

    @classmethod
    def read(cls, reader: Reader) -> Self:
        item = cls(
            **read_stem(reader),
            rows=tuple(map(_read_pair, reader.each("rows"))),
            extra=tuple(reader.text_list("extra")) if reader.has("extra") else (),
            scoring=read_scoring(reader),
        )
        item._check(reader)
        return item

    def _check(self, reader: Reader) -> None:
        if not FEWEST <= len(self.rows) <= MOST:
            reader.note(_("Give %(fewest)s to %(most)s rows.", fewest=FEWEST, most=MOST), "rows")
        prompts: list[Text] = []
        for place, row in enumerate(self.rows):
            if row.prompt in prompts:
                reader.note(_("Another row asks the same."), "rows", place)
            prompts.append(row.prompt)
        if self.rows and len(self.matches) < FEWEST:
            reader.note(_("With one match alone there is nothing to choose."), "rows")
        if len(self.extra) > MOST:
            reader.note(_("Give at most %(most)s more matches.", most=MOST), "extra")
        for place, text in enumerate(self.extra):
            if any(text == row.match for row in self.rows):
                reader.note(_("This match fits a row."), "extra", place)

    @cached_property
    def matches(self) -> tuple[Text, ...]:
        """Each match once, those that fit nowhere last."""
        found: list[Text] = []
        for text in (*(row.match for row in self.rows), *self.extra):
            if text not in found:
                found.append(text)
        return tuple(found)

    def dump(self) -> dict[str, Any]:
        rows = [{"prompt": dict(row.prompt), "match": dict(row.match)} for row in self.rows]
        content = dump_stem(self) | {"rows": rows}
        if self.extra:
            content["extra"] = list(map(dict, self.extra))
        return content | ({} if self.scoring == PER_PART else {"scoring": self.scoring})

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield from (row.prompt for row in self.rows)
        yield from self.matches

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """Matches are always shuffled: in the author's order they tell the key."""
        return Draw(order=shuffled(len(self.matches), chance))

    def present(self, draw: Draw) -> Shown:
        options = (
            Option(value=str(position), text=self.matches[index])
            for position, index in enumerate(draw.order, 1)
        )
        return MatchingShown(
            template=self.template,
            text=self.text,
            options=tuple(options),
            rows=tuple(row.prompt for row in self.rows),
        )

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        read = one_of_these(str(position) for position in range(1, len(draw.order) + 1))
        return read_parts(given, dict.fromkeys(map(str, range(1, len(self.rows) + 1)), read))

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        chosen = self._chosen(draw, answer)
        parts = tuple(
            Part(str(number), chosen.get(number) == row.match)
            for number, row in enumerate(self.rows, 1)
        )
        return Grading(per_part(parts, self.scoring) if answer else Fraction(0), parts)

    def _chosen(self, draw: Draw, answer: Answer) -> dict[int, Text]:
        """The match chosen in each row, by its number."""
        return {
            int(row): self.matches[draw.order[int(position) - 1]]
            for row, position in one_part_each(answer).items()
        }

    def key(self, draw: Draw) -> Answer:
        shown = [self.matches[index] for index in draw.order]
        return tuple(
            field_text(str(number), str(shown.index(row.match) + 1))
            for number, row in enumerate(self.rows, 1)
        )

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        chosen = self._chosen(draw, answer)
        parts = (
            ExplainedPart(
                label=row.prompt,
                given=(chosen[number],) if number in chosen else (),
                right=(row.match,),
                is_right=chosen.get(number) == row.match,
            )
            for number, row in enumerate(self.rows, 1)
        )
        return Explained(parts=tuple(parts), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        return tuple(
            Tally(
                str(number),
                str(self.matches.index(text)),
                text == self.rows[number - 1].match,
                label=self.rows[number - 1].prompt,
                text=text,
            )
            for number, text in self._chosen(draw, answer).items()
        )


def _read_pair(reader: Reader) -> Pair:
    pair = Pair(prompt=reader.text("prompt"), match=reader.text("match"))
    reader.close()
    return pair
