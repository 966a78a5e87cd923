"""The sheet of paper: a snapshot laid out as the HTML that its PDF is drawn from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lms.certificates import wording
from lms.certificates.fitting import Sizes, size_to_fit
from lms.certificates.snapshot import Snapshot

TEMPLATES = Path(__file__).parents[2] / "templates"
FILES = TEMPLATES / "pdf"
DENSITIES = ("airy", "even", "close", "tight")
"""How close the lines stand; classes of the style sheet."""

_POINTS = 72 / 25.4
_COLUMN = 110 * _POINTS  # 2 mm less than the style sheet gives, for rounding
_NAME_SIZES = {"en": Sizes(36, 22, 12), "ur": Sizes(36, 18, 12)}
_COURSE_SIZES = {"en": Sizes(17, 13, 10), "ur": Sizes(17, 13, 10)}
_DIRECTIONS = {"en": "ltr", "ur": "rtl"}
_INK = "#1a1e2b"


def html(snapshot: Snapshot, density: str = DENSITIES[0], *, style: str = "") -> str:
    """The page in both languages; `style` is a style sheet to put into it."""
    return _template().render(
        snapshot=snapshot,
        words=wording.WORDS,
        direction=_DIRECTIONS,
        sides=[_side(snapshot, language) for language in wording.LANGUAGES],
        facts=list(_facts(snapshot)),
        qr=qr_code(snapshot.url),
        density=density,
        style=style,
    )


def roomiest(snapshot: Snapshot) -> int:
    """The first of DENSITIES worth trying, by the number of objectives."""
    return sum(len(snapshot.objectives) > most for most in (2, 5))


def qr_code(url: str) -> str:
    """A QR code of level M with its quiet zone, as the data address of an SVG."""
    svg = io.BytesIO()
    # A fixed mask is as readable as the best of eight, and saves the search for it.
    code = segno.make(url, error="m", boost_error=False, micro=False, mask=3)
    code.save(svg, kind="svg", border=4, xmldecl=False, nl=False, omitsize=True, dark=_INK)
    return "data:image/svg+xml," + quote(svg.getvalue())


@dataclass(frozen=True)
class _Text:
    text: str
    language: str
    size: float = 0


@dataclass(frozen=True)
class _Side:
    """One language's half of the page."""

    language: str
    words: wording.Words
    issuer: _Text
    name: _Text
    course: _Text
    objectives: list[_Text]


@dataclass(frozen=True)
class _Fact:
    """A label and its value, each in both languages."""

    label: Mapping[str, str]
    value: Mapping[str, str]


def _side(snapshot: Snapshot, language: str) -> _Side:
    return _Side(
        language=language,
        words=wording.WORDS[language],
        issuer=_either(snapshot.issuer, language),
        name=_sized(_either(snapshot.name, language), _NAME_SIZES),
        course=_sized(_either(snapshot.course, language), _COURSE_SIZES),
        objectives=[_either(text, language) for text in snapshot.objectives],
    )


def _either(texts: Mapping[str, str], language: str) -> _Text:
    """The text in this language, or the other one's where there is none."""
    found = language if texts.get(language) else next(iter(texts))
    return _Text(texts[found], found)


def _sized(text: _Text, sizes: Mapping[str, Sizes]) -> _Text:
    size = size_to_fit(text.text, text.language, room=_COLUMN, sizes=sizes[text.language])
    return _Text(text.text, text.language, size)


def _facts(snapshot: Snapshot) -> Iterator[_Fact]:
    """What stands in the row at the foot; the day of completion only when it is another."""
    yield _fact("study_time", partial(wording.duration, snapshot.hours))
    if (score := snapshot.score) is not None:
        yield _fact("result", lambda language: wording.percent(score))
    if snapshot.completed_on != snapshot.issued_on:
        yield _fact("completed_on", partial(wording.day, snapshot.completed_on))
    yield _fact("issued_on", partial(wording.day, snapshot.issued_on))
    if snapshot.expires_on is not None:
        yield _fact("expires_on", partial(wording.day, snapshot.expires_on))


def _fact(name: str, value: Callable[[str], str]) -> _Fact:
    return _Fact(
        label={language: getattr(words, name) for language, words in wording.WORDS.items()},
        value={language: value(language) for language in wording.LANGUAGES},
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("pdf/certificate.html")
