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

from flask import current_app, get_template_attribute, render_template, url_for
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
    language_of,
    local_day,
    locale,
)

_HOLES = (Markup("<hole title>"), Markup("<hole head>"), Markup("<hole proof>"))
_KINDS = {State.VALID: "good", State.EXPIRED: "warn", State.REVOKED: "bad"}
_SHAPES = {State.VALID: "seal", State.EXPIRED: "clock", State.REVOKED: "stop"}
_day = lru_cache(maxsize=4000)(format_day)


@dataclass(frozen=True)
class Line:
    """A text with the language it is in; `is_own`: it is the language of the page."""

    text: str
    language: str
    is_own: bool

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True)
class Proof:
    """What goes into the page of one certificate, in the language of the request."""

    title: str
    head: Markup
    body: Markup


def of(shown: Shown, today: date) -> Proof:
    """The proof of this certificate as it stands on that day."""
    language, snapshot, state = locale(), shown.snapshot, shown.state(today)
    words = _words(language)
    name, course = _lines(snapshot.name, language), _lines(snapshot.course, language)
    issuer = _line(snapshot.issuer, language)
    head = _rendered(
        "certificates/_head.html",
        title=f"{name[0].text}: {course[0].text}",
        issuer=issuer.text,
        description=_("Certificate of completion. Open the link to see whether it is valid."),
        url=snapshot.url,
        picture=words["picture"],
        picture_alt=words["picture_alt"],
    )
    body = _rendered(
        "certificates/_proof.html",
        kind=_KINDS[state],
        icon=words["icon"][state],
        verdict=words["verdict"][state],
        sentence=_sentence(shown, state, issuer.text),
        reason=shown.revocation_reason,
        words=words,
        name=name,
        course=course,
        facts=list(_facts(snapshot, words, language)),
        number=snapshot.printed_number,
        issuer=issuer,
        objectives=[_line(text, language) for text in snapshot.objectives],
        files=None if state is State.REVOKED else _files(shown),
    )
    return Proof(f"{words['verdict'][state]}: {name[0].text}", head, body)


def page_for_strangers(proof: Proof) -> str:
    """The whole page for whoever is not signed in."""
    first, second, third, last = _frame(locale())
    return f"{first}{Markup.escape(proof.title)}{second}{proof.head}{third}{proof.body}{last}"


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
        title, head, body = _HOLES
        drawn = render_template(
            "certificates/certificate.html", proof=Proof(title, head, body), own=None, office=None
        )
        frames[language] = _cut(drawn)
    return frames[language]


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
        "picture": f"{current_app.config['PUBLIC_URL']}{picture}",
        "picture_alt": _("An Ajrak pattern with the word Hunar"),
    }


def _sentence(shown: Shown, state: State, issuer: str) -> str:
    if shown.revoked_at is not None:
        return str(_("Revoked on %(day)s.", day=_day(local_day(shown.revoked_at), locale())))
    if state is State.EXPIRED and shown.expires_on is not None:
        return str(_("It was valid until %(day)s.", day=_day(shown.expires_on, locale())))
    return str(_("Checked just now against the register of %(issuer)s.", issuer=issuer))


def _facts(
    snapshot: Snapshot, words: Mapping[str, Any], language: str
) -> Iterator[tuple[str, str, str | None]]:
    """Label, value, and the value as a date for machines."""
    if snapshot.score is not None:
        yield words["result"], wording.percent(snapshot.score), None
    hours = ngettext("%(num)s hour", "%(num)s hours", snapshot.hours)
    yield words["study_time"], hours, None
    for name in ("completed_on", "issued_on", "expires_on"):
        day: date | None = getattr(snapshot, name)
        if day is not None:
            yield words[name], _day(day, language), day.isoformat()


def _files(shown: Shown) -> Mapping[str, str | None]:
    made = shown.pdf_bytes is not None
    return {
        "pdf": url_for("certificates.certificate_pdf", code=shown.code) if made else None,
        "size": format_bytes(shown.pdf_bytes or 0),
        "json": url_for("certificates.certificate_json", code=shown.code),
    }


def _lines(texts: Mapping[str, str], language: str) -> list[Line]:
    """The text in each language it has, that of the page first."""
    first = language_of(texts, language)
    others = [name for name in LANGUAGES if texts.get(name) and name != first]
    return [Line(texts[name], name, name == language) for name in (first, *others)]


def _line(texts: Mapping[str, str], language: str) -> Line:
    return _lines(texts, language)[0]
