"""A quiz with a question of every kind, from its first answer to what an assessor says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.assessments.examples import WHY
from tests.flows import rooms
from tests.flows.hands import Hand, Keys, Pointer
from tests.flows.knowing import ESSAY, FILE, KeyBook
from tests.flows.people import Person
from tests.flows.test_main_job import sign_in, sign_up

OpenPhone = Callable[..., Person]
ASKED = len(rooms.KINDS) - 1  # all but what is only to be read
COMMENT = {
    "en": "A reason I can check. Name the client's gain too.",
    "ur": "دلیل پرکھی جا سکتی ہے۔ کلائنٹ کا فائدہ بھی بتائیں۔",
}


@dataclass
class Sitting:
    """A learner before the quiz with a question of every kind."""

    person: Person
    hands: tuple[Hand, Hand]
    url: str

    @classmethod
    def begun(cls, person: Person) -> Sitting:
        sign_up(person, contact=f"kinds.{person.language}.{person.has_script}@learner.example")
        rooms.enter(person.page, "kinds")
        hands = (Keys(person.page), Pointer())
        turned = hands if person.language == "en" else hands[::-1]
        return cls(person, turned, person.page.url.partition("#")[0])

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def sets(self) -> Locator:
        return self.page.locator("fieldset[data-slot]")

    @property
    def book(self) -> KeyBook:
        return KeyBook(rooms.KINDS, self.person.language)

    def answers(self, number: int) -> str:
        """Rightly, but for the statement; by keys in one language, by pointer in the other."""
        asked = self.sets.nth(number)
        is_statement = asked.locator("input[value=true]").count() == 1
        right = not is_statement or asked.locator(".part").count() > 0
        return self.book.answer(self.page, asked, right, self.hands[number % 2])

    def is_told(self, text: str) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text(
            self.person.say(text), timeout=25_000
        )

    def at_server(self) -> int:
        """How many answers the server has, asked past the page."""
        text = self.page.context.request.get(self.url).text()
        return int(text.partition("data-meter")[0].rpartition('<progress value="')[2].split('"')[0])

    def ref(self) -> str:
        return self.url.rpartition("/")[2]


def answer_all(sitting: Sitting) -> None:
    """Without network but for the file; then the page is closed, and opened with a network."""
    page, person = sitting.page, sitting.person
    for number in range(ASKED):
        expect(sitting.sets.nth(number)).to_be_visible()
        person.eyes.fits(page, f"question {number + 1}")
        is_file = sitting.sets.nth(number).locator("input[type=file]").count() == 1
        if is_file:
            sitting.is_told("Kept on this phone, not sent yet")
            page.context.set_offline(False)
            hand_in(sitting, number)
        else:
            page.context.set_offline(True)
            sitting.answers(number)
        if number < ASKED - 1:
            page.locator("[data-next]").press("Enter")


def hand_in(sitting: Sitting, number: int) -> None:
    """The page loads again with the file on it, and with all that was answered before."""
    sitting.answers(number)
    kept = sitting.sets.nth(number).get_by_text(str(FILE["name"]))
    expect(kept).to_be_visible(timeout=25_000)
    assert sitting.at_server() == number + 1


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_kind_is_answered_saved_marked_and_explained(
    open_phone: OpenPhone, package: None, language: str
) -> None:
    sitting = Sitting.begun(open_phone(language))
    person, page = sitting.person, sitting.page
    page.evaluate("document.querySelector('form.attempt').classList.remove('stepping')")
    person.look("attempt-every-kind")  # all at once
    page.reload()
    answer_all(sitting)

    page.context.set_offline(True)
    expect(page.locator("progress[data-meter]")).to_have_js_property("value", ASKED)
    sitting.is_told("Kept on this phone, not sent yet")
    page.close()
    page.context.set_offline(False)
    person.page = page = page.context.new_page()
    page.goto(sitting.url)
    sitting.is_told("Saved")
    assert sitting.at_server() == ASKED

    last = sitting.sets.last.get_attribute("id")
    page.evaluate("id => { location.hash = id; }", last)
    page.locator("[data-send]").click()
    page.wait_for_url("**/result")
    person.heading("Your answers are sent")
    person.look("result-pending")

    is_marked(open_phone(language), sitting.ref(), COMMENT[language])
    page.reload()
    person.heading("You have passed")
    cards = page.locator("li.card")
    expect(cards.locator(".meta .badge.good")).to_have_count(ASKED - 1)
    wrong = cards.filter(has=page.locator(".meta .badge.bad"))
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text(WHY[language])
    expect(page.get_by_text(COMMENT[language])).to_have_count(2)
    person.sees(ESSAY)
    person.look("result-every-kind")


def is_marked(assessor: Person, ref: str, comment: str) -> None:
    """Both answers of this attempt that wait for a person, with full marks."""
    sign_in(assessor, "nadia")
    page, links = assessor.page, assessor.page.locator(f"main a[href*='/marking/{ref}/']")
    for number in range(2):
        assessor.visit(f"/teach/courses/{rooms.SLUG}/marking", "marking")
        links.nth(number).click()
        page.locator("#mark").fill("1")
        page.locator("#comment").fill(comment)
        assessor.look("marking-answer")
        assessor.press("Save the mark")
        page.wait_for_url("**/marking**")


def test_every_kind_is_answered_by_plain_forms(open_phone: OpenPhone, package: None) -> None:
    sitting = Sitting.begun(open_phone("en", java_script_enabled=False))
    page, person = sitting.page, sitting.person
    for number in range(ASKED):
        sitting.answers(number)
    person.press("Send the chosen file")
    expect(page.get_by_text(str(FILE["name"]))).to_be_visible()
    assert sitting.at_server() == ASKED
    expect(page.locator("textarea")).to_have_value(ESSAY)
    person.press("Send my answers")
    person.heading("Your answers are sent")
    person.sees("An assessor will mark part of your answers.")
    expect(page.locator(".meta .badge.good")).to_have_count(ASKED - 3)
