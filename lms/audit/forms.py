"""How to look into the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from lms.audit.queries import Filters
from lms.i18n import zone

ONE_DAY = timedelta(days=1)
LARGEST_ID = 2**31 - 1
FIRST_YEAR = 1970  # moments near the calendar's first day cannot change their zone


def filters_from(asked: Mapping[str, str]) -> Filters:
    """What ?verb=, ?since= and ?until= (days, both included) say; what makes no sense is no limit.

    ?actor=, ?kind= and ?object= narrow further; the links on the page use them.
    """
    until = _day(asked.get("until"))
    return Filters(
        verb=asked.get("verb") or None,
        actor_id=_whole(asked.get("actor")),
        object_kind=asked.get("kind") or None,
        object_id=_whole(asked.get("object")),
        since=_start(_day(asked.get("since"))),
        until=_start(until + ONE_DAY if until else None),
    )


def _whole(text: str | None) -> int | None:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
    return number if number is not None and number <= LARGEST_ID else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < date.max.year else None


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), zone()) if day else None
