"""What the documents say of the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
IN_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
EXCERPT = re.compile(r"```\w+\n(?:#|<!--) ([\w/.]+)(?: -->)?\n(.*?)```", re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text())
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def test_every_setting_is_explained_and_no_other() -> None:
    known = set(re.findall(r'"(HUNAR_[A-Z_]+)"', (ROOT / "config.py").read_text()))
    told = set(re.findall(r"^\| `(HUNAR_\w+)`", (ROOT / "docs/operations.md").read_text(), re.M))
    assert told == known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_the_documents_lead_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(IN_CODE.sub("", document.read_text())):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{document.name} links to {path}"
        if anchor and target.suffix == ".md":
            assert anchor[1:] in anchors(target), f"{document.name} links to {path}{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_the_documents_name_are_there(document: Path) -> None:
    named = re.findall(
        r"`((?:bin|bench|lms|docs|tests|templates|static|content)/[\w./-]+)`", document.read_text()
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_excerpts_in_the_guide_for_contributors_are_the_code() -> None:
    excerpts = EXCERPT.findall((ROOT / "CONTRIBUTING.md").read_text())
    assert len(excerpts) >= 8
    for path, shown in excerpts:
        code = (ROOT / path).read_text()
        for piece in shown.split("...\n"):
            assert piece in code, f"{path} does not hold:\n{piece}"
