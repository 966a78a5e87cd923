"""Whatever we depend on has its reason written down, and is used."""

from __future__ import annotations

import re
from functools import cache

import pytest

from config import ROOT

MODULES = {  # where the name to import is not the package's
    "argon2-cffi": "argon2",
    "brotli": "brotli",
    "markdown-it-py": "markdown_it",
    "mdit-py-plugins": "mdit_py_plugins",
    "pillow": "PIL",
    "psycopg": "postgresql",  # by SQLAlchemy, named in the URL
    "pyyaml": "yaml",
    "tzdata": "zoneinfo",  # read by it
}


def asked_for(file: str) -> list[str]:
    lines = (ROOT / file).read_text().splitlines()
    return [match[0] for line in lines if (match := re.match(r"[a-z][a-z0-9-]+", line))]


@cache
def code() -> str:
    return "\n".join(path.read_text() for path in (ROOT / "lms").rglob("*.py"))


@pytest.mark.parametrize("file", ["requirements.in", "requirements-test.in"])
def test_each_dependency_has_its_reason(file: str) -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text()
    assert [name for name in asked_for(file) if not re.search(rf"\b{name}\b", told)] == []


def test_each_dependency_is_used() -> None:
    modules = {
        name: MODULES.get(name, name.replace("-", "_")) for name in asked_for("requirements.in")
    }
    unused = [
        name
        for name, module in modules.items()
        if not re.search(rf"(import|from) {module}\b|{module}\+psycopg", code())
    ]
    assert unused == []
