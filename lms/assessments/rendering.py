"""The texts of questions as pages show them: made once at publication, filled in for each reader.

What learners see comes from the frozen HTML of their paper; previews of authors are made as they
are asked for, by the same functions. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from random import Random  # noqa: TID251 - not to draw: to see what would be drawn
from typing import Any

from markupsafe import Markup

from lms.assessments import kinds
from lms.assessments import prose as markdown
from lms.assessments.citing import Facts, with_facts
from lms.assessments.kinds.item import Draw, Item, filled
from lms.assessments.prose import Address, Pictures

Html = Mapping[str, str]
"""What texts were made into, by their Markdown; within a line, by INLINE and their Markdown."""

INLINE = "inline "
NOTHING: Mapping[str, str] = {}


def frozen(contents: Iterable[tuple[Pictures, dict[str, Any]]], facts: Facts) -> dict[str, str]:
    """The HTML of every text of these questions; each comes with the pictures it may show."""
    html: dict[str, str] = {}
    for pictures, content in contents:
        html |= html_of(kinds.load(with_facts(content, facts)), pictures)
    return html


def html_of(item: Item, pictures: Pictures) -> dict[str, str]:
    """The HTML of every text of one question."""
    names = _names(item.draw(Random(0), False))  # noqa: S311 - as above
    html: dict[str, str] = {}
    for source in {source for text in item.texts() for source in text.values()}:
        html[source] = made = markdown.block(source, pictures, names)
        if _within(made) is None:
            html[INLINE + source] = markdown.inline(source, pictures, names)
    return html


def _names(draw: Draw) -> set[str]:
    below: Iterable[Draw] = getattr(draw, "parts", ())
    return set(draw.values).union(*map(_names, below))


def prose(
    source: str,
    values: Mapping[str, str] = NOTHING,
    html: Html = NOTHING,
    address: Address | None = None,
) -> Markup:
    """A text as it stands on the page, the drawn values in it."""
    made = html.get(source) or _block(source, frozenset(values))
    return markdown.fill(made, values, address)


def prose_inline(
    source: str,
    values: Mapping[str, str] = NOTHING,
    html: Html = NOTHING,
    address: Address | None = None,
) -> Markup:
    """The same within a line, as an option is."""
    within = _within(html.get(source) or _block(source, frozenset(values)))
    if within is None:
        within = html.get(INLINE + source) or _inline(source, frozenset(values))
    return markdown.fill(within, values, address)


def plain(source: str, values: Mapping[str, str] = NOTHING) -> str:
    """The words of a text, without its marks; the drawn values in it."""
    return filled({"": markdown.plain(source)}, values)[""]


def _within(html: str) -> str | None:
    """What stands in the one paragraph that this is; None when it is more."""
    text = html.strip()
    if not text.startswith("<p>") or not text.endswith("</p>") or text.count("<p>") > 1:
        return None
    return text.removeprefix("<p>").removesuffix("</p>")


@lru_cache(maxsize=2000)
def _block(source: str, names: Collection[str]) -> str:
    return markdown.block(source, {}, names)


@lru_cache(maxsize=2000)
def _inline(source: str, names: Collection[str]) -> str:
    return markdown.inline(source, {}, names)
