"""What the rules of the house can say no to."""

from __future__ import annotations


class RuleBroken(Exception):
    """A rule of the domain forbids this; the message is a translated sentence for the person."""

    status = 409


class NotAllowed(RuleBroken):
    """The person may know of the thing, but not do this with it."""

    status = 403


class Missing(RuleBroken):
    """There is no such thing, or none that this person may know of."""

    status = 404


class TooMany(RuleBroken):
    """Too many tries; `retry_after` seconds must pass."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
