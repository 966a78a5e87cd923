"""Settings: one frozen class, read from the environment once, refused by name when wrong."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MIN_SECRET = 32
MIN_DIFFERENT = 10  # characters that a secret must at least differ in


class SettingRefused(ValueError):
    """A setting has a value that we cannot work with; the message names the variable."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations."""

    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    issuer_name: str = "Hunar Bootcamps"
    issuer_name_ur: str = "ہنر بوٹ کیمپس"
    time_zone: str = "Asia/Karachi"
    var: Path = ROOT / "var"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'hunar.db'}"
    media_dir: Path = ROOT / "var" / "media"
    mail: str = "files"  # or smtp://user:password@host:587, smtps://…
    mail_from: str = "Hunar <no-reply@localhost>"
    proxies: int = 0  # how many reverse proxies stand in front and set X-Forwarded-*
    demo: bool = False
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read HUNAR_* variables; raise SettingRefused naming the first bad one."""
        demo = _flag(env, "HUNAR_DEMO")
        var = Path(env.get("HUNAR_VAR") or cls.var).resolve()
        database = (
            env.get("HUNAR_DATABASE_URL")
            or f"sqlite:///{var / ('demo.db' if demo else 'hunar.db')}"
        )
        return cls(
            secret_key=_secret(env, var),
            public_url=_public_url(env.get("HUNAR_PUBLIC_URL") or cls.public_url),
            issuer_name=_text(env, "HUNAR_ISSUER_NAME", cls.issuer_name),
            issuer_name_ur=_text(env, "HUNAR_ISSUER_NAME_UR", cls.issuer_name_ur),
            time_zone=_time_zone(env.get("HUNAR_TIME_ZONE") or cls.time_zone),
            var=var,
            database_url=_database(database),
            media_dir=Path(env.get("HUNAR_MEDIA_DIR") or var / "media").resolve(),
            mail=_mail(env.get("HUNAR_MAIL") or cls.mail),
            mail_from=_text(env, "HUNAR_MAIL_FROM", cls.mail_from),
            proxies=_count(env, "HUNAR_PROXIES"),
            demo=demo,
        )

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether the public address means this machine alone, so that no QR code may carry it."""
        return (urlsplit(self.public_url).hostname or "") in LOOPBACK

    def as_flask(self) -> dict[str, Any]:
        """The same settings under Flask's names (capitals), with what its extensions ask for."""
        own = {name.upper(): value for name, value in asdict(self).items()}
        return own | {
            "PUBLIC_IS_LOCAL": self.is_local,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "__Host-hunar" if self.is_https else "hunar",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_HTTPONLY": True,
            "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 60,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,  # a page kept open on a phone stays usable
            "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_DEFAULT_TIMEZONE": self.time_zone,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        }


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in {"", "0", "1", "no", "yes", "false", "true"}:
        raise SettingRefused(name, "say 1 or 0")
    return value in {"1", "yes", "true"}


def _count(env: Mapping[str, str], name: str) -> int:
    value = env.get(name, "0").strip() or "0"
    if not value.isascii() or not value.isdigit():
        raise SettingRefused(name, "say a whole number, 0 or more")
    return int(value)


def _text(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name, default).strip() or default
    if any(c in value for c in "\r\n\0"):
        raise SettingRefused(name, "must be one line")
    return value


def _secret(env: Mapping[str, str], var: Path) -> str:
    given = env.get("HUNAR_SECRET_KEY")
    secret = _kept_secret(var / "secret") if given is None else given.strip()
    if len(secret) < MIN_SECRET or len(set(secret)) < MIN_DIFFERENT:
        raise SettingRefused(
            "HUNAR_SECRET_KEY",
            f"too weak: give at least {MIN_SECRET} random characters, for example from"
            " `python3 -c 'import secrets; print(secrets.token_hex(32))'`",
        )
    return secret


def _kept_secret(path: Path) -> str:
    """The secret kept beside the database, made at the first start; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingRefused("HUNAR_PUBLIC_URL", "say an address such as https://learn.example.org")
    if parts.path not in {"", "/"}:
        raise SettingRefused("HUNAR_PUBLIC_URL", "must have no path after the host's name")
    return value.rstrip("/")


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise SettingRefused("HUNAR_TIME_ZONE", f"no zone is called {value!r}") from error
    return value


def _database(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    if not separator or scheme not in {"sqlite", "postgresql+psycopg"}:
        raise SettingRefused("HUNAR_DATABASE_URL", "say sqlite:///path or postgresql://…")
    return f"{scheme}://{rest}"


def _mail(value: str) -> str:
    if value != "files" and urlsplit(value).scheme not in {"smtp", "smtps"}:
        raise SettingRefused("HUNAR_MAIL", "say files, smtp://host:port or smtps://host:port")
    return value
