"""Lessons and outlines as HTML: what is the same for everyone is put together once a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from lms.courses import queries
from lms.courses.citations import fill_html, fill_text, placed_in
from lms.courses.outline import Gate, OutlineLesson, Spot
from lms.courses.parts import Part
from lms.courses.progress import Standing
from lms.courses.queries import Facts
from lms.i18n import direction, in_language, language_of

Piece = Markup | Gate


def lesson_pieces(standing: Standing, lesson: OutlineLesson, language: str) -> tuple[Piece, ...]:
    """The lesson in order: HTML, and gates that are drawn for each learner."""
    return _lesson_pieces(standing.revision_id, standing.revision_ref, lesson.id, language)


@lru_cache(maxsize=1024)
def _lesson_pieces(
    revision_id: int, revision_ref: str, lesson_id: int, language: str
) -> tuple[Piece, ...]:
    parts, facts = queries.lesson_parts(revision_id, lesson_id)
    with in_language(language):
        return tuple(pieces(parts, facts, language))


def pieces(parts: Sequence[Part], facts: Facts, language: str) -> list[Piece]:
    """The parts as HTML in this language, or in the other where they have only that.

    Runs of HTML are one piece; the sources of the facts that they cite come last.
    """
    made: list[Piece] = []
    for part in parts:
        piece = Gate(part["kind"], part["key"]) if "key" in part else _html(part, facts, language)
        if isinstance(piece, Markup) and made and isinstance(made[-1], Markup):
            made[-1] += piece
        else:
            made.append(piece)
    sources = _sources({key: facts[key] for key in _cited(parts) if key in facts})
    return [*made, _drawn("sources", sources=sources)] if sources else made


def _html(part: Part, facts: Facts, language: str) -> Markup:
    said = _said(part)
    own = language_of(said, language)
    if "html" in part:
        labelled = said[own].replace("{{label:table}}", str(escape(_("Table"))))
        return _drawn(part["kind"], html=fill_html(labelled, facts, own), language=own)
    caption = part.get("caption", {}).get(own, "")
    return _drawn(
        part["kind"],
        words=fill_text(said.get(own, ""), facts, own),
        caption=fill_text(caption, facts, own),
        media=part["media"],
        language=own,
    )


def _said(part: Part) -> Mapping[str, str]:
    """What the part says in its languages."""
    said: Mapping[str, str] = next(part[name] for name in ("html", "alt", "label") if name in part)
    return said


def _cited(parts: Sequence[Part]) -> list[str]:
    fields = ("html", "alt", "caption", "label")
    return placed_in(
        *(text for part in parts for name in fields for text in part.get(name, {}).values())
    )


@dataclass
class _Source:
    """A page that facts were taken from, and when somebody looked last."""

    title: str
    url: str
    dated: str | None
    checked_on: date
    is_doubted: bool
    facts: dict[str, Mapping[str, str]] = field(default_factory=dict)


def _sources(facts: Facts) -> list[_Source]:
    """The sources of these facts, each once, in the order of the facts."""
    sources: dict[tuple[str, ...], _Source] = {}
    for key, fact in facts.items():
        page, is_doubted = fact["source"], fact["status"] != "stated"
        name = (page["url"], page["title"], fact["checked_on"], str(is_doubted))
        if name not in sources:
            day = date.fromisoformat(fact["checked_on"])
            sources[name] = _Source(page["title"], page["url"], page["date"], day, is_doubted)
        sources[name].facts[key] = fact["text"]
    return list(sources.values())


def _drawn(name: str, **context: Any) -> Markup:
    return Markup(render_template(f"courses/parts/{name}.html", **context))  # noqa: S704


@dataclass(frozen=True)
class Frame:
    """What stands around a lesson's text and is the same for everyone.

    `aside` names the course, `head` the lesson. `feet` ends the page in each state it can have
    for a learner; TOKEN stands where the form's token goes.
    """

    aside: Markup
    head: Markup
    feet: Mapping[tuple[bool, bool, bool], Markup]


TOKEN = "token-goes-here"  # noqa: S105 - a mark, not a secret


def lesson_frame(standing: Standing, spot: Spot, language: str) -> Frame:
    return _frame(standing.revision_id, standing.revision_ref, spot.lesson.key, language)


@lru_cache(maxsize=1024)
def _frame(revision_id: int, ref: str, key: str, language: str) -> Frame:
    course = queries.published_as(revision_id, ref)
    said = {"course": course, "spot": course.outline.around(key), "token": TOKEN}
    with in_language(language):
        return Frame(
            aside=_drawn("aside", **said),
            head=_drawn("head", **said),
            feet={(a, b, c): _foot(a, b, c, said) for a, b, c in product((False, True), repeat=3)},
        )


def _foot(is_done: bool, is_open: bool, is_completed: bool, said: Mapping[str, Any]) -> Markup:
    return _drawn("foot", is_done=is_done, is_open=is_open, is_completed=is_completed, **said)


def foot(frame: Frame, standing: Standing, lesson: OutlineLesson, token: str) -> Markup:
    """The end of the page for this learner: on to the next lesson."""
    is_open = standing.gates_done.issuperset(lesson.gates)
    state = standing.has_done(lesson), is_open, standing.completed_at is not None
    return Markup(frame.feet[state].replace(TOKEN, escape(token)))  # noqa: S704


def outline_html(standing: Standing, current: OutlineLesson, language: str) -> Markup:
    """The outline beside a lesson: what is done, where one is, what is to come."""
    outline = queries.published(standing).outline
    heads, items = _outline(standing.revision_id, standing.revision_ref, language)
    html: list[str] = []
    for module in outline.modules:
        html.append(heads[module.key])
        html += [items[x.id][x.id == current.id, standing.has_done(x)] for x in module.lessons]
        html.append("</ol></li>")
    return Markup("".join(html))  # noqa: S704 - each piece escaped what it was given


States = dict[tuple[bool, bool], Markup]
_HEAD = Markup('<li><p class="outline-module"{own}>{title}</p><ol>')
_ITEM = Markup('<li data-state="{state}"><a href="{url}"{own}{here}>{title}{done}</a></li>')


@lru_cache(maxsize=256)
def _outline(
    revision_id: int, ref: str, language: str
) -> tuple[dict[str, Markup], dict[int, States]]:
    """The heads of modules by key, and each lesson by id in the states it can have."""
    course = queries.published_as(revision_id, ref)
    with in_language(language):
        heads = {
            module.key: _HEAD.format(**_titled(module.title, language))
            for module in course.outline.modules
        }
        return heads, {x.id: _item(course.slug, x, language) for x in course.outline}


def _item(slug: str, lesson: OutlineLesson, language: str) -> States:
    title = _titled(lesson.title, language)
    url = url_for("courses.lesson", slug=slug, key=lesson.key)
    return {
        (is_now, is_done): _ITEM.format(
            **title,
            url=url,
            state="now" if is_now else "done" if is_done else "todo",
            here=Markup(' aria-current="page"') if is_now else "",
            done=Markup('<span class="vh"> — {}</span>').format(_("done")) if is_done else "",
        )
        for is_now in (False, True)
        for is_done in (False, True)
    }


def _titled(title: Mapping[str, str], language: str) -> dict[str, str]:
    """A title, marked with its own language where the page has another."""
    own = language_of(title, language)
    marked = Markup(' lang="{}" dir="{}"').format(own, direction(own))
    return {"title": title.get(own, ""), "own": "" if own == language else marked}
