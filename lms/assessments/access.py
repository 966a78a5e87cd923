"""When, how often and from where a quiz may be taken. Pure.

Unlike what it asks, this holds for everybody from the moment it is changed; exceptions give single
learners and groups more.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import Reader

MOST_ATTEMPTS = 100
MOST_MINUTES = 24 * 60
MOST_GRACE = 600
MOST_DELAY = 60 * 24 * 30
MOST_ADDRESSES = 50
LONGEST_PASSWORD = 60


@dataclass(frozen=True, kw_only=True)
class Granted:
    """An exception: more minutes, another number of attempts, other dates. None is as for all."""

    extra_minutes: int = 0
    attempts: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QuizAccess:
    """0 attempts or minutes mean no limit.

    `time_limit` and `delay` (between two attempts) are minutes; `grace` is the seconds after the
    end in which answers on their way are still taken; `outage_cap` the minutes of a broken
    connection that are given back at most.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: int = 0
    grace: int = 10
    attempts: int = 0
    delay: int = 0
    outage_cap: int = 0
    password: str = ""
    addresses: tuple[str, ...] = ()

    @classmethod
    def read(cls, reader: Reader) -> QuizAccess:
        """Read and check these names among those of a quiz; flaws are noted there."""
        access = cls(
            opens_at=reader.moment("opens_at"),
            closes_at=reader.moment("closes_at"),
            time_limit=reader.whole("time_limit", 0, least=0, most=MOST_MINUTES),
            grace=reader.whole("grace", cls.grace, least=0, most=MOST_GRACE),
            attempts=reader.whole("attempts", 0, least=0, most=MOST_ATTEMPTS),
            delay=reader.whole("delay", 0, least=0, most=MOST_DELAY),
            outage_cap=reader.whole("outage_cap", 0, least=0, most=MOST_MINUTES),
            password=reader.plain("password", ""),
            addresses=reader.words("addresses") if reader.has("addresses") else (),
        )
        for name, sentence in access.problems():
            reader.note(sentence, name)
        return access

    def problems(self) -> Iterable[tuple[str, str]]:
        """What is wrong, by the name of the field."""
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            yield "closes_at", _("The quiz must close after it opens.")
        if len(self.password) > LONGEST_PASSWORD:
            yield "password", _("A password has at most %(most)s letters.", most=LONGEST_PASSWORD)
        if len(self.addresses) > MOST_ADDRESSES:
            yield "addresses", _("Give at most %(most)s addresses.", most=MOST_ADDRESSES)
        for address in self.addresses:
            if _network(address) is None:
                yield (
                    "addresses",
                    _(
                        "“%(address)s” is no address, as 203.0.113.7 or 203.0.113.0/24.",
                        address=address,
                    ),
                )

    def dump(self) -> dict[str, Any]:
        """As it stands in a file and in the database; what is as usual is left out."""
        values = {name: getattr(self, name) for name in _PLAIN}
        content = {name: value for name, value in values.items() if value != getattr(_USUAL, name)}
        dates = {"opens_at": _written(self.opens_at), "closes_at": _written(self.closes_at)}
        listed: dict[str, Any] = {"addresses": list(self.addresses)}
        return content | {name: value for name, value in (dates | listed).items() if value}

    def granting(self, own: Iterable[Granted], of_groups: Iterable[Granted] = ()) -> QuizAccess:
        """The same for who has these exceptions: their own first, else the best of a group's."""
        found = _best(own) or _best(of_groups)
        if found is None:
            return self
        return replace(
            self,
            opens_at=found.opens_at or self.opens_at,
            closes_at=found.closes_at or self.closes_at,
            attempts=self.attempts if found.attempts is None else found.attempts,
            time_limit=self.time_limit and self.time_limit + found.extra_minutes,
        )

    def ends_at(self, started_at: datetime) -> datetime | None:
        """When an attempt that began then is over; None when nothing ends it."""
        limit = started_at + timedelta(minutes=self.time_limit) if self.time_limit else None
        ends = [moment for moment in (limit, self.closes_at) if moment is not None]
        return min(ends, default=None)

    @property
    def over_at(self) -> datetime | None:
        """When no answer is taken any more, so that what is kept until the quiz closes may be told.

        None when it never closes.
        """
        return self.closes_at and self.closes_at + timedelta(seconds=self.grace)

    def lets_in(self, address: str) -> bool:
        """Whether the quiz may be opened from this address."""
        if not self.addresses:
            return True
        networks = [found for one in self.addresses if (found := _network(one)) is not None]
        own = _parsed(address)
        return own is not None and any(own in network for network in networks)

    def is_password(self, given: str) -> bool:
        """Whether this is the password, or there is none."""
        wanted = self.password.encode()
        return not wanted or hmac.compare_digest(wanted, given.strip().encode())


_PLAIN = ("time_limit", "grace", "attempts", "delay", "outage_cap", "password")
_USUAL = QuizAccess()


class Refusal(StrEnum):
    """Why a quiz cannot be started now."""

    NOT_YET = "not-yet"
    CLOSED = "closed"
    NO_ATTEMPT_LEFT = "no-attempt-left"
    TOO_SOON = "too-soon"


def refusal(
    access: QuizAccess, now: datetime, attempts: int, last_ended_at: datetime | None
) -> Refusal | None:
    """Why somebody who has made so many attempts may not start one now; None when they may."""
    if access.opens_at is not None and now < access.opens_at:
        return Refusal.NOT_YET
    if access.closes_at is not None and now >= access.closes_at:
        return Refusal.CLOSED
    if access.attempts and attempts >= access.attempts:
        return Refusal.NO_ATTEMPT_LEFT
    if last_ended_at is not None and now < last_ended_at + timedelta(minutes=access.delay):
        return Refusal.TOO_SOON
    return None


def _best(exceptions: Iterable[Granted]) -> Granted | None:
    """Of several, what is best for the learner, field by field."""
    found = list(exceptions)
    if not found:
        return None
    opens = [one.opens_at for one in found if one.opens_at is not None]
    closes = [one.closes_at for one in found if one.closes_at is not None]
    attempts = [one.attempts for one in found if one.attempts is not None]
    return Granted(
        extra_minutes=max(one.extra_minutes for one in found),
        attempts=(0 if 0 in attempts else max(attempts)) if attempts else None,
        opens_at=min(opens, default=None),
        closes_at=max(closes, default=None),
    )


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address; one of version 4 that is written as one of version 6 is the former."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes") if moment else ""
