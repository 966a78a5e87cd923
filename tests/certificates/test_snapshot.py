"""The frozen words of a certificate: kept as JSON, read back the same."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from lms.certificates.snapshot import Snapshot
from tests.certificates.samples import snapshot


@pytest.mark.parametrize(
    "kept",
    [
        snapshot(),
        snapshot(name={"en": "Li"}, score=None, objectives=(), expires_on=date(2028, 11, 22)),
        snapshot(hours=1, course={"ur": "بیچنے کے قابل خدمت چنیں"}),
    ],
)
def test_a_snapshot_survives_json(kept: Snapshot) -> None:
    assert Snapshot.from_json(json.loads(json.dumps(kept.to_json()))) == kept


def test_the_day_of_issue_is_that_of_the_programme_not_of_utc() -> None:
    assert snapshot().issued_on == date(2026, 11, 22)  # 20:30 on the 21st in UTC


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        snapshot(issued_at=datetime(2026, 11, 22, 1, 30))  # noqa: DTZ001 - what is refused


def test_a_snapshot_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 1"):
        Snapshot.from_json(snapshot().to_json() | {"version": 2})
