"""What is noted of an attempt while it is open: signals, never verdicts. Pure.

A browser says that a page was left or that the network broke; the server notes what it sees by
itself, and what staff does. Nobody is marked down by any of it: people read it and ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

MOST_AT_ONCE = 50
MOST_OF_ATTEMPT = 400
"""What browsers may add to the log of one attempt; a busy one is cut off, not the answers."""
LONGEST_AGO = timedelta(days=7)


class Signal(StrEnum):
    """What happened."""

    OPENED = "opened"
    LEFT = "left"
    BACK = "back"
    OFFLINE = "offline"
    ONLINE = "online"
    OTHER_PAGE = "other-page"
    OUTAGE = "outage"
    CREDIT = "credit"
    EXTENDED = "extended"
    REOPENED = "reopened"
    SENT_FOR = "sent-for"
    HANDED_IN = "handed-in"
    TAKEN = "taken"
    RULES = "rules"


FROM_BROWSERS = frozenset({Signal.OPENED, Signal.LEFT, Signal.BACK, Signal.OFFLINE, Signal.ONLINE})
WORTH_COUNTING = (Signal.LEFT, Signal.OFFLINE, Signal.OTHER_PAGE, Signal.OUTAGE, Signal.HANDED_IN)
"""What the overview of a quiz counts."""
NAMES: Mapping[str, Any] = {
    Signal.OPENED: _l("The page was opened"),
    Signal.LEFT: _l("The page was left"),
    Signal.BACK: _l("The learner came back to the page"),
    Signal.OFFLINE: _l("The network was gone"),
    Signal.ONLINE: _l("The network was back"),
    Signal.OTHER_PAGE: _l("Went on on another page or device"),
    Signal.OUTAGE: _l("The connection was broken"),
    Signal.CREDIT: _l("Time was given back"),
    Signal.EXTENDED: _l("Time was added by staff"),
    Signal.REOPENED: _l("Opened again by staff"),
    Signal.SENT_FOR: _l("Sent by staff"),
    Signal.HANDED_IN: _l("Answers were handed in as a file"),
    Signal.TAKEN: _l("Answers of a file were taken by staff"),
    Signal.RULES: _l("The rules changed"),
}


@dataclass(frozen=True)
class Noticed:
    """What a browser noticed, and how long ago by its own clock."""

    kind: Signal
    ago: timedelta

    def said_at(self, now: datetime, started_at: datetime) -> datetime:
        """When that was; never before the attempt began, never in the future."""
        return min(now, max(started_at, now - self.ago))


def read_noticed(row: object, sent_at: float) -> Noticed | None:
    """A signal as a browser sends it, its time in milliseconds; None when it is none of ours."""
    if not isinstance(row, Mapping) or row.get("kind") not in list(FROM_BROWSERS):
        return None
    at = row.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float):
        return None
    try:
        ago = float(sent_at) - float(at)
    except OverflowError:
        return None
    most = LONGEST_AGO / timedelta(milliseconds=1)
    return Noticed(Signal(row["kind"]), timedelta(milliseconds=min(most, max(0.0, ago))))


def details(data: Mapping[str, Any]) -> list[str]:
    """What is known of an event beside its name, as sentences."""
    told = []
    if (seconds := data.get("seconds")) is not None:
        told.append(duration(seconds))
    if (minutes := data.get("minutes")) is not None:
        told.append(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if (answers := data.get("answers")) is not None:
        told.append(ngettext("%(num)s answer", "%(num)s answers", answers))
    if reason := data.get("reason"):
        told.append(_("Reason: %(reason)s", reason=reason))
    return told


def duration(seconds: int) -> str:
    """A span of time in minutes, rounded; below one in seconds."""
    if seconds < 60:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    return str(ngettext("%(num)s minute", "%(num)s minutes", (seconds + 30) // 60))
