"""Texts made to be slow, in the fields of those who write courses: saved or refused at once.

While an author's text is looked at, learners' answers wait behind it for the writer's lock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lms.assessments import kinds
from lms.courses.draft_text import read_texts
from lms.web.app import App

LENGTH = 100_000
MOST_SECONDS = 2.5


@contextmanager
def quickly() -> Iterator[None]:
    """CPU time of this thread, which busy neighbours do not lengthen."""
    began = time.thread_time()
    yield
    assert time.thread_time() - began < MOST_SECONDS


SLOW = {
    "spaces after a name": "::: a x" + " " * (LENGTH - 8) + "x",
    "tabs after a kind": "::: a" + "\t " * (LENGTH // 2) + "!",
    "spaces after a picture": "![](a)" + " " * (LENGTH - 7) + "x",
    "brackets of pictures": "![](" + ")" * (LENGTH - 4),
    "quotes of a caption": '![](a "' + '"' * (LENGTH // 2) + " " * (LENGTH // 2),
    "pictures in a row": "![](a) " * (LENGTH // 7),
    "headings": "## a\n" * (LENGTH // 5),
    "blocks": "::: note\nx\n:::\n" * (LENGTH // 15),
    "facts": "{{fact:a}}" * (LENGTH // 10),
    "facts that never end": "{{fact:" * (LENGTH // 7),
    "fences": "```\n" * (LENGTH // 4),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_lesson_is_parted_into_blocks_at_once(app: App, name: str) -> None:
    with app.test_request_context(), quickly():
        read_texts({"en": SLOW[name], "ur": SLOW[name] + "y"}, ["quiz"])


SPANS = {f"x{n}": {"from": "1.007", "to": "9999.007", "step": "1.01"} for n in range(8)}
FORMULAS = {
    "fractions": "(x0**32/x1**32)+" * 30 + "1",
    "powers": "+".join(["x0**32"] * 70),
    "products": "*".join(f"x{n % 8}" for n in range(120)),
    "quotients": "/".join(f"x{n % 8}" for n in range(120)),
    "sums of quotients": "+".join(f"1/(x{n % 8}+{n})" for n in range(40)),
    "remainders": "%".join(f"x{n % 8}" for n in range(120)),
    "choices": "+".join(["max(x0,x1,x2,x3,x4,x5,x6,x7)"] * 16),
    "roundings": "+".join(["round(x0/x1,32)"] * 30),
    "digits": "*".join(["9" * 90] * 5),
    "brackets": "(" * 245 + "x0" + ")" * 245,
    "signs": "-" * 498 + "1",
    "nonsense": "x0." * 166,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_tried_out_at_once(app: App, name: str) -> None:
    content: dict[str, Any] = {
        "kind": "numeric",
        "text": {"en": "How much?", "ur": "کتنا؟"},
        "answer": FORMULAS[name],
        "draw": SPANS,
    }
    with app.test_request_context(), quickly():
        kinds.check(content)


LONG = 4_000  # what one text of a question may hold
QUESTIONS: dict[str, dict[str, Any]] = {
    "stars": {"kind": "short-text", "accept": ["*a" * 99 + "b"] * 2_000},
    "stars and backslashes": {"kind": "short-text", "accept": ["\\" * 198 + "*"] * 2_000},
    "gaps": {"kind": "cloze", "passage": {"en": "[[1]]" * (LONG // 5)}, "gaps": [{"number": 1}]},
    "gaps that never end": {"kind": "cloze", "passage": {"en": "[[1" * 1_300}, "gaps": []},
    "many rows": {"kind": "matching", "rows": [{"prompt": {"en": "a"}}] * 5_000},
    "many items": {"kind": "ordering", "items": [{"en": "a"}] * 5_000},
    "many words": {"kind": "word-bank", "passage": {"en": "?"}, "words": [{"en": "a"}] * 5_000},
    "questions in questions": {"kind": "scenario", "questions": [{"kind": "scenario"}] * 5_000},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_checked_at_once(app: App, name: str) -> None:
    with app.test_request_context(), quickly():
        kinds.check({"text": {"en": "?"}, **QUESTIONS[name]})
