"""What people do with a phone: read, type, press; in their own language."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.flows.looking import Eyes

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("messages", str(TRANSLATIONS), [language])


@dataclass
class Person:
    """Someone with a phone. Texts are given in English and looked for in the person's language."""

    page: Page
    language: str
    eyes: Eyes
    has_script: bool = True

    def say(self, text: str, **values: object) -> str:
        """The text in the person's language."""
        said = catalogue(self.language).gettext(text)
        return said % values if values else said

    def visit(self, path: str, name: str | None = None) -> None:
        self.page.goto(path)
        if name:
            self.look(name)

    def look(self, name: str) -> None:
        """Have the judges look at the page that is open now."""
        if self.has_script:  # the judges are scripts themselves
            self.eyes.look(self.page, name, self.language)

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(text))

    def link(self, text: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(text))

    def press(self, text: str) -> None:
        self.button(text).first.click()

    def follow(self, text: str) -> None:
        self.link(text).first.click()

    def type(self, label: str, value: str) -> None:
        self.page.get_by_label(self.say(label)).first.fill(value)

    def sees(self, text: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(text, **values)).first).to_be_visible()

    def heading(self, text: str, **values: object) -> None:
        expect(self.page.locator("h1")).to_contain_text(self.say(text, **values))
