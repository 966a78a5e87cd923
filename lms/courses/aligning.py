"""Pairing the languages of a lesson when one has blocks that the other lacks. Pure.

An author who writes English today and Urdu tomorrow must be able to save in between. What was
paired before stays paired; the rest is paired by kind, in order; what is left stands alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from lms.courses.lesson_text import UNTRANSLATED, WRITTEN, PairedBlock, SourceBlock

FIRST, SECOND = "en", "ur"
Row = tuple[SourceBlock | None, SourceBlock | None]


def align(
    sources: Mapping[str, Sequence[SourceBlock]], before: Sequence[PairedBlock] = ()
) -> list[PairedBlock]:
    """All blocks of both languages, none lost, each language in its own order.

    `before` are the pairs as they were saved last; they are kept where a language still has its
    text. A block of an upper room's kind has no words: where one language takes it away or moves
    it, it goes or moves for both; where one language alone has it from the start, both have it.
    """
    first, second = (_said(sources.get(language, ())) for language in (FIRST, SECOND))
    marks = _marks(first, before, FIRST), _marks(second, before, SECOND)
    rows = list(_merged(first, second, *marks))
    moved = {_kind(block) for block in first} & {_kind(block) for block in second}
    taken = _wordless(before) - moved
    return [_paired(row) for row in rows if all(row) or _stays(row, moved, taken)]


def _wordless(before: Sequence[PairedBlock]) -> set[Hashable]:
    """The blocks without words that both languages wrote when the lesson was saved last."""
    written = {language for pair in before for language in pair.text}
    if not written.issuperset((FIRST, SECOND)):
        return set()
    return {(pair.kind, pair.target) for pair in before if pair.kind not in WRITTEN}


def _stays(row: Row, moved: set[Hashable], taken: set[Hashable]) -> bool:
    """Whether a block that stands in one language alone is kept."""
    one = row[0] or row[1]
    if one is None or one.kind in WRITTEN:
        return True
    return _kind(one) not in taken and (row[1] is None or _kind(one) not in moved)


def _said(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    return [block for block in blocks if block.kind != UNTRANSLATED]


def _kind(block: SourceBlock) -> Hashable:
    return block.kind, block.target


def _marks(
    blocks: Sequence[SourceBlock], before: Sequence[PairedBlock], language: str
) -> list[Hashable]:
    """For each block what it is paired by: the old pair it belongs to, else its kind."""
    marks = [_kind(block) for block in blocks]
    new = [(block.kind, block.target, block.text) for block in blocks]
    has = [n for n, pair in enumerate(before) if _has(pair, language)]
    old = [(before[n].kind, before[n].target, before[n].text.get(language, "")) for n in has]
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for step in range(match.size):
            marks[match.b + step] = has[match.a + step]
    return marks


def _has(pair: PairedBlock, language: str) -> bool:
    # What has no words may stand in either language: only a missing text says that it does not.
    return pair.kind not in WRITTEN or language in pair.text


def _merged(
    first: Sequence[SourceBlock],
    second: Sequence[SourceBlock],
    marks: Sequence[Hashable],
    others: Sequence[Hashable],
) -> Iterator[Row]:
    matcher = SequenceMatcher(None, marks, others, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(first[a1:a2], second[b1:b2], strict=True)
        else:
            yield from _by_kind(first[a1:a2], second[b1:b2])


def _by_kind(first: Sequence[SourceBlock], second: Sequence[SourceBlock]) -> Iterator[Row]:
    kinds = [_kind(block) for block in first], [_kind(block) for block in second]
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, *kinds, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(first[a1:a2], second[b1:b2], strict=True)
        else:
            yield from ((block, None) for block in first[a1:a2])
            yield from ((None, block) for block in second[b1:b2])


def _paired(row: Row) -> PairedBlock:
    said = {name: block for name, block in zip((FIRST, SECOND), row, strict=True) if block}
    one = next(iter(said.values()))
    return PairedBlock(
        kind=one.kind,
        target=one.target,
        text={name: block.text for name, block in said.items() if one.kind in WRITTEN},
        caption={name: block.caption for name, block in said.items() if block.caption},
        lines={name: block.line for name, block in said.items()},
    )
