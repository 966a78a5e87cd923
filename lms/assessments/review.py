"""What learners may see of an attempt, and when: moments against aspects. Pure.

Every page and every format that leaves the server asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader

RIGHT_AFTER = timedelta(minutes=5)


class Moment(StrEnum):
    """When somebody looks: DURING only in practice, once an answer was checked."""

    DURING = "during"
    RIGHT_AFTER = "right-after"
    WHILE_OPEN = "while-open"
    AFTER_CLOSING = "after-closing"


class Aspect(StrEnum):
    """What there is to see: one's own answer, whether it was right, marks, the key, the reasons."""

    RESPONSE = "response"
    CORRECTNESS = "correctness"
    MARKS = "marks"
    KEY = "key"
    FEEDBACK = "feedback"


Matrix = Mapping[Moment, frozenset[Aspect]]
ALL = frozenset(Aspect)
SCORE_ONLY = frozenset({Aspect.MARKS})
_AFTER = (Moment.RIGHT_AFTER, Moment.WHILE_OPEN, Moment.AFTER_CLOSING)
EVERYTHING: Matrix = {Moment.DURING: ALL - {Aspect.KEY}, **dict.fromkeys(_AFTER, ALL)}
"""Who practises may try again, so the key comes with the result."""
SCORES: Matrix = {Moment.DURING: frozenset(), **dict.fromkeys(_AFTER, SCORE_ONLY)}
_REVEALING = frozenset({Aspect.RESPONSE, Aspect.CORRECTNESS, Aspect.KEY, Aspect.FEEDBACK})


@dataclass(frozen=True, kw_only=True)
class Review:
    """The matrix; with `after_pass`, who has not passed sees the score alone."""

    matrix: Matrix = field(default_factory=lambda: dict(EVERYTHING))
    after_pass: bool = False

    def shows(self, moment: Moment, *, has_passed: bool = True) -> frozenset[Aspect]:
        """What may be seen at that moment by somebody who has passed the quiz, or not."""
        aspects = self.matrix.get(moment, frozenset())
        if self.after_pass and not has_passed and moment is not Moment.DURING:
            return aspects - _REVEALING
        return aspects

    def ever_shows(self, aspect: Aspect) -> bool:
        """Whether there is a moment after the attempt at which it is seen."""
        return any(aspect in self.matrix.get(moment, ()) for moment in _AFTER)

    @classmethod
    def read(cls, reader: Reader) -> Review:
        """From `review`, moments with lists of aspects, or from `feedback`: the usual ones."""
        if reader.has("review"):
            return cls._read_matrix(reader.part("review"))
        word = reader.one_of("feedback", PRESETS, "after-submit")
        return PRESETS[word]

    @classmethod
    def _read_matrix(cls, reader: Reader) -> Review:
        matrix = {moment: _read_aspects(reader, moment) for moment in Moment}
        review = cls(matrix=matrix, after_pass=reader.flag("after_pass", False))
        reader.close()
        return review

    def dump(self) -> dict[str, Any]:
        shown = {str(moment): _words(self.matrix.get(moment, ())) for moment in Moment}
        return shown | ({"after_pass": True} if self.after_pass else {})


PRESETS = {
    "after-submit": Review(),
    "after-pass": Review(after_pass=True),
    "never": Review(matrix=SCORES),
}
"""The matrices that have a name."""


def moment_of(submitted_at: datetime, over_at: datetime | None, now: datetime) -> Moment:
    """Which moment it is for an attempt that was sent then, of a quiz that is over then."""
    if over_at is not None and now >= over_at:
        return Moment.AFTER_CLOSING
    is_fresh = now - submitted_at < RIGHT_AFTER
    return Moment.RIGHT_AFTER if is_fresh else Moment.WHILE_OPEN


@dataclass(frozen=True)
class Change:
    """From `at` on a learner sees these aspects more, and these no longer."""

    at: datetime
    more: tuple[Aspect, ...]
    less: tuple[Aspect, ...]


def changes(
    review: Review,
    submitted_at: datetime,
    over_at: datetime | None,
    now: datetime,
    *,
    has_passed: bool,
) -> tuple[Change, ...]:
    """What will be seen of an attempt differently from now, and when; the nearest first."""

    def shown(moment: datetime) -> frozenset[Aspect]:
        return review.shows(moment_of(submitted_at, over_at, moment), has_passed=has_passed)

    turns = {submitted_at + RIGHT_AFTER, over_at or submitted_at}
    found, before = [], shown(now)
    for turn in sorted(one for one in turns if one > now):
        after = shown(turn)
        if after != before:
            found.append(Change(turn, _in_order(after - before), _in_order(before - after)))
        before = after
    return tuple(found)


def _in_order(aspects: Iterable[Aspect]) -> tuple[Aspect, ...]:
    return tuple(aspect for aspect in Aspect if aspect in set(aspects))


def _read_aspects(reader: Reader, moment: Moment) -> frozenset[Aspect]:
    if not reader.has(moment):
        return frozenset()
    words = reader.words(moment)
    for word in words:
        if word not in list(Aspect):
            sentence = _("“%(word)s” is nothing that can be shown.", word=word)
            reader.note(sentence, moment)
    return frozenset(Aspect(word) for word in words if word in list(Aspect))


def _words(aspects: Iterable[Aspect]) -> list[str]:
    return [str(aspect) for aspect in _in_order(aspects)]
