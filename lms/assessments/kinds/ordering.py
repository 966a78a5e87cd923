"""Items to be brought into order: each gets the number of its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
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
from lms.assessments.kinds.scoring import ALL_OR_NOTHING, LABEL
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem

FEWEST = 2
MOST = 12
PAIRS = "pairs"
PLACES = "places"
SCORINGS = {
    PAIRS: _l("Every two items in the right order count"),
    PLACES: _l("Each item at its place counts"),
    ALL_OR_NOTHING: _l("All of it right, or nothing"),
}
PLACE: Text = {"en": "Place {}", "ur": "مقام {}"}


@dataclass(frozen=True, kw_only=True)
class OrderingShown(Shown):
    """`options` are the items as they were drawn; each gets a place from 1 to their number."""

    def given(self, answer: Answer) -> dict[str, str]:
        """The place given to each item, by its value."""
        return one_part_each(answer)


@dataclass(frozen=True, kw_only=True)
class Ordering(Stem):
    """An answer holds "position shown=place", both from 1 up; `items` are in the right order."""

    kind: ClassVar[str] = "ordering"
    label: ClassVar[Any] = _l("Bring into order")
    place: ClassVar[int] = 80
    template: ClassVar[str] = "assessments/kinds/ordering.html"
    is_parted: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="items",
            control=Control.ROWS,
            label=_l("Items in the right order"),
            hint=_l("Learners see them shuffled. Rows left empty are not used."),
            is_required=True,
            shown=4,
            most=MOST,
            more=_l("One more item"),
            each=_l("Item %(number)s"),
            bare=True,
            fields=(Field(name="text", control=Control.PAIR, label=_l("Item"), longest=500),),
        ),
        Field(name="scoring", control=Control.CHOICE, label=LABEL, options=SCORINGS),
    )
    items: tuple[Text, ...]
    scoring: str = PAIRS

    @classmethod
    def read(cls, reader: Reader) -> Self:
        items = tuple(reader.text_list("items"))
        if not FEWEST <= len(items) <= MOST:
            reader.note(_("Give %(fewest)s to %(most)s items.", fewest=FEWEST, most=MOST), "items")
        for place, text in enumerate(items):
            if text in items[:place]:
                reader.note(_("Another item has the same text."), "items", place)
        scoring = reader.one_of("scoring", SCORINGS, PAIRS)
        return cls(**read_stem(reader), items=items, scoring=scoring)

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | {"items": list(map(dict, self.items))}
        return content if self.scoring == PAIRS else content | {"scoring": self.scoring}

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield from self.items

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """Always shuffled, and never into the right order; of two items that would tell the key."""
        order = shuffled(len(self.items), chance)
        if len(order) > FEWEST and order == tuple(sorted(order)):
            order = (*order[1:], *order[:1])
        return Draw(order=order)

    def present(self, draw: Draw) -> Shown:
        options = (
            Option(value=str(position), text=self.items[index])
            for position, index in enumerate(draw.order, 1)
        )
        return OrderingShown(template=self.template, text=self.text, options=tuple(options))

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        positions = list(map(str, range(1, len(draw.order) + 1)))
        return read_parts(given, dict.fromkeys(positions, one_of_these(positions)))

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        places = self._places(draw, answer)
        parts = tuple(
            Part(str(place), places.get(place - 1) == place)
            for place in range(1, len(self.items) + 1)
        )
        return Grading(self._share(places, parts) if answer else Fraction(0), parts)

    def _share(self, places: dict[int, int], parts: tuple[Part, ...]) -> Fraction:
        right = sum(part.is_right for part in parts)
        if self.scoring == ALL_OR_NOTHING:
            return Fraction(right == len(parts))
        if self.scoring == PLACES:
            return Fraction(right, len(parts))
        pairs = list(combinations(range(len(self.items)), 2))
        good = sum(
            one in places and other in places and places[one] < places[other]
            for one, other in pairs
        )
        return Fraction(good, len(pairs))

    def _places(self, draw: Draw, answer: Answer) -> dict[int, int]:
        """The place given to each item, by the author's place of it from 0."""
        return {
            draw.order[int(position) - 1]: int(place)
            for position, place in one_part_each(answer).items()
        }

    def key(self, draw: Draw) -> Answer:
        return tuple(
            field_text(str(position), str(index + 1))
            for position, index in enumerate(draw.order, 1)
        )

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        places = self._places(draw, answer)
        parts = (
            ExplainedPart(
                label=_in_both(PLACE, place),
                given=tuple(self.items[one] for one in sorted(places) if places[one] == place),
                right=(text,),
                is_right=places.get(place - 1) == place,
            )
            for place, text in enumerate(self.items, 1)
        )
        return Explained(parts=tuple(parts), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        return tuple(
            Tally(
                str(index + 1),
                str(place),
                place == index + 1,
                label=self.items[index],
                text=_in_both(PLACE, place),
            )
            for index, place in sorted(self._places(draw, answer).items())
        )


def _in_both(words: Text, number: int) -> Text:
    return {language: text.format(number) for language, text in words.items()}
