"""What is committed speaks for itself, on any machine."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from config import ROOT

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ELSEWHERE = re.compile(
    r"(?<![\w.~-])/(home|work|root|Users)/[a-z]|\.\./shared\b|\bissue #?\d+", re.I
)
ADDRESS = re.compile(r"https?://|resolved\"|--(extra-)?index-url|--find-links")
MODULES = frozenset({"utils", "util", "helpers", "services", "managers", "misc", "common"})
LOCKS = ["requirements.txt", "requirements-test.txt", "package-lock.json"]


@cache
def committed() -> list[Path]:
    """The texts that git knows, but for the locks, which are no prose of ours."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    own = Path(__file__).resolve()
    paths = [ROOT / name for name in names if name and name not in LOCKS]
    return [
        path for path in paths if path.is_file() and path != own and b"\0" not in path.read_bytes()
    ]


@pytest.mark.parametrize("pattern", [UNFINISHED, ELSEWHERE], ids=["unfinished", "elsewhere"])
def test_nothing_is_unfinished_or_points_outside(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        if (match := pattern.search(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_host(name: str) -> None:
    assert ADDRESS.search((ROOT / name).read_text()) is None


def test_every_locked_package_has_its_hashes() -> None:
    for name in LOCKS[:2]:
        for pin in re.split(r"\n(?=\w)", (ROOT / name).read_text()):
            assert "==" not in pin.split("\n")[0] or "--hash=sha256:" in pin, pin


def test_modules_are_named_after_their_idea() -> None:
    vague = [path for path in (ROOT / "lms").rglob("*.py") if path.stem in MODULES]
    assert vague == []


def test_commands_are_executable_scripts() -> None:
    for path in (ROOT / "bin").iterdir():
        if path.name.startswith("_"):
            continue
        assert path.stat().st_mode & 0o111, path.name
        assert path.read_text().startswith("#!/"), path.name


def test_the_fonts_carry_their_licence() -> None:
    for folder in (ROOT / "static" / "fonts", ROOT / "lms" / "certificates" / "fonts"):
        assert any("SIL Open Font License" in p.read_text() for p in folder.glob("OFL*.txt"))
