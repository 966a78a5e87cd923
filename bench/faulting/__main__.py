"""Kills, cut replies and power cuts under load, and the planted faults that they must notice.

Exit code 0 only when no promise was broken and every mutant was caught.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bench.faulting import killing, power
from bench.faulting.postgres import is_here
from bench.faulting.runs import ENGINES, FORGETFUL, LOSSES, Faults, Outcome, played, storm

PLANS = {"sqlite": killing.SQLITE, "postgresql": killing.POSTGRES}
KEPT = {"none of the unsynced writes kept": 0.0, "a random half kept": 0.5}


@dataclass(frozen=True)
class Size:
    """Attempts under fire on each engine; attempts that are played back, and power cuts then."""

    attempts: dict[str, int]
    played: int
    cuts: int


USUAL = Size({"sqlite": 100, "postgresql": 60}, played=12, cuts=100)
LONG = Size({"sqlite": 900, "postgresql": 500}, played=40, cuts=500)
SMALL = Faults(attempts=8, clients=4, cut_replies=0)
FORGETTING = Faults(attempts=12, clients=4, every=40, plan=(killing.DATABASE,))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="ten minutes in place of two")
    parser.add_argument("--engine", choices=ENGINES, help="one engine only")
    parser.add_argument("--mutants", action="store_true", help="the planted faults alone")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    engines = [asked.engine] if asked.engine else [e for e in ENGINES if _can(e)]
    tell: Callable[[str], None] = (lambda line: None) if asked.json else print
    size = LONG if asked.long else USUAL
    figures = {engine: _engine(engine, size, asked.mutants, tell) for engine in engines}
    good = all(part["good"] for parts in figures.values() for part in parts.values())
    if asked.json:
        print(json.dumps(figures | {"good": good}, indent=1))
    else:
        print("\nNothing was lost, and every mutant was caught." if good else "\nNOT GOOD")
    sys.exit(0 if good else 1)


def _can(engine: str) -> bool:
    return engine == "sqlite" or is_here()


def _engine(
    engine: str, size: Size, mutants_alone: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    parts: dict[str, Callable[[], dict[str, Any]]] = {}
    if not mutants_alone:
        faults = Faults(attempts=size.attempts[engine], plan=PLANS[engine])
        parts["storm"] = lambda: _healthy(storm(engine, faults))
        if engine == "sqlite":
            parts |= {f"power cut, {name}": _power(size, keep) for name, keep in KEPT.items()}
    parts["mutant naive-submit"] = _mutant(engine, "naive-submit", "double_grades")
    parts["mutant no-order"] = _mutant(engine, "no-order", "lost_answers")
    if engine == "sqlite":
        few = Size({}, USUAL.played, USUAL.cuts)
        parts |= {
            f"mutant synchronous=NORMAL, {name}": _power(few, keep, mutant="NORMAL")
            for name, keep in KEPT.items()
        }
    else:
        parts["mutant synchronous_commit=off"] = _forgetful
    told = {}
    for name, run in parts.items():
        told[name] = run()
        word = "good" if told[name]["good"] else "NOT GOOD"
        tell(f"{engine}: {name}: {word}\n{_lines(told[name])}")
    return told


def _healthy(outcome: Outcome) -> dict[str, Any]:
    return {"good": outcome.verdict.is_clean} | outcome.figures()


def _caught(outcome: Outcome, *promises: str) -> dict[str, Any]:
    figures = outcome.figures()
    return {"good": any(figures["broken"][promise] for promise in promises)} | figures


def _mutant(engine: str, name: str, promise: str) -> Callable[[], dict[str, Any]]:
    return lambda: _caught(storm(engine, SMALL, name), promise)


def _forgetful() -> dict[str, Any]:
    outcome = storm("postgresql", FORGETTING, **FORGETFUL)
    return _caught(outcome, *LOSSES)


def _power(size: Size, keep: float, mutant: str = "") -> Callable[[], dict[str, Any]]:
    def run() -> dict[str, Any]:
        with played(size.played) as (record, folder):
            losses = power.cut(record, cuts=size.cuts, keep=keep, folder=folder, synchronous=mutant)
        clean = losses.lost == losses.broken == 0
        return {"good": (losses.lost > 0) if mutant else clean} | asdict(losses)

    return run


def _lines(figures: dict[str, Any]) -> str:
    shown = ((name, value) for name, value in figures.items() if name != "good")
    return "\n".join(f"    {name.replace('_', ' ')}: {_said(value)}" for name, value in shown)


def _said(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in value.items() if n) or "nothing"


if __name__ == "__main__":
    main()
