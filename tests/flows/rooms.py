"""A small course with a quiz of each way of asking, and of every kind, in the demo world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.assessments.examples import EXAMPLES
from tests.server import Server

SLUG = "ways-of-asking"
QUIZZES: dict[str, dict[str, Any]] = {
    "forward": {"navigation": "sequential", "time_limit": 20},
    "practice": {"mode": "practice", "display": "all", "certainty": False},
    "files": {},
    "cut": {"time_limit": 20, "outage_cap": 10, "certainty": True},
    "kinds": {"title": {"en": "Your first order", "ur": "آپ کا پہلا آرڈر"}},
}


def _both(text: str) -> dict[str, str]:
    return {"en": text, "ur": f"{text} ہے"}


FILE = {
    "key": "price-list",
    "kind": "file-answer",
    "text": _both("Hand in your price list."),
    "accept": ["csv"],
    "most": 2,
}
KINDS = [{"key": kind, **content} for kind, content in EXAMPLES.items()]
OWN = {"files": [FILE], "kinds": KINDS}


def _choice(text: str, right: bool) -> dict[str, Any]:
    return {"text": _both(text), "right": right, "feedback": _both(f"Why {text.lower()}")}


def _questions(quiz: str, count: int) -> list[dict[str, Any]]:
    return [
        {
            "key": f"{quiz}-{n}",
            "kind": "single-choice",
            "text": _both(f"Which letter is number {n}?"),
            "choices": [_choice(f"Right {n}", True), _choice(f"Wrong {n}", False)],
            "feedback": _both(f"Letters are counted from {n}"),
            "hints": [_both(f"Count from {n}")],
        }
        for n in range(1, count + 1)
    ]


def load(server: Server, folder: Path) -> None:
    """Write the package and load it; loading again changes nothing."""
    course = folder / "course"
    (course / "lessons").mkdir(parents=True)
    (course / "quizzes").mkdir()
    lessons = [{"key": f"do-{key}", "minutes": 5, "title": _both(f"Do {key}")} for key in QUIZZES]
    outline = [{"key": "all", "title": _both("All"), "lessons": lessons}]
    said = {
        "slug": SLUG,
        "track": "skills",
        "title": _both("Ways of asking"),
        "summary": _both("Each in its own way."),
        "objectives": [_both("Be asked")],
        "hours": 1,
        "modules": outline,
    }
    (course / "course.yaml").write_text(json.dumps(said, ensure_ascii=False))
    for key, rules in QUIZZES.items():
        questions = OWN.get(key) or _questions(key, 4)
        quiz = {"key": key, "title": _both(f"Quiz {key}"), "shuffle": False, **rules}
        file = course / "quizzes" / f"{key}.yaml"
        file.write_text(json.dumps(quiz | {"questions": questions}, ensure_ascii=False))
        for language in ("en", "ur"):
            text = f"Read, then do it.\n\n::: quiz {key}\n:::\n"
            (course / "lessons" / f"do-{key}.{language}.md").write_text(text)
    server.lms("content", "load", str(course))


def enter(page: Page, key: str) -> None:
    """Enrol the learner who is signed in, and begin this quiz."""
    page.goto(f"/courses/{SLUG}")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    if (sure := page.locator("main form input[type=checkbox]")).count():  # of the name
        sure.check()
        page.locator("main form button").first.click()
    begin(page, SLUG, key)


def begin(page: Page, slug: str, key: str) -> None:
    """Open an attempt."""
    page.goto(f"/courses/{slug}/quizzes/{key}")
    page.locator("form[action$='/attempts'] button").click()
    page.wait_for_url("**/attempts/*")
