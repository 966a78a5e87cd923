"""Writing the text of a lesson into its draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from difflib import SequenceMatcher

from lms.courses.lesson_text import WRITTEN, PairedBlock
from lms.courses.models import Block, Lesson
from lms.courses.naming import free_name
from lms.courses.queries import as_paired
from lms.db import db


def write_blocks(lesson: Lesson, blocks: Sequence[PairedBlock]) -> bool:
    """Bring the lesson to these blocks; whether anything changed.

    A block that stayed, or was only rewritten, keeps its row and its key.
    """
    before = list(lesson.blocks)
    if [as_paired(block) for block in before] == list(blocks):
        return False
    kept = _matches(before, blocks)
    taken = {block.key for block in before}
    for gone in set(before) - {block for block in kept if block}:
        lesson.blocks.remove(gone)
    db.session.flush()  # what goes must free its key before it comes again elsewhere
    for position, (paired, block) in enumerate(zip(blocks, kept, strict=True)):
        _fill(block or _new(lesson, paired, taken), paired, position)
    lesson.blocks.sort(key=lambda block: block.position)
    db.session.flush()
    return True


def _new(lesson: Lesson, paired: PairedBlock, taken: set[str]) -> Block:
    block = Block(key=_key(paired, taken), kind=paired.kind, lesson=lesson)
    db.session.add(block)
    taken.add(block.key)
    return block


def _fill(block: Block, paired: PairedBlock, position: int) -> None:
    name = "path" if paired.kind in WRITTEN else "key"
    block.position, block.source = position, dict(paired.text)
    block.args = {name: paired.target} if paired.target else {}
    if paired.caption:
        block.args = {**block.args, "caption": dict(paired.caption)}


def _key(paired: PairedBlock, taken: set[str]) -> str:
    if paired.kind not in WRITTEN:
        return paired.target
    said = json.dumps([paired.kind, paired.target, dict(paired.text)], sort_keys=True)
    return free_name(hashlib.sha256(said.encode()).hexdigest()[:8], taken)


def _matches(before: Sequence[Block], blocks: Sequence[PairedBlock]) -> list[Block | None]:
    """For each new block the old one that it continues: same words first, then same kind."""
    old = [_words(as_paired(block)) for block in before]
    new = [_words(paired) for paired in blocks]
    matches: list[Block | None] = [None] * len(blocks)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            matches[j1:j2] = before[i1:i2]
        elif tag == "replace":
            _match_kinds(before[i1:i2], blocks, range(j1, j2), matches)
    return matches


def _match_kinds(
    before: Sequence[Block],
    blocks: Sequence[PairedBlock],
    places: range,
    matches: list[Block | None],
) -> None:
    left = list(before)
    for place in places:
        kind = blocks[place].kind
        same = next((block for block in left if block.kind == kind and kind in WRITTEN), None)
        if same is not None:
            left.remove(same)
            matches[place] = same


def _words(paired: PairedBlock) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return paired.kind, paired.target, tuple(sorted(paired.text.items()))
