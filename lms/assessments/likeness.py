"""Questions of a bank that say nearly the same: written twice, or copied and changed. Pure.

Two questions are as alike as the words and pairs of words that they share, of their texts and
their options, in whatever order the options stand. What many questions say ("Which of these …")
counts little, what few say counts much. Each language is compared by itself, and the one in which
they are most alike decides: the other may have been translated anew, or lack.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import log
from typing import Any

from lms.assessments.spelling import normalised
from lms.i18n import LANGUAGES

Shingle = tuple[str, ...]
"""A language, and one word or two that follow each other; "" stands for an end of the text."""
Signature = frozenset[Shingle]

LEAST = 0.6
MOST_SAYING = 50  # questions: what more of them say leads from none of them to another
_NOT_ASKED = frozenset({"feedback", "hint", "hints"})
_NO_LANGUAGE = frozenset({"accept", "answer"})
_BETWEEN = re.compile(r"[\s*_`#|>\[\](){}$\\/~=,;:–—…،؛]+")


@dataclass(frozen=True)
class Alike:
    """Two questions by their ids, the smaller first, and how alike they are, up to 1."""

    first: int
    second: int
    likeness: float


def signature(content: Mapping[str, Any]) -> Signature:
    """What is compared of a question: its words in one spelling, without feedback and hints."""
    texts = list(_texts(content))
    spoken = {language for language, _text in texts if language} or set(LANGUAGES)
    return frozenset(
        (said_in, *words)
        for language, text in texts
        for said_in in ([language] if language else spoken)
        for words in _shingles(text)
    )


def _texts(content: object, key: str = "") -> Iterator[tuple[str, str]]:
    """All that is asked, each with its language; "" where it has none."""
    if isinstance(content, str) and (key in LANGUAGES or key in _NO_LANGUAGE):
        yield (key if key in LANGUAGES else ""), content
    elif isinstance(content, Mapping):
        for name, value in content.items():
            if name not in _NOT_ASKED:
                yield from _texts(value, str(name))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _texts(value, key)


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = [word for part in _BETWEEN.split(text) if (word := _spelled(part))]
    yield from ((word,) for word in words)
    if words:
        yield from pairwise(["", *words, ""])


@lru_cache(maxsize=50_000)  # a bank's words come again and again
def _spelled(word: str) -> str:
    return normalised(word)


def pairs(signatures: Mapping[int, Signature], least: float = LEAST) -> list[Alike]:
    """The pairs that are at least so alike, most alike first.

    Of more than two with one signature each is paired with the first alone. Pairs that share
    nothing rarer than what `MOST_SAYING` questions say are not found.
    """
    found: dict[tuple[int, int], float] = {}
    for language in LANGUAGES:
        said = {n: _said_in(language, one) for n, one in sorted(signatures.items())}
        for first, second, likeness in _alike(said, least):
            found[first, second] = max(likeness, found.get((first, second), 0))
    alike = [Alike(*ids, likeness) for ids, likeness in found.items()]
    return sorted(alike, key=lambda one: (-one.likeness, one.first, one.second))


def _said_in(language: str, shingles: Signature) -> Signature:
    return frozenset(shingle for shingle in shingles if shingle[0] == language)


def _alike(said: Mapping[int, Signature], least: float) -> Iterator[tuple[int, int, float]]:
    different: dict[Signature, int] = {}
    for n, shingles in said.items():
        if shingles and different.setdefault(shingles, n) != n:
            yield different[shingles], n, 1.0
    comparing, numbers = _Comparing(list(different), least), list(different.values())
    for place, number in enumerate(numbers):
        for other, likeness in comparing.before(place):
            yield numbers[other], number, likeness


class _Comparing:
    """Finds those alike among what stands before in the list, by the rarest that they say.

    What two share weighs at least `least` of what each of them weighs. So the rarest shingles of
    each, down to where the rest weighs less than that, have one in common: these alone are indexed.
    """

    def __init__(self, signatures: Sequence[Signature], least: float) -> None:
        self._least = least
        saying = Counter(chain.from_iterable(signatures))
        rarest = sorted(saying, key=lambda shingle: (saying[shingle], shingle))
        ranks = {shingle: rank for rank, shingle in enumerate(rarest)}  # numbers are quick
        self._weights = [log(1 + len(signatures) / saying[shingle]) for shingle in rarest]
        self._leading = sum(count <= MOST_SAYING for count in saying.values())
        self._said = [frozenset(map(ranks.__getitem__, one)) for one in signatures]
        self._whole = [self._weight(one) for one in self._said]
        self._index: dict[int, list[int]] = defaultdict(list)

    def before(self, place: int) -> Iterator[tuple[int, float]]:
        """The places before this one with how alike they are; asked once for each, in order."""
        rarest = self._rarest(place)
        for other in set(chain.from_iterable(map(self._index.__getitem__, rarest))):
            likeness = self._likeness(place, other)
            if likeness >= self._least:
                yield other, likeness
        for rank in rarest:
            self._index[rank].append(place)

    def _rarest(self, place: int) -> list[int]:
        rest = self._whole[place]
        enough = self._least * rest
        found = []
        for rank in sorted(self._said[place]):
            if rest < enough or rank >= self._leading:
                break
            found.append(rank)
            rest -= self._weights[rank]
        return found

    def _likeness(self, one: int, other: int) -> float:
        whole, others = self._whole[one], self._whole[other]
        if min(whole, others) < self._least * max(whole, others):
            return 0
        shared = self._weight(self._said[one] & self._said[other])
        return min(1.0, shared / (whole + others - shared))

    def _weight(self, said: Iterable[int]) -> float:
        return sum(map(self._weights.__getitem__, said))
