"""Chance by a seed, so that a run can be drawn again."""

from __future__ import annotations

from random import Random  # noqa: TID251 - nothing here may be secret, all should be repeatable

__all__ = ["Random", "dice"]


def dice(*seed: object) -> Random:
    """A source of chance that is the same for the same seed."""
    return Random(repr(seed))  # noqa: S311 - see above
