"""What must be right in a lesson before trainees see it: shape, links, headings, facts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from markdown_it.token import Token

from lms.courses import markdown
from lms.courses.citations import cited_in
from lms.courses.lesson_text import DOWNLOAD, IMAGE, TEXT, WRITTEN, PairedBlock
from lms.courses.places import Place, Problem

_SETEXT = {"=", "-"}
_OWN_FOLDERS = ("pictures/", "files/")


@dataclass(frozen=True)
class Known:
    """What a lesson may refer to.

    `paths` are the pictures and files that are there; `facts` what each fact says, by key, those
    that may not be cited with "status" "check".
    """

    paths: Collection[str]
    facts: Mapping[str, Mapping[str, Any]]
    today: date


def problems(block: PairedBlock, files: Mapping[str, str], known: Known) -> Iterator[Problem]:
    """What is wrong with a block in any of its languages; `files` names the file of each."""
    for language, text in block.text.items():
        file, first = files[language], block.lines.get(language, 1)
        for line, message, is_warning in _flaws(block, text, known):
            yield Problem(Place(file, first + line), message, is_warning)
    place = _first_place(block, files)
    if block.kind in {IMAGE, DOWNLOAD} and block.target not in known.paths:
        yield Problem(place, _("There is no file “%(path)s”.", path=block.target))
    for language in files:
        if block.kind in WRITTEN and language not in block.text:
            line = block.lines.get(language, 1)
            message = _("This block is not translated yet.")
            yield Problem(Place(files[language], line), message, is_warning=True)


def _first_place(block: PairedBlock, files: Mapping[str, str]) -> Place:
    language = next(iter(block.lines or files))
    return Place(files[language], block.lines.get(language, 1))


Flaw = tuple[int, str, bool]
"""The line, counted from 0 within the text; the sentence; whether it is only a warning."""


def _flaws(block: PairedBlock, text: str, known: Known) -> Iterator[Flaw]:
    """The flaws of a block's text, wherever it begins within the block."""
    # What stands in a fence begins a line below it.
    shift = 0 if block.kind in {TEXT, IMAGE} else 1
    found = [*_fact_flaws(text, known), *_text_flaws(block.kind, text)]
    return ((shift + line, message, is_warning) for line, message, is_warning in found)


def _text_flaws(kind: str, text: str) -> Iterator[Flaw]:
    if kind == IMAGE:
        if not text:
            yield 0, _("Say in the square brackets what the picture shows."), False
        return
    if markdown.is_tangled(text):
        yield 0, _("This text is too long or too tangled for a lesson."), False
        return
    level = 2
    for token in markdown.parse(text):
        line = token.map[0] if token.map else 0
        if token.type == "heading_open":
            yield from ((line, m, w) for m, w in _heading_flaws(token, level))
            level = int(token.tag[1])
        yield from ((line, message, False) for message in _inline_flaws(token))


def _fact_flaws(text: str, known: Known) -> Iterator[Flaw]:
    for key, line in cited_in(text):
        fact = known.facts.get(key)
        if fact is None:
            yield line - 1, _("No fact is called “%(key)s”.", key=key), False
        elif fact["status"] != "stated":
            message = _("The fact “%(key)s” must be checked before it may be stated.", key=key)
            yield line - 1, message, False
        elif date.fromisoformat(fact["review_by"]) < known.today:
            message = _("The fact “%(key)s” is due for a new check.", key=key)
            yield line - 1, message, True


def _heading_flaws(token: Token, before: int) -> Iterator[tuple[str, bool]]:
    level = int(token.tag[1])
    if token.markup[:1] in _SETEXT:
        yield _("Write headings with ## in front, not with a line below them."), False
    elif level == 1:
        yield _("Headings start at ##: the title of the lesson is the first one."), False
    elif level > before + 1:
        yield _("This heading skips a level."), True


def _inline_flaws(token: Token) -> Iterator[str]:
    if token.type != "inline":
        return
    if "![" in token.content and any(t.content.endswith("!") for t in token.children or ()):
        yield _("A picture stands alone on its line, with nothing before or after it.")
    words = ""
    for part in token.children or ():
        if part.type == "link_open":
            words = ""
            yield from _address_flaws(str(part.attrGet("href") or ""))
        elif part.type == "link_close" and not words.strip():
            yield _("This link has no words to press.")
        words += part.content


def _address_flaws(address: str) -> Iterator[str]:
    if address.startswith(_OWN_FOLDERS):
        yield _("Give files out with “::: download %(path)s”.", path=address)
    if "fact:" in address and "%7B" in address:
        yield _("A fact cannot stand in an address.")
