"""Language, direction, and numbers and dates as the person writes them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

import babel.dates
import babel.numbers
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

LANGUAGES = {"en": "English", "ur": "اردو"}
COOKIE = "language"
KIB = 1024


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=_wished)
    app.after_request(_remember)
    app.jinja_env.filters.update(
        localised=localised,
        day=format_day,
        moment=format_moment,
        num=format_number,
        pct=format_percent,
        bytes=format_bytes,
    )
    app.jinja_env.globals.update(
        locale=locale, direction=direction, languages=LANGUAGES, language_of=language_of
    )


def _wished() -> str:
    """The language asked for in the address, else kept in the cookie, else the browser's."""
    if not has_request_context():
        return "en"
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return _preferred(request.headers.get("Accept-Language", "")) or "en"


def language_asked(cookies: str | None, accept: str | None) -> str:
    """The same from the bare headers of a request whose address asks for none."""
    wish = parse_cookie(cookies).get(COOKIE) if cookies and COOKIE in cookies else None
    return wish if wish in LANGUAGES else _preferred(accept or "") or "en"


@lru_cache(maxsize=1000)  # phones of one country send few different ones
def _preferred(header: str) -> str | None:
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES)


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LANGUAGES and request.cookies.get(COOKIE) != wish:
        response.set_cookie(
            COOKIE,
            wish,
            max_age=60 * 60 * 24 * 365,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def locale() -> str:
    """The language of this page: "en" or "ur"."""
    found = get_locale()
    return found.language if found is not None and found.language in LANGUAGES else "en"


def direction(language: str | None = None) -> str:
    """ "rtl" or "ltr"."""
    return "rtl" if (language or locale()) == "ur" else "ltr"


def in_language(language: str) -> AbstractContextManager[None]:
    """A context in which gettext and formats speak this language."""
    return cast("AbstractContextManager[None]", force_locale(language))


def language_of(value: Mapping[str, str], language: str | None = None) -> str:
    """The language in which `value` will be shown: the wished one, else one that it has."""
    wished = language or locale()
    if value.get(wished):
        return wished
    return next((name for name in LANGUAGES if value.get(name)), wished)


def localised(value: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in the wished language, else in the other; "" when there is none."""
    return (value or {}).get(language_of(value or {}, language), "")


def zone() -> ZoneInfo:
    """The time zone of the programme: its deadlines and dates follow it."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def local_day(moment: datetime) -> date:
    """The day on which this moment falls for the programme."""
    return moment.astimezone(zone()).date()


def format_day(value: date | datetime, language: str | None = None) -> str:
    """22 November 2026; moments by the programme's time zone."""
    day = local_day(value) if isinstance(value, datetime) else value
    wished = language or locale()
    pattern = "long" if wished != "en" else "d MMMM y"
    return babel.dates.format_date(day, pattern, locale=wished)


def format_moment(value: datetime, language: str | None = None) -> str:
    """22 November 2026, 14:05, by the programme's time zone."""
    local = value.astimezone(zone())
    comma = "،" if (language or locale()) == "ur" else ","
    return f"{format_day(local, language)}{comma} {local:%H:%M}"


def format_number(value: int | float | Decimal, language: str | None = None) -> str:
    return babel.numbers.format_decimal(value, locale=language or locale())


def format_percent(value: float | Decimal, language: str | None = None) -> str:
    """0.875 → 88%; halves go to the even neighbour."""
    return babel.numbers.format_percent(value, locale=language or locale())


def format_bytes(value: int, language: str | None = None) -> str:
    """A size as people read it on a phone: 48 KB, 1.2 MB. Never 0 for something."""
    if value < KIB * KIB:
        return str(_("%(number)s KB", number=max(1, round(value / KIB))))
    return str(_("%(number)s MB", number=format_number(round(value / KIB / KIB, 1), language)))


def isolated(text: str) -> Markup:
    """Latin-script text (an address, a number) that keeps its own order inside Urdu."""
    return Markup('<bdi dir="ltr" lang="en">{}</bdi>').format(text)
