"""Texts that an author accepts: compared in one spelling, with * for whatever may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader
from lms.assessments.kinds.item import Text, in_its_language
from lms.assessments.numbers import neutral
from lms.assessments.spelling import normalised

LONGEST = 200
_STAR = re.compile(r"\\(\*)|\*")


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """An accepted text as its author wrote it; `\\*` is a star.

    `share` is what it is worth, `feedback` what is said to those who gave it.
    """

    text: str
    share: Fraction = Fraction(1)
    feedback: Text = field(default_factory=dict)
    is_case: bool = False

    def matches(self, given: str) -> bool:
        """Whether this was given. The time it takes grows no faster than the two texts."""
        text, (first, *between) = self.compared(given), self._pieces
        if not between:
            return text == first
        *middle, last = between
        if not (text.startswith(first) and text.endswith(last)):
            return False
        place, end = len(first), len(text) - len(last)
        for piece in middle:
            found = text.find(piece, place, end)
            if found < 0:
                return False
            place = found + len(piece)
        return place <= end

    def compared(self, text: str) -> str:
        """The spelling in which texts are held against each other."""
        return normalised(text, keep_case=self.is_case)

    @property
    def plain(self) -> str:
        """The shortest text that it accepts."""
        return _STAR.sub(lambda star: star[1] or "", self.text).strip()

    @cached_property
    def _pieces(self) -> list[str]:
        """What stands between the stars."""
        pieces, at = [""], 0
        for star in _STAR.finditer(self.text):
            pieces[-1] += self.text[at : star.start()] + (star[1] or "")
            pieces += [] if star[1] else [""]
            at = star.end()
        pieces[-1] += self.text[at:]
        return list(map(self.compared, pieces))

    def dump(self) -> Any:
        if self.share == 1 and not self.feedback:
            return self.text
        content: dict[str, Any] = {"text": self.text}
        if self.share != 1:
            content["share"] = neutral(self.share)
        return content | ({"feedback": dict(self.feedback)} if self.feedback else {})


def read_accepted(reader: Reader, key: str, *, is_case: bool) -> tuple[Accepted, ...]:
    """The texts listed under this key: bare, or each with a share and a feedback."""
    accepted = tuple(_read(one, is_case=is_case) for one in reader.each_or_bare(key, "text"))
    if not accepted:
        reader.note(_("Write one right answer at least."), key)
    elif all(one.share != 1 for one in accepted):
        reader.note(_("One accepted answer must be worth all of the mark."), key)
    return accepted


def _read(reader: Reader, *, is_case: bool) -> Accepted:
    share = reader.number("share", Fraction(1), least=0, most=1)
    accepted = Accepted(
        text=reader.plain("text"),
        share=share,
        feedback=reader.optional_text("feedback"),
        is_case=is_case,
    )
    reader.close()
    if len(accepted.text) > LONGEST or not accepted.compared(accepted.plain):
        reader.note(_("An accepted answer is empty or too long."))
    elif not accepted.matches(accepted.plain):
        reader.note(_("Nobody could type this: write it without marks beside the star."))
    return accepted


def best(accepted: Iterable[Accepted], given: str) -> Accepted | None:
    """Of those that were given, the one that is worth most; the first of equals."""
    matching = (one for one in accepted if one.matches(given))
    return max(matching, key=lambda one: one.share, default=None)


def right_texts(accepted: Iterable[Accepted]) -> tuple[Text, ...]:
    """What was fully right, as people read it."""
    return tuple(in_its_language(one.text) for one in accepted if one.share == 1)


def key_text(accepted: Iterable[Accepted]) -> str:
    """A text with all of the mark."""
    return next(one.plain for one in accepted if one.share == 1)
