"""A text with gaps, and a bank of words to fill them with."""

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
from lms.assessments.kinds.passage import PASSAGE, Gap, PassageShown, gap_label, read_passage
from lms.assessments.kinds.scoring import PER_PART, per_part, read_scoring, scoring_field
from lms.assessments.kinds.stem import Stem, dump_stem, read_stem

MOST_EXTRA = 20


@dataclass(frozen=True, kw_only=True)
class WordBank(Stem):
    """An answer holds "gap=position of the word"; `words` are those of the gaps, in their order."""

    kind: ClassVar[str] = "word-bank"
    label: ClassVar[Any] = _l("Gaps filled from a list of words")
    place: ClassVar[int] = 100
    template: ClassVar[str] = "assessments/kinds/word_bank.html"
    is_parted: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        PASSAGE,
        Field(
            name="words",
            control=Control.LISTS,
            label=_l("Words of the gaps, one a line"),
            hint=_l("The first line is for gap 1, the second for gap 2, and so on."),
            is_required=True,
        ),
        Field(
            name="extra",
            control=Control.LISTS,
            label=_l("Words that fit nowhere, one a line"),
        ),
        Field(
            name="reuse",
            control=Control.FLAG,
            label=_l("A word may be used more than once"),
        ),
        scoring_field(_l("Each gap counts"), _l("All gaps right, or nothing")),
    )
    passage: Text
    words: tuple[Text, ...]
    extra: tuple[Text, ...] = ()
    reuse: bool = False
    scoring: str = PER_PART

    @classmethod
    def read(cls, reader: Reader) -> Self:
        words = tuple(reader.text_list("words"))
        item = cls(
            **read_stem(reader),
            passage=read_passage(reader, len(words), "words"),
            words=words,
            extra=tuple(reader.text_list("extra")) if reader.has("extra") else (),
            reuse=reader.flag("reuse", False),
            scoring=read_scoring(reader),
        )
        item._check(reader)
        return item

    def _check(self, reader: Reader) -> None:
        for place, word in enumerate(self.words):
            if word in self.words[:place] and not self.reuse:
                sentence = _("Two gaps have the same word: let words be used more than once.")
                reader.note(sentence, "words", place)
        for place, word in enumerate(self.extra):
            if word in self.words:
                reader.note(_("This word fits a gap."), "extra", place)
        if len(self.extra) > MOST_EXTRA:
            reader.note(_("Give at most %(most)s more words.", most=MOST_EXTRA), "extra")
        if self.words and len(self.bank) < 2:
            reader.note(_("With one word alone there is nothing to choose."), "words")

    @cached_property
    def bank(self) -> tuple[Text, ...]:
        """Each word once."""
        found: list[Text] = []
        for word in (*self.words, *self.extra):
            if word not in found:
                found.append(word)
        return tuple(found)

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | {
            "passage": dict(self.passage),
            "words": list(map(dict, self.words)),
        }
        if self.extra:
            content["extra"] = list(map(dict, self.extra))
        if self.reuse:
            content["reuse"] = True
        return content | ({} if self.scoring == PER_PART else {"scoring": self.scoring})

    def texts(self) -> Iterator[Text]:
        yield from super().texts()
        yield self.passage
        yield from self.bank

    def draw(self, chance: Chance, shuffle: bool) -> Draw:
        """The bank is always shuffled: in the author's order it tells the key."""
        return Draw(order=shuffled(len(self.bank), chance))

    def present(self, draw: Draw) -> Shown:
        options = tuple(
            Option(value=str(position), text=self.bank[index])
            for position, index in enumerate(draw.order, 1)
        )
        gaps = tuple(Gap(number=number, options=options) for number in self._numbers)
        return PassageShown(
            template=self.template,
            text=self.text,
            options=options,
            passage=self.passage,
            gaps=gaps,
            may_repeat=self.reuse,
        )

    @property
    def _numbers(self) -> list[str]:
        return list(map(str, range(1, len(self.words) + 1)))

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        read = one_of_these(str(position) for position in range(1, len(draw.order) + 1))
        return read_parts(given, dict.fromkeys(self._numbers, read))

    def grade(self, draw: Draw, answer: Answer) -> Grading:
        chosen = self._chosen(draw, answer)
        parts = tuple(
            Part(number, chosen.get(number) == word)
            for number, word in zip(self._numbers, self.words, strict=True)
        )
        return Grading(per_part(parts, self.scoring) if answer else Fraction(0), parts)

    def _chosen(self, draw: Draw, answer: Answer) -> dict[str, Text]:
        return {
            gap: self.bank[draw.order[int(position) - 1]]
            for gap, position in one_part_each(answer).items()
        }

    def key(self, draw: Draw) -> Answer:
        shown = [self.bank[index] for index in draw.order]
        return tuple(
            field_text(number, str(shown.index(word) + 1))
            for number, word in zip(self._numbers, self.words, strict=True)
        )

    def explain(self, draw: Draw, answer: Answer) -> Explained:
        chosen = self._chosen(draw, answer)
        parts = (
            ExplainedPart(
                label=gap_label(number),
                given=(chosen[number],) if number in chosen else (),
                right=(word,),
                is_right=chosen.get(number) == word,
            )
            for number, word in zip(self._numbers, self.words, strict=True)
        )
        return Explained(parts=tuple(parts), feedback=self.feedback)

    def analyse(self, draw: Draw, answer: Answer) -> tuple[Tally, ...]:
        return tuple(
            Tally(
                number,
                str(self.bank.index(word)),
                word == self.words[int(number) - 1],
                label=gap_label(number),
                text=word,
            )
            for number, word in self._chosen(draw, answer).items()
        )
