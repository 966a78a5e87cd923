"""Settings: read from the environment, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import SettingRefused, Settings

GOOD = "b4f0c1d2e3a5968778695a4b3c2d1e0f-good"


def read(tmp_path: Path, **env: str) -> Settings:
    return Settings.from_env({"HUNAR_VAR": str(tmp_path), **env})


def test_defaults_are_a_working_installation(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/hunar.db"
    assert settings.time_zone == "Asia/Karachi"
    assert not settings.demo
    assert settings.is_local


def test_the_demo_has_a_database_of_its_own(tmp_path: Path) -> None:
    assert read(tmp_path, HUNAR_DEMO="1").database_url.endswith("/demo.db")


def test_a_secret_is_made_once_and_is_nobody_else_s_to_read(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key
    assert len(first) == 64
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUNAR_SECRET_KEY", "short"),
        ("HUNAR_SECRET_KEY", ""),
        ("HUNAR_SECRET_KEY", "a" * 64),
        ("HUNAR_PUBLIC_URL", "learn.example.org"),
        ("HUNAR_PUBLIC_URL", "ftp://learn.example.org"),
        ("HUNAR_PUBLIC_URL", "https://learn.example.org/hunar"),
        ("HUNAR_TIME_ZONE", "Asia/Atlantis"),
        ("HUNAR_DATABASE_URL", "mysql://localhost/hunar"),
        ("HUNAR_DATABASE_URL", "hunar.db"),
        ("HUNAR_MAIL", "sendmail"),
        ("HUNAR_PROXIES", "-1"),
        ("HUNAR_DEMO", "perhaps"),
        ("HUNAR_ISSUER_NAME", "Two\nlines"),
    ],
)
def test_a_bad_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        read(tmp_path, **{"HUNAR_SECRET_KEY": GOOD, name: value})


def test_plain_postgres_addresses_get_our_driver(tmp_path: Path) -> None:
    settings = read(tmp_path, HUNAR_DATABASE_URL="postgres://hunar@db/hunar")
    assert settings.database_url == "postgresql+psycopg://hunar@db/hunar"


def test_cookies_are_bound_to_the_host_under_https_only(tmp_path: Path) -> None:
    plain, safe = read(tmp_path), read(tmp_path, HUNAR_PUBLIC_URL="https://learn.example.org")
    assert safe.as_flask()["SESSION_COOKIE_NAME"] == "__Host-hunar"
    assert safe.as_flask()["SESSION_COOKIE_SECURE"] is True
    assert plain.as_flask()["SESSION_COOKIE_NAME"] == "hunar"
