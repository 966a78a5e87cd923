"""Facts cited in texts: `{{fact:KEY}}` stands for what the fact says, in the text's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

SHORT = 16  # characters: "20 %" and "USD 5,000" stay on one line
NO_BREAK = "\N{NO-BREAK SPACE}"
KEY = r"[a-z0-9][a-z0-9_.-]*"
CITATION = re.compile(r"\{\{\s*fact:(" + KEY + r")\s*\}\}")
_PLACED = re.compile(r"\{\{\s*fact(-text)?:(" + KEY + r")\s*\}\}")


def fact_snapshot(fact: Any) -> dict[str, Any]:
    """A fact as a revision keeps it: plain values, dates as 2026-11-22.

    `fact` has the fields of the Fact table: it is a row, or an entry of facts.yaml.
    """
    source = {"title": fact.source_title, "url": fact.source_url, "date": fact.source_date}
    return {
        "value": fact.value,
        "unit": fact.unit,
        "text": dict(fact.text),
        "source": source,
        "certainty": fact.certainty,
        "checked_on": fact.checked_on.isoformat(),
        "review_by": fact.review_by.isoformat(),
        "status": fact.status,
    }


def cited_in(text: str) -> Iterator[tuple[str, int]]:
    """The keys cited in a text, each with its line from 1."""
    for match in CITATION.finditer(text):
        yield match[1], text.count("\n", 0, match.start()) + 1


def keys_in(*texts: str) -> set[str]:
    return {key for text in texts for key, _ in cited_in(text)}


def placed_in(*html: str) -> list[str]:
    """The keys of the facts placed in such HTML or text, each once, in order."""
    return list(dict.fromkeys(match[2] for one in html for match in _PLACED.finditer(one)))


def placed(key: str, *, linked: bool) -> str:
    """The mark that a renderer leaves in HTML where the fact is to stand."""
    return f"{{{{fact:{key}}}}}" if linked else f"{{{{fact-text:{key}}}}}"


def fill_text(text: str, facts: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """A plain text with its facts; a fact that is not there stays as it was written."""
    return CITATION.sub(lambda match: _said(match, match[1], facts, language), text)


def fill_html(html: str, facts: Mapping[str, Mapping[str, Any]], language: str) -> Markup:
    """HTML of ours with its facts, each a link to its source on the same page."""

    def fact(match: re.Match[str]) -> str:
        said = escape(_said(match, match[2], facts, language))
        if match[1] or match[2] not in facts:
            return said
        return Markup('<a class="fact" href="#fact-{}">{}</a>').format(match[2], said)

    return Markup(_PLACED.sub(_safely(fact), html))  # noqa: S704 - html is the renderer's


def _safely(fact: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: str(fact(match))


def _said(
    match: re.Match[str], key: str, facts: Mapping[str, Mapping[str, Any]], language: str
) -> str:
    texts = facts.get(key, {}).get("text", {})
    said = texts.get(language) or next(iter(texts.values()), match[0])
    return said.replace(" ", NO_BREAK) if len(said) <= SHORT else said
