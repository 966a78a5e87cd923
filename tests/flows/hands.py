"""Two ways to give an answer: with a pointer, or with the keys alone."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

POSITION = """(list, wanted) =>
    [...list.options].findIndex((option) => option.label === wanted) - list.selectedIndex"""


class Hand(Protocol):
    def tick(self, control: Locator) -> None: ...

    def write(self, control: Locator, text: str) -> None: ...

    def choose(self, control: Locator, label: str) -> None: ...


class Pointer:
    def tick(self, control: Locator) -> None:
        control.check()

    def write(self, control: Locator, text: str) -> None:
        control.click()
        control.fill(text)

    def choose(self, control: Locator, label: str) -> None:
        control.select_option(label=label)


class Keys:
    """Nothing is clicked: controls are reached, then worked by the keys that people press."""

    def __init__(self, page: Page) -> None:
        self.keyboard = page.keyboard

    def tick(self, control: Locator) -> None:
        if not control.is_checked():
            control.focus()
            self.keyboard.press("Space")

    def write(self, control: Locator, text: str) -> None:
        control.focus()
        self.keyboard.press("ControlOrMeta+A")
        self.keyboard.type(text)

    def choose(self, control: Locator, label: str) -> None:
        control.focus()
        steps = control.evaluate(POSITION, label)
        for _ in range(abs(steps)):
            self.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
