"""The short form of bench/faults: real processes, killed under load; and the check of the check.

Kills come after so many replies, not by the clock, so a slow machine only takes longer.
"""

from __future__ import annotations

import os

import pytest

from bench.faulting import killing, power
from bench.faulting.runs import FORGETFUL, LOSSES, Faults, Outcome, played, storm

ENGINE = "postgresql" if os.environ.get("HUNAR_TEST_DATABASE_URL") else "sqlite"
PLAN = {
    "sqlite": (killing.WORKER, killing.MASTER, killing.WORKER, killing.ALL),
    "postgresql": (killing.WORKER, killing.DATABASE, killing.MASTER, killing.DATABASE),
}[ENGINE]
CALM = Faults(attempts=5, clients=3, workers=2, cut_replies=0)


def broken(outcome: Outcome) -> dict[str, int]:
    return {name: n for name, n in outcome.figures()["broken"].items() if n}


def test_kills_and_cut_replies_lose_nothing_that_was_acknowledged() -> None:
    outcome = storm(ENGINE, Faults(attempts=12, clients=4, every=25, plan=PLAN))
    assert broken(outcome) == {}
    assert set(outcome.kills) == set(PLAN)
    assert outcome.cut_replies > 10
    assert outcome.tally.retries > outcome.cut_replies / 2
    assert outcome.tally.answers > 100
    assert outcome.tally.submits == 12 * 4
    assert outcome.passed > 0


def test_a_submit_that_reads_checks_and_writes_is_caught() -> None:
    assert broken(storm(ENGINE, CALM, "naive-submit")).get("double_grades", 0) > 0


def test_answers_without_an_order_are_caught() -> None:
    assert broken(storm(ENGINE, CALM, "no-order")).get("lost_answers", 0) > 0


@pytest.mark.parametrize("keep", [0, 0.5], ids=["nothing unsynced stays", "half of it stays"])
def test_a_power_cut_of_sqlite_loses_nothing_that_was_acknowledged(keep: float) -> None:
    with played(6) as (record, folder):
        losses = power.cut(record, cuts=40, keep=keep, folder=folder)
    assert "PRAGMA synchronous=FULL" in record.pragmas
    assert (losses.cuts, losses.lost, losses.broken) == (40, 0, 0)
    assert losses.acknowledged > 0


def test_a_database_that_acknowledges_before_it_writes_is_caught() -> None:
    assert {"sqlite": careless_sqlite, "postgresql": careless_postgresql}[ENGINE]()


def careless_sqlite() -> bool:
    with played(6) as (record, folder):
        return power.cut(record, cuts=40, keep=0.5, folder=folder, synchronous="NORMAL").lost > 0


def careless_postgresql() -> bool:
    faults = Faults(attempts=8, clients=4, every=30, plan=(killing.DATABASE,))
    return bool(broken(storm("postgresql", faults, **FORGETFUL)).keys() & set(LOSSES))
