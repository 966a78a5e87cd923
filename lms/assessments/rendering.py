"""The texts of questions as pages show them: made once at publication, filled in for each attempt.

What learners see comes from the frozen HTML of their paper; previews of authors are made as they
are asked for, by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from lms.assessments import kinds
from lms.assessments.citing import Facts, with_facts

NOTHING: Mapping[str, str] = {}


def frozen(contents: Iterable[tuple[int, dict[str, Any]]], facts: Facts) -> dict[str, str]:
    """The HTML of every text of these questions, by its Markdown.

    Each content comes with the id of the course whose pictures it may show.
    """
    html: dict[str, str] = {}
    for _course_id, content in contents:
        item = kinds.load(with_facts(content, facts))
        for text in item.texts():
            html |= {source: _html(source) for source in text.values()}
    return html


def prose(
    source: str, values: Mapping[str, str] = NOTHING, html: Mapping[str, str] = NOTHING
) -> Markup:
    """A text as it stands on the page, the drawn values in it."""
    return _filled(html[source] if source in html else _html(source), values)


def prose_inline(
    source: str, values: Mapping[str, str] = NOTHING, html: Mapping[str, str] = NOTHING
) -> Markup:
    """The same within a line, as an option is: one paragraph loses its marks."""
    made = prose(source, values, html)
    inner = made.strip().removeprefix("<p>").removesuffix("</p>")
    return Markup(inner) if "<p>" not in inner else made  # noqa: S704 - a part of our own HTML


def plain(source: str) -> str:
    """The words of a text, without its marks."""
    return source


@lru_cache(maxsize=2000)
def _html(source: str) -> str:
    return f"<p>{escape(source)}</p>"


def _filled(html: str, values: Mapping[str, str]) -> Markup:
    for name, value in values.items():
        html = html.replace(f"{{{name}}}", str(escape(value)))
    return Markup(html)  # noqa: S704 - html is the renderer's
