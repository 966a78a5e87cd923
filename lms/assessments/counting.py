"""Which of several attempts is the result. Pure, and exact: what was rounded decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lms.assessments.settings import Counts


@dataclass(frozen=True)
class Mark:
    """What one graded attempt reached: `share` of all marks, from 0 to 1, and whether it passed."""

    share: Fraction
    has_passed: bool


@dataclass(frozen=True)
class Result:
    """What counts."""

    share: Fraction
    has_passed: bool

    @property
    def percent(self) -> Decimal:
        return percent(self.share)


def mark_of(score: Fraction | None, most: Fraction | None, passed: bool | None) -> Mark:
    """The mark of an attempt from what is stored of it."""
    return Mark(score / most if score is not None and most else Fraction(0), bool(passed))


def percent(share: Fraction) -> Decimal:
    """As people read it, from 0 to 100, rounded down to hundredths: nobody shall read a pass that
    is none."""
    return Decimal(int(share * 10_000)) / 100


def result(attempts: Sequence[Mark], counts: Counts, pass_mark: Fraction) -> Result | None:
    """The result of attempts that were graded, in their order; None of none."""
    if not attempts:
        return None
    match counts:
        case Counts.FIRST:
            return Result(attempts[0].share, attempts[0].has_passed)
        case Counts.LAST:
            return Result(attempts[-1].share, attempts[-1].has_passed)
        case Counts.AVERAGE:
            mean = sum((one.share for one in attempts), Fraction(0)) / len(attempts)
            return Result(mean, mean * 100 >= pass_mark)
    best = max(one.share for one in attempts)
    return Result(best, any(one.has_passed for one in attempts))


def counted(attempts: Sequence[Mark], counts: Counts) -> frozenset[int]:
    """Which of these attempts count, by their places from 0 up."""
    if not attempts:
        return frozenset()
    match counts:
        case Counts.FIRST:
            return frozenset({0})
        case Counts.LAST:
            return frozenset({len(attempts) - 1})
        case Counts.AVERAGE:
            return frozenset(range(len(attempts)))
    best = max(one.share for one in attempts)
    return frozenset({next(n for n, one in enumerate(attempts) if one.share == best)})
