"""Time that a broken connection took and that is given back. Pure.

A browser that is well is heard of once a minute. Longer silence is an outage: when the browser is
back, what was lost of the time beyond that minute is given back, to a limit over the whole attempt.
Who works without script is silent between two saves, and gets no more than that limit either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

INTERVAL = timedelta(seconds=60)
"""How often a browser lets itself be heard."""
LONGEST_SILENCE = timedelta(seconds=150)
"""Longer than this, and the connection was broken: two signs of life may get lost."""
NOTHING = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The time of an attempt: when it ends, what was given back of it so far, and at most.

    `contact_at` is when its browser was last heard of; past `closes_at` nothing is given.
    """

    deadline_at: datetime
    contact_at: datetime
    given: timedelta
    cap: timedelta
    closes_at: datetime | None = None

    def silence(self, now: datetime) -> timedelta:
        """How long the connection was broken; nothing for what can happen to a good one."""
        gap = now - self.contact_at
        return gap if self.cap and gap > LONGEST_SILENCE else NOTHING

    def credit(self, now: datetime) -> timedelta:
        """What is given back to a browser that is heard of again now, in whole seconds.

        Nothing where that would not bring the attempt back: then it is over.
        """
        silence = self.silence(now)
        if not silence:
            return NOTHING
        most = min(silence - INTERVAL, self._room)
        credit = timedelta(seconds=most // timedelta(seconds=1))
        return credit if now < self.deadline_at + credit else NOTHING

    def last_end(self) -> datetime:
        """When the attempt is over for good, should its browser stay silent from now on.

        While it was heard of a minute before its end, that is the end. Else it may be cut off, and
        may still come back with time to be given.
        """
        if self.deadline_at - self.contact_at <= INTERVAL:
            return self.deadline_at
        return self.deadline_at + self._room

    @property
    def _room(self) -> timedelta:
        """How far the end can still move."""
        room = max(NOTHING, self.cap - self.given)
        if self.closes_at is None:
            return room
        return min(room, max(NOTHING, self.closes_at - self.deadline_at))
