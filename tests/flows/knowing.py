"""Somebody who knows the answers: reads them from the course's own files, not from the server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import yaml
from playwright.sync_api import Locator, Page

from tests.flows.hands import Hand, Pointer
from tests.flows.people import catalogue
from tests.server import ROOT

NUMBER = r"([\d,.]+)"
PLACE = re.compile(r"\\\{(\w+)\\\}")
ESSAY = "I measured my hours for a month, and I name a price only after I have read an order twice."
FILE = {"name": "prices.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


class KeyBook:
    """The questions as their author wrote them, and what answers them."""

    def __init__(self, questions: Iterable[Mapping[str, Any]], language: str) -> None:
        self.questions, self.language = list(questions), language

    @classmethod
    def of(cls, slug: str, language: str) -> KeyBook:
        """The book of the quiz of a shipped course."""
        folder = ROOT / "content" / "courses" / slug / "quizzes"
        return cls(yaml.safe_load(next(folder.glob("*.yaml")).read_text())["questions"], language)

    @cached_property
    def facts(self) -> dict[str, str]:
        listed = yaml.safe_load((ROOT / "content" / "facts.yaml").read_text())
        return {fact["key"]: fact["value"] for fact in listed}

    def answer(
        self, page: Page, fieldset: Locator, right: bool = True, hand: Hand | None = None
    ) -> str:
        """Answer one question of the open attempt, rightly or wrongly; its kind."""
        question, drawn = self._find(fieldset.locator(".question[data-text]").inner_text())
        self._answer(fieldset, question, drawn, right, hand or Pointer())
        return str(question["kind"])

    def _answer(
        self,
        asked: Locator,
        question: Mapping[str, Any],
        drawn: dict[str, str],
        right: bool,
        hand: Hand,
    ) -> None:
        match question["kind"]:
            case "single-choice" | "multiple-choice":
                self._choose(asked, question, right, hand)
            case "true-false":
                value = str(question["answer"] is right).lower()
                hand.tick(asked.locator(f"input[value={value}]"))
            case "numeric" | "calculated":
                number = self._number(question, drawn, right)
                hand.write(asked.locator("input[name^=q]"), number)
            case "short-text":
                accepted = [one for one in question["accept"] if isinstance(one, str)]
                words = accepted[0 if self.language == "en" else -1]
                hand.write(asked.locator("input[name^=q]"), words if right else "xyz")
            case "essay":
                hand.write(asked.locator("textarea"), ESSAY if right else "No.")
            case kind:
                assert right, f"nothing wrong is known for {kind}"
                self._answer_parts(asked, question, hand)

    def _answer_parts(self, asked: Locator, question: Mapping[str, Any], hand: Hand) -> None:
        match question["kind"]:
            case "cloze":
                for number, gap in enumerate(question["gaps"], 1):
                    self._fill(asked.get_by_label(self._gap(number), exact=True), gap, hand)
            case "scenario":
                for place, one in enumerate(question["questions"]):
                    part = asked.locator(".part").nth(place)
                    drawn = self._drawn(one, part.locator(".part-text").inner_text())
                    self._answer(part, one, drawn or {}, True, hand)
            case "file-answer":
                asked.locator("input[type=file]").set_input_files(FILE)  # type: ignore[arg-type]
            case _:
                for label, chosen in self._pairs(question).items():
                    hand.choose(asked.get_by_label(label, exact=True), chosen)

    def _pairs(self, question: Mapping[str, Any]) -> dict[str, str]:
        """What is chosen in each list, by the label of the list."""
        match question["kind"]:
            case "matching":
                rows = question["rows"]
                return {self._own(row["prompt"]): self._own(row["match"]) for row in rows}
            case "ordering":
                return {self._own(item): str(n) for n, item in enumerate(question["items"], 1)}
            case "word-bank":
                return {
                    self._gap(n): self._own(word) for n, word in enumerate(question["words"], 1)
                }
            case kind:
                raise AssertionError(f"nobody knows how to answer {kind}")

    def _find(self, legend: str) -> tuple[Mapping[str, Any], dict[str, str]]:
        for question in self.questions:
            if (drawn := self._drawn(question, legend)) is not None:
                return question, drawn
        raise AssertionError(f"no such question in the files: {legend}")

    def _drawn(self, question: Mapping[str, Any], legend: str) -> dict[str, str] | None:
        """The numbers in the question's text as it stands there; None for another question."""
        written = _plain(self._own(question["text"]))
        pattern = PLACE.sub(lambda _: NUMBER, re.escape(written))
        found = re.search(pattern + "$", _plain(legend))
        if found is None:
            return None
        return dict(zip(re.findall(r"\{(\w+)\}", written), found.groups(), strict=True))

    def _choose(self, asked: Locator, question: Mapping[str, Any], right: bool, hand: Hand) -> None:
        for choice in question["choices"]:
            label = asked.locator("label.choice").filter(has_text=self._own(choice["text"]))
            if bool(choice.get("right")) is right:
                hand.tick(label.first.locator("input"))
                if not right:
                    return

    def _number(self, question: Mapping[str, Any], drawn: dict[str, str], right: bool) -> str:
        if not right:
            return "-1"
        values = {name: float(text.replace(",", "").rstrip(".")) for name, text in drawn.items()}
        for name, draw in question.get("draw", {}).items():
            if "fact" in draw:
                values[name] = float(self.facts[draw["fact"]])
        worth = eval(str(question["answer"]), {"__builtins__": {}}, values)  # noqa: S307 - our file
        unit = f" {question['units'][0]}" if question.get("unit_needed") else ""
        return f"{worth:.4f}".rstrip("0").rstrip(".") + unit

    def _fill(self, control: Locator, gap: Mapping[str, Any], hand: Hand) -> None:
        if "choices" in gap:
            hand.choose(control, self._own(gap["choices"][0]))
        elif "accept" in gap:
            hand.write(control, gap["accept"][0 if self.language == "en" else -1].rstrip("*"))
        else:
            hand.write(control, gap["number"])

    def _gap(self, number: int) -> str:
        return catalogue(self.language).gettext("Gap %(number)s") % {"number": number}

    def _own(self, text: Mapping[str, str]) -> str:
        return text[self.language]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).strip()
