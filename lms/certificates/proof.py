"""The proof that strangers see: whether a certificate is valid, and every field that stands on it.

The frame of the page is the same for all strangers, so it is drawn once for each language. Of the
proof itself only the values differ: its template calls nothing, and its words are looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app, get_template_attribute, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.certificates import wording
from lms.certificates.models import State
from lms.certificates.queries import Shown
from lms.certificates.snapshot import Snapshot
from lms.i18n import (
    LANGUAGES,
    direction,
    format_bytes,
    format_day,
    in_language,
    language_of,
    local_day,
    locale,
    localised,
)

_HOLES = (Markup("<hole title>"), Markup("<hole head>"), Markup("<hole proof>"))
_KINDS = {State.VALID: "good", State.EXPIRED: "warn", State.REVOKED: "bad"}
_SHAPES = {State.VALID: "seal", State.EXPIRED: "clock", State.REVOKED: "stop"}
_day = lru_cache(maxsize=4000)(format_day)


@dataclass(frozen=True)
class Proof:
    """What goes into the page of one certificate, in the language of the request."""

    title: str
    head: Markup
    body: Markup


def page_for_strangers(proof: Proof) -> str:
    """The whole page for whoever is not signed in."""
    first, second, third, last = _frame(locale())
    return f"{first}{Markup.escape(proof.title)}{second}{proof.head}{third}{proof.body}{last}"


def of(shown: Shown, today: date) -> Proof:
    """The proof of this certificate as it stands on that day."""
    language, state = locale(), shown.state(today)
    snapshot, words = shown.snapshot, _words(language)
    name, course = localised(snapshot.name, language), localised(snapshot.course, language)
    issuer = localised(snapshot.issuer, language)
    head = _rendered(
        "certificates/_head.html",
        title=f"{name}: {course}",
        issuer=issuer,
        url=snapshot.url,
        words=words,
    )
    body = _rendered(
        "certificates/_proof.html",
        kind=_KINDS[state],
        icon=words["icon"][state],
        verdict=words["verdict"][state],
        sentence=_sentence(shown, state, words, language),
        reason=shown.revocation_reason,
        words=words,
        name=_in_all_languages(snapshot.name, language),
        course=_in_all_languages(snapshot.course, language),
        facts=list(_facts(snapshot, words, language)),
        number=snapshot.printed_number,
        issuer=_in_own_language(snapshot.issuer, language),
        objectives=[_in_own_language(text, language) for text in snapshot.objectives],
        has_files=state is not State.REVOKED,
        pdf_size=None if shown.pdf_bytes is None else format_bytes(shown.pdf_bytes),
        code=shown.code,
    )
    return Proof(f"{words['verdict'][state]}: {name}", head, body)


def as_json(shown: Shown, today: date) -> dict[str, Any]:
    """The same fields for a program."""
    kept = shown.snapshot
    return {
        "state": shown.state(today),
        "number": kept.printed_number,
        "url": kept.url,
        "name": dict(kept.name),
        "course": dict(kept.course),
        "objectives": [dict(text) for text in kept.objectives],
        "hours": kept.hours,
        "score_percent": None if kept.score is None else float(kept.score),
        "completed_on": kept.completed_on.isoformat(),
        "issued_on": kept.issued_on.isoformat(),
        "expires_on": kept.expires_on and kept.expires_on.isoformat(),
        "issuer": dict(kept.issuer),
        "revoked_on": shown.revoked_at and local_day(shown.revoked_at).isoformat(),
        "revocation_reason": shown.revocation_reason,
        "pdf_sha256": shown.pdf_sha256,
    }


def _frame(language: str) -> tuple[str, ...]:
    """The page around the holes for title, head and proof; drawn once for a language."""
    frames: dict[str, tuple[str, ...]]
    frames = current_app.extensions.setdefault("certificate-frames", {})
    if language not in frames:
        frames[language] = _cut(_drawn_frame(language))
    return frames[language]


def _drawn_frame(language: str) -> str:
    """Drawn as for a request of nobody: all strangers see it, and nothing that one of them sent."""
    title, head, body = _HOLES
    with current_app.test_request_context(), in_language(language):
        return render_template(
            "certificates/certificate.html", proof=Proof(title, head, body), own=None, office=None
        )


def _cut(drawn: str) -> tuple[str, ...]:
    pieces = []
    for hole in _HOLES:
        piece, found, drawn = drawn.partition(hole)
        if not found:
            raise RuntimeError(f"the page of a certificate lacks {hole}")
        pieces.append(piece)
    return (*pieces, drawn)


def _rendered(template: str, **values: Any) -> Markup:
    """A template that uses nothing but these values: no context processors, no request."""
    return Markup(current_app.jinja_env.get_template(template).render(values))  # noqa: S704 - escaped


def _words(language: str) -> Mapping[str, Any]:
    """The fixed words of the page, looked up once for a language."""
    kept: dict[str, Mapping[str, Any]]
    kept = current_app.extensions.setdefault("certificate-words", {})
    if language not in kept:
        kept[language] = _looked_up()
    return kept[language]


def _looked_up() -> Mapping[str, Any]:
    icon = get_template_attribute("components/icon.html", "icon")
    picture = current_app.extensions["assets"].url("img/certificate.png")
    return {
        "verdict": {
            State.VALID: _("This certificate is valid"),
            State.EXPIRED: _("This certificate has expired"),
            State.REVOKED: _("This certificate was revoked"),
        },
        "icon": {state: icon(shape, 48) for state, shape in _SHAPES.items()},
        "sentence": {
            State.VALID: _("Checked just now against the register of %(issuer)s."),
            State.EXPIRED: _("It was valid until %(day)s."),
            State.REVOKED: _("Revoked on %(day)s."),
        },
        "reason": _("Reason:"),
        "kind": _("Certificate of completion"),
        "certifies": _("This certifies that"),
        "completed": _("has completed the course"),
        "learnt": _("What was learnt"),
        "result": _("Result"),
        "study_time": _("Study time"),
        "completed_on": _("Completed"),
        "issued_on": _("Issued"),
        "expires_on": _("Valid until"),
        "number": _("Certificate number"),
        "issuer": _("Issued by"),
        "download": _("Download the PDF"),
        "icon_download": icon("download"),
        "being_made": _("The PDF is being made. Load this page again in a minute."),
        "icon_wait": icon("clock"),
        "as_data": _("As data (JSON)"),
        "preview": _("Certificate of completion. Open the link to see whether it is valid."),
        "picture": f"{current_app.config['PUBLIC_URL']}{picture}",
        "picture_alt": _("An Ajrak pattern with the word Hunar"),
    }


def _sentence(shown: Shown, state: State, words: Mapping[str, Any], language: str) -> str:
    values = {"issuer": localised(shown.snapshot.issuer, language)}
    if shown.revoked_at is not None:
        values["day"] = _day(local_day(shown.revoked_at), language)
    elif shown.expires_on is not None:
        values["day"] = _day(shown.expires_on, language)
    said: str = words["sentence"][state] % values
    return said


def _facts(
    snapshot: Snapshot, words: Mapping[str, Any], language: str
) -> Iterator[tuple[str, str, str | None]]:
    """Label, value, and the value as a date for machines."""
    if snapshot.score is not None:
        yield words["result"], wording.percent(snapshot.score), None
    hours = ngettext("%(num)s hour", "%(num)s hours", snapshot.hours)
    yield words["study_time"], hours, None
    for name, day in _days(snapshot):
        yield words[name], _day(day, language), day.isoformat()


def _days(snapshot: Snapshot) -> Iterator[tuple[str, date]]:
    """As on the PDF: the day of completion only when it is another than that of issue."""
    if snapshot.completed_on != snapshot.issued_on:
        yield "completed_on", snapshot.completed_on
    yield "issued_on", snapshot.issued_on
    if snapshot.expires_on is not None:
        yield "expires_on", snapshot.expires_on


def _in_all_languages(texts: Mapping[str, str], language: str) -> list[Markup]:
    """The text in each language it has, that of the page first."""
    first = language_of(texts, language)
    others = (name for name in LANGUAGES if name != first and texts.get(name))
    return [_said(texts[name], name, language) for name in (first, *others)]


def _in_own_language(texts: Mapping[str, str], language: str) -> Markup:
    found = language_of(texts, language)
    return _said(texts[found], found, language)


def _said(text: str, language: str, page: str) -> Markup:
    """The text, marked with its language and direction when they are not those of the page."""
    if language == page:
        return Markup("<bdi>{}</bdi>").format(text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction(language), text)
