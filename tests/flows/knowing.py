"""Somebody who knows the answers: reads them from the course's own files, not from the server."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import yaml
from playwright.sync_api import Locator, Page

from tests.server import ROOT

NUMBER = r"([\d,.]+)"
PLACE = re.compile(r"\\\{(\w+)\\\}")


class KeyBook:
    """The quiz of a shipped course, as its author wrote it."""

    def __init__(self, slug: str, language: str) -> None:
        self.language = language
        folder = ROOT / "content" / "courses" / slug / "quizzes"
        self.quiz = yaml.safe_load(next(folder.glob("*.yaml")).read_text())

    @cached_property
    def facts(self) -> dict[str, str]:
        listed = yaml.safe_load((ROOT / "content" / "facts.yaml").read_text())
        return {fact["key"]: fact["value"] for fact in listed}

    def answer(self, page: Page, fieldset: Locator, right: bool = True) -> None:
        """Answer one question of the open attempt, rightly or wrongly."""
        question, drawn = self._find(fieldset.locator("[data-text]").inner_text())
        match question["kind"]:
            case "single-choice" | "multiple-choice":
                self._choose(fieldset, question, right)
            case "true-false":
                value = str(question["answer"] is right).lower()
                fieldset.locator(f"input[value={value}]").check()
            case "numeric" | "calculated":
                fieldset.locator("input[name^=q]").fill(self._number(question, drawn, right))
            case "short-text":
                words = question["accept"][0 if self.language == "en" else -1]
                fieldset.locator("input[name^=q]").fill(words if right else "xyz")

    def _find(self, legend: str) -> tuple[dict[str, Any], dict[str, str]]:
        shown = _plain(legend)
        for question in self.quiz["questions"]:
            pattern = PLACE.sub(
                lambda _: NUMBER, re.escape(_plain(question["text"][self.language]))
            )
            names = re.findall(r"\{(\w+)\}", question["text"][self.language])
            if found := re.search(pattern + "$", shown):
                return question, dict(zip(names, found.groups(), strict=True))
        raise AssertionError(f"no such question in the files: {legend}")

    def _choose(self, fieldset: Locator, question: dict[str, Any], right: bool) -> None:
        for choice in question["choices"]:
            label = fieldset.locator("label.choice").filter(has_text=choice["text"][self.language])
            if bool(choice["right"]) is right:
                label.first.locator("input").check()
                if not right:
                    return

    def _number(self, question: dict[str, Any], drawn: dict[str, str], right: bool) -> str:
        if not right:
            return "-1"
        values = {name: float(text.replace(",", "").rstrip(".")) for name, text in drawn.items()}
        for name, draw in question.get("draw", {}).items():
            if "fact" in draw:
                values[name] = float(self.facts[draw["fact"]])
        worth = eval(str(question["answer"]), {"__builtins__": {}}, values)  # noqa: S307 - our file
        return f"{worth:.4f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).strip()
