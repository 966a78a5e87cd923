"""The course in docs/authoring.md is a course that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from config import ROOT
from lms.assessments import kinds
from lms.courses import actions
from lms.courses.actions import Loaded

FILE = re.compile(r"`([\w./-]+)`[^`\n]*:\n\n```\w+\n(.*?)```", re.DOTALL)
KINDS = re.compile(r"### Questions of every kind\n.*?```yaml\n(.*?)```", re.DOTALL)
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("app")
def test_the_example_of_the_guide_is_right_and_loads(tmp_path: Path) -> None:
    for path, text in FILE.findall(GUIDE):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    read = actions.read_library(tmp_path)
    assert [str(problem) for problem in read.problems] == []
    assert len(read.library.facts) == 1
    assert actions.load(read) == [
        Loaded("price-your-work", is_new=True, is_changed=True, revision=1)
    ]


def test_the_guide_shows_every_kind_of_question_as_it_may_be_written() -> None:
    (listed,) = KINDS.findall(GUIDE)
    questions = yaml.safe_load(listed)
    assert [flaw for one in questions for flaw in kinds.check(one)] == []
    assert {kinds.load(one).kind for one in questions} == set(kinds.KINDS)
    shown = {name for one in questions for name in one}
    for kind in kinds.KINDS.values():
        for field in kind.fields:
            assert field.name.partition(".")[0] in shown | {"if_true"}, (kind.kind, field.name)
