"""The doctor names what is ill and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUNAR_VAR", str(tmp_path))
    monkeypatch.setenv("HUNAR_PUBLIC_URL", "https://learn.example.org")
    monkeypatch.delenv("HUNAR_DATABASE_URL", raising=False)
    return tmp_path


def lms(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_sound_installation_is_well(var: Path) -> None:
    lms("db", "upgrade")
    well = lms("doctor")
    assert well.exit_code == 0, well.output
    assert "ILL" not in well.output


def test_a_schema_that_is_behind_is_named_with_its_cure(var: Path) -> None:
    ill = lms("doctor")
    assert ill.exit_code == 1
    assert "ILL  schema: not current. Run: lms db upgrade" in ill.output


def test_a_secret_that_others_can_read_is_named(var: Path) -> None:
    lms("db", "upgrade")
    (var / "secret").chmod(0o644)
    ill = lms("doctor")
    assert ill.exit_code == 1
    assert "chmod 600" in ill.output


def test_an_address_that_nobody_else_can_open_is_named(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms("db", "upgrade")
    monkeypatch.setenv("HUNAR_PUBLIC_URL", "http://localhost:8000")
    ill = lms("doctor")
    assert ill.exit_code == 1
    assert "HUNAR_PUBLIC_URL" in ill.output


@pytest.mark.parametrize("name", ["HUNAR_SECRET_KEY", "HUNAR_TIME_ZONE", "HUNAR_MAIL"])
def test_a_bad_setting_ends_every_command_by_name(
    var: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "nonsense")
    for command in (["db", "upgrade"], ["doctor"], ["demo"], ["worker"], ["serve"]):
        refused = lms(*command)
        assert refused.exit_code == 2
        assert name in refused.output


def test_a_real_installation_takes_no_demo(var: Path) -> None:
    lms("db", "upgrade")
    refused = lms("demo")
    assert refused.exit_code == 1
    assert "known passwords" in refused.output
