"""News between rooms: typed, in this process, in the same transaction.

A lower room publishes; rooms above it subscribe. `lms.app` connects them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar


class Event:
    """Base of all events: frozen dataclasses of plain values."""


E = TypeVar("E", bound=Event)
_subscribers: dict[type[Event], list[Callable[[Any], object]]] = defaultdict(list)


def subscribe(kind: type[E], reaction: Callable[[E], object]) -> None:
    """Call `reaction` with each event of this kind; subscribing twice is once."""
    if reaction not in _subscribers[kind]:
        _subscribers[kind].append(reaction)


def publish(event: Event) -> None:
    """Tell every subscriber, in order of subscription; what one raises undoes the transaction."""
    for reaction in _subscribers[type(event)]:
        reaction(event)
