"""A lesson as it is written: Markdown in blocks, one file a language. Pure; writes what it reads.

A `##` heading starts a new text. A picture alone on its line, and what stands between `::: NAME`
and `:::`, are blocks of their own. The two languages are paired block by block.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from lms.courses.places import Place, Problem

TEXT, IMAGE, NOTE, TASK, DOWNLOAD = "text", "image", "note", "task", "download"
WRITTEN = frozenset({TEXT, IMAGE, NOTE, TASK, DOWNLOAD})
"""The kinds that have words of their own; upper rooms' kinds are named by their key alone."""
UNTRANSLATED = "untranslated"
LANGUAGES = ("en", "ur")

_OPENING = re.compile(r":::[ \t]*([a-z][a-z-]*)(?:[ \t]+(\S.*))?")
_IMAGE = re.compile(r'!\[([^\]]*)\]\((\S+?)(?:[ \t]+"([^"]*)")?\)[ \t]*$')
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class SourceBlock:
    """One block in one language. `target` is a path or a key; `caption` goes with a picture."""

    kind: str
    text: str = ""
    target: str = ""
    caption: str = ""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class PairedBlock:
    """One block in all its languages; `lines` tells where each language writes it."""

    kind: str
    target: str = ""
    text: Mapping[str, str] = field(default_factory=dict)
    caption: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


def read_lesson(
    text: str, file: str, kinds: Collection[str] = ()
) -> tuple[list[SourceBlock], list[Problem]]:
    """The blocks of one language's file, and what is wrong with their shape.

    `kinds` are the names of the upper rooms' kinds; `file` names the file in problems.
    """
    reader = _Reader(file, frozenset(kinds))
    for number, line in enumerate(_lines(text), 1):
        reader.take(number, line)
    reader.finish()
    return reader.blocks, reader.problems


def pair(
    sources: Mapping[str, Sequence[SourceBlock]], files: Mapping[str, str]
) -> tuple[list[PairedBlock], list[Problem]]:
    """Bring the languages of a lesson together, block by block.

    Raises nothing: where the sequences differ there is one problem, at the first difference.
    """
    languages = [language for language in LANGUAGES if language in sources]
    paired: list[PairedBlock] = []
    for index in range(max((len(sources[name]) for name in languages), default=0)):
        row = {
            name: sources[name][index] if index < len(sources[name]) else None for name in languages
        }
        if (problem := _difference(row, files, sources)) is not None:
            return paired, [problem]
        paired.append(_paired({name: block for name, block in row.items() if block}))
    return paired, []


def write_lesson(blocks: Sequence[PairedBlock], language: str) -> str | None:
    """The file of one language; None when no block has words in it but in another language."""
    written = [block for block in blocks if block.kind in WRITTEN]
    if written and not any(language in block.text for block in written):
        return None
    return "\n\n".join(_written(block, language) for block in blocks) + "\n"


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _Reader:
    """Goes through a file line by line; `kind` is the block that is open."""

    def __init__(self, file: str, kinds: frozenset[str]) -> None:
        self.file, self.kinds = file, kinds
        self.blocks: list[SourceBlock] = []
        self.problems: list[Problem] = []
        self.open = SourceBlock(TEXT)
        self.body: list[str] = []
        self.code = ""  # the fence that an open piece of code began with

    def take(self, number: int, line: str) -> None:
        if self._in_code(line):
            self.body.append(line)
        elif line.startswith(":::"):
            self._directive(number, line)
        elif self.open.kind == TEXT and (match := _IMAGE.match(line)):
            self._start(number, SourceBlock(TEXT))
            self._add(SourceBlock(IMAGE, match[1].strip(), match[2], match[3] or "", number))
            self._start(number + 1, SourceBlock(TEXT))
        else:
            if self.open.kind == TEXT and line.startswith("## "):
                self._start(number, SourceBlock(TEXT))
            self.body.append(line)

    def finish(self) -> None:
        if self.open.kind != TEXT:
            self._problem(self.open.line, _("This block has no line “:::” that ends it."))
        self._start(0, SourceBlock(TEXT))

    def _in_code(self, line: str) -> bool:
        """Whether the line belongs to code, its fences among it: nothing in it is ours."""
        match = _CODE.match(line)
        if not self.code:
            self.code = match[1] if match else ""
            return bool(match)
        if match and match[1].startswith(self.code) and not line.strip().strip(self.code[0]):
            self.code = ""
        return True

    def _directive(self, number: int, line: str) -> None:
        if line.strip() == ":::":
            if self.open.kind == TEXT:
                self._problem(number, _("This “:::” ends nothing."))
            self._start(number + 1, SourceBlock(TEXT))
            return
        if self.open.kind != TEXT:
            self._problem(
                number, _("A block cannot stand inside another: end it with “:::” first.")
            )
        match = _OPENING.fullmatch(line.rstrip(" \t"))
        opened = self._opened(number, match[1], match[2] or "") if match else None
        if opened is None:
            self._unknown(number, line)
        self._start(number, opened or SourceBlock(NOTE, line=number))

    def _opened(self, number: int, kind: str, target: str) -> SourceBlock | None:
        if kind in {NOTE, TASK, UNTRANSLATED}:
            if target:
                self._problem(number, _("Nothing may follow “%(kind)s” on its line.", kind=kind))
        elif kind == DOWNLOAD or kind in self.kinds:
            if not target or " " in target:
                self._problem(number, _("Write one name after “%(kind)s”.", kind=kind))
        else:
            return None
        return SourceBlock(kind, target=target, line=number)

    def _unknown(self, number: int, line: str) -> None:
        known = ", ".join(sorted({NOTE, TASK, DOWNLOAD, UNTRANSLATED} | self.kinds))
        message = _("“%(line)s” is no block. These are: %(known)s.", line=line.strip(), known=known)
        self._problem(number, message)

    def _start(self, number: int, block: SourceBlock) -> None:
        """End the block that is open and start this one."""
        self._end()
        self.open, self.body = replace(block, line=number), []

    def _end(self) -> None:
        first = next((i for i, line in enumerate(self.body) if line.strip()), None)
        text = "\n".join(self.body[first:]).rstrip() if first is not None else ""
        if self.open.kind == TEXT:
            if first is not None:
                self._add(replace(self.open, text=text, line=self.open.line + first))
            return
        self._check_words(self.open, text)
        self._add(replace(self.open, text=text))

    def _check_words(self, block: SourceBlock, text: str) -> None:
        has_words = block.kind in WRITTEN
        if has_words and not text:
            self._problem(block.line, _("This block says nothing."))
        if text and not has_words:
            self._problem(block.line, _("“%(kind)s” takes no text.", kind=block.kind))

    def _add(self, block: SourceBlock) -> None:
        self.blocks.append(block)

    def _problem(self, number: int, message: str) -> None:
        self.problems.append(Problem(Place(self.file, number), message))


def _difference(
    row: Mapping[str, SourceBlock | None],
    files: Mapping[str, str],
    sources: Mapping[str, Sequence[SourceBlock]],
) -> Problem | None:
    """What keeps these blocks from being one block in several languages."""
    said = {name: b for name, b in row.items() if b is None or b.kind != UNTRANSLATED}
    if not said:
        first, block = next((name, b) for name, b in row.items() if b is not None)
        place = Place(files[first], block.line)
        return Problem(place, _("This block is untranslated in every language."))
    if len({_shape(other) for other in said.values()}) == 1:
        return None
    here, block = [(name, b) for name, b in said.items() if b is not None][-1]
    there, other = next((n, b) for n, b in said.items() if _shape(b) != _shape(block))
    lines = [b.line for b in (other, *reversed(sources[there])) if b is not None]
    message = _(
        "Here stands %(block)s, but at %(place)s there is %(other)s.",
        block=_described(block),
        place=Place(files[there], lines[0] if lines else 1),
        other=_described(other) if other else _("nothing more to pair it with"),
    )
    return Problem(Place(files[here], block.line), message)


def _shape(block: SourceBlock | None) -> tuple[str, str] | None:
    return (block.kind, block.target) if block else None


def _described(block: SourceBlock) -> str:
    return f"“{' '.join(filter(None, (block.kind, block.target)))}”"


def _paired(row: Mapping[str, SourceBlock]) -> PairedBlock:
    said = {name: block for name, block in row.items() if block.kind != UNTRANSLATED}
    first = next(iter(said.values()))
    return PairedBlock(
        kind=first.kind,
        target=first.target,
        text={name: block.text for name, block in said.items() if first.kind in WRITTEN},
        caption={name: block.caption for name, block in said.items() if block.caption},
        lines={name: block.line for name, block in row.items()},
    )


def _written(block: PairedBlock, language: str) -> str:
    if block.kind in WRITTEN and language not in block.text:
        return f"::: {UNTRANSLATED}\n:::"
    text = block.text.get(language, "")
    if block.kind == TEXT:
        return text
    if block.kind == IMAGE:
        caption = block.caption.get(language)
        return f"![{text}]({block.target}" + (f' "{caption}")' if caption else ")")
    return "\n".join(_fenced(block, text))


def _fenced(block: PairedBlock, text: str) -> Iterator[str]:
    yield f"::: {block.kind} {block.target}".rstrip()
    if text:
        yield text
    yield ":::"
