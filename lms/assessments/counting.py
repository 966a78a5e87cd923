"""Which of several attempts is the result. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from lms.assessments.settings import Counts

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Result:
    """What counts: `percent` from 0 to 100, rounded down to hundredths."""

    percent: Decimal
    has_passed: bool


def result(
    attempts: Sequence[tuple[Decimal, bool]], counts: Counts, pass_mark: Fraction
) -> Result | None:
    """The result of attempts that were graded (percent, passed), in their order; None of none."""
    if not attempts:
        return None
    match counts:
        case Counts.FIRST:
            return Result(*attempts[0])
        case Counts.LAST:
            return Result(*attempts[-1])
        case Counts.AVERAGE:
            mean = sum((percent for percent, _ in attempts), Decimal(0)) / len(attempts)
            return Result(mean.quantize(HUNDREDTH, ROUND_DOWN), Fraction(mean) >= pass_mark)
    return Result(max(percent for percent, _ in attempts), any(passed for _, passed in attempts))


def counted(attempts: Sequence[tuple[Decimal, bool]], counts: Counts) -> frozenset[int]:
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
    best = max(percent for percent, _ in attempts)
    return frozenset({next(n for n, (percent, _) in enumerate(attempts) if percent == best)})
