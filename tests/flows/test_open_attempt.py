"""The script of an open attempt when things go wrong: nothing is lost, and nothing is claimed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Request, expect

from lms.db import now
from tests.flows.knowing import KeyBook
from tests.flows.people import Person
from tests.flows.test_main_job import COURSE, enrol, sign_up
from tests.server import Server

OpenPhone = Callable[..., Person]
QUIZ = f"/courses/{COURSE}/quizzes/account-safety"
numbers = iter(range(1000, 9999))


class AtQuiz:
    """A trainee with an open attempt."""

    def __init__(self, person: Person, contact: str) -> None:
        self.person, self.page, self.contact = person, person.page, contact
        self.book = KeyBook.of(COURSE, person.language)
        self.url = ""

    def begins(self) -> None:
        self.page.goto(QUIZ)
        self.page.locator("form[action$='/attempts'] button").click()
        self.page.wait_for_url("**/attempts/*")
        self.url = self.page.url

    @property
    def sets(self) -> Any:
        return self.page.locator("form.attempt fieldset[data-slot]")

    def answers(self, number: int, right: bool = True) -> None:
        self.goes_to(number)
        self.book.answer(self.page, self.sets.nth(number), right)

    def goes_to(self, number: int) -> None:
        self.page.evaluate(f"location.hash = '#q{number + 1}'")

    def is_told(self, text: str) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text(
            self.person.say(text), timeout=25_000
        )

    def has_trouble(self, text: str) -> None:
        expect(self.page.locator("[data-trouble]")).to_contain_text(self.person.say(text))

    def with_choices(self) -> int:
        """A question with one right choice."""
        kinds = [self.sets.nth(n).locator("input[type=radio]").count() for n in range(8)]
        return next(number for number, count in enumerate(kinds) if count > 2)

    def chosen(self, number: int) -> str:
        return str(self.sets.nth(number).locator("input:checked").get_attribute("value"))

    def answered_at_server(self) -> int:
        """What the server has, asked past the page and what it keeps."""
        text = self.page.context.request.get(self.url.partition("#")[0]).text()
        return int(text.partition("data-meter")[0].rpartition('<progress value="')[2].split('"')[0])

    def kept(self) -> int:
        """How many operations wait on this phone."""
        return int(self.page.evaluate(KEPT))


KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("hunar-outbox");
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => done(0);
  asked.onsuccess = () => {
    const database = asked.result;
    const count = database.transaction("ops").objectStore("ops").count();
    count.onsuccess = () => { database.close(); done(count.result); };
  };
})"""


@pytest.fixture
def trainee(open_phone: OpenPhone) -> AtQuiz:
    person = open_phone("en")
    contact = f"trainee{next(numbers)}@learner.example"
    sign_up(person, contact=contact)
    enrol(person, COURSE)
    one = AtQuiz(person, contact)
    one.begins()
    return one


@pytest.fixture
def deadline(server: Server) -> Iterator[Callable[[float], None]]:
    """Let the time of all open attempts end in so many seconds."""
    engine = sa.create_engine(server.database)

    def put(seconds: float) -> None:
        moment = now() + timedelta(seconds=seconds)
        table = sa.table("attempt", sa.column("deadline_at", sa.DateTime()), sa.column("state"))
        with engine.begin() as connection:
            update = table.update().where(table.c.state == "open")
            connection.execute(update.values(deadline_at=moment))

    yield put
    engine.dispose()


def again(trainee: AtQuiz) -> None:
    """Sign in on this phone again."""
    page = trainee.page
    page.locator("#identifier").fill(trainee.contact)
    page.locator("#password").fill("seven kites over the canal")
    page.locator("main form button").click()


def test_a_whole_attempt_needs_four_requests(trainee: AtQuiz) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in {"document", "fetch"}:
            asked.append(f"{request.method} {request.url}")

    page = trainee.page
    page.goto(QUIZ)
    page.on("request", note)
    page.locator("a[href^='/attempts/']").first.click()
    page.wait_for_url("**/attempts/*")
    for number in range(trainee.sets.count()):
        trainee.answers(number)
    page.locator("[data-send]").click()
    page.wait_for_url("**/result")
    trainee.person.heading("You have passed")
    assert len(asked) <= 4, asked


def test_what_is_not_answered_is_asked_about_before_it_is_sent(trainee: AtQuiz) -> None:
    trainee.answers(0)
    trainee.goes_to(trainee.sets.count() - 1)
    trainee.page.locator("[data-send]").click()
    trainee.person.heading("7 questions have no answer yet")
    trainee.person.look("attempt-check")
    trainee.page.get_by_role("link", name="Question 3", exact=True).click()
    expect(trainee.sets.nth(2)).to_be_visible()
    trainee.page.go_back()
    trainee.person.press("Send them as they are")
    trainee.person.heading("Not passed yet")


def test_an_answer_outlives_a_closed_page(trainee: AtQuiz) -> None:
    page = trainee.page
    page.context.set_offline(True)
    trainee.answers(0)
    trainee.is_told("Kept on this phone, not sent yet")
    expect(page.locator("[data-net]")).to_contain_text("You are offline")
    assert trainee.answered_at_server() == 0
    page.close()
    page.context.set_offline(False)
    trainee.page = trainee.person.page = page.context.new_page()
    trainee.page.goto(trainee.url)
    trainee.is_told("Saved")
    assert trainee.answered_at_server() == 1
    assert trainee.kept() == 0


def test_an_answer_outlives_the_session(trainee: AtQuiz) -> None:
    trainee.answers(0)
    trainee.is_told("Saved")
    trainee.page.context.clear_cookies()
    trainee.answers(1)
    trainee.has_trouble("You have been signed out.")
    trainee.is_told("Kept on this phone, not sent yet")
    trainee.person.look("attempt-signed-out")
    trainee.page.locator("[data-out]").click()
    again(trainee)
    trainee.page.wait_for_url("**/attempts/*")
    trainee.is_told("Saved")
    assert trainee.answered_at_server() == 2


def test_an_answer_outlives_a_token_of_another_session(trainee: AtQuiz) -> None:
    trainee.answers(0)
    trainee.is_told("Saved")
    other = trainee.page.context.new_page()
    trainee.page.context.clear_cookies()
    other.goto("/sign-in")
    page, trainee.page = trainee.page, other
    again(trainee)
    expect(other).to_have_url("/home")
    trainee.page = page
    trainee.answers(1)
    trainee.is_told("Saved")
    assert trainee.answered_at_server() == 2


def test_another_member_on_this_phone_neither_sees_nor_sends_what_waits(
    trainee: AtQuiz, open_phone: OpenPhone
) -> None:
    trainee.page.context.clear_cookies()
    trainee.answers(0)
    trainee.has_trouble("You have been signed out.")
    page = trainee.page
    page.goto("/sign-in")
    page.locator("#identifier").fill("sana@demo.example")
    page.locator("#password").fill("mango-tree-by-the-canal")
    page.locator("main form button").click()
    expect(page).to_have_url("/home")
    answer = page.goto(trainee.url)
    assert answer is not None
    assert answer.status == 404
    assert trainee.kept() == 1


def test_signing_out_leaves_nothing_on_the_phone(trainee: AtQuiz) -> None:
    page = trainee.page
    page.context.set_offline(True)
    trainee.answers(0)
    trainee.is_told("Kept on this phone, not sent yet")
    page.route("**/answers", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/home")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("form[data-sign-out] button").click()
    assert trainee.kept() == 1
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("form[data-sign-out] button").click()
    expect(page.locator("form[data-sign-out]")).to_have_count(0)
    assert trainee.kept() == 0
    assert len(asked) == 2


def test_a_newer_answer_from_another_phone_stays_and_is_told(
    trainee: AtQuiz, open_phone: OpenPhone
) -> None:
    other = open_phone("en")
    other.page.context.add_cookies(trainee.page.context.cookies())
    second = AtQuiz(other, trainee.contact)
    second.url = trainee.url
    other.page.goto(trainee.url)
    choice = second.with_choices()
    for turn in range(3):
        second.answers(choice, right=turn % 2 == 0)
        second.is_told("Saved")
    trainee.answers(choice, right=False)
    trainee.has_trouble("This question was answered on another page or phone")
    newer = second.chosen(choice)
    assert trainee.chosen(choice) != newer
    trainee.page.locator("[data-again]").click()
    trainee.page.wait_for_load_state()
    assert trainee.chosen(choice) == newer


def test_when_the_time_is_up_what_is_there_is_sent(
    trainee: AtQuiz, deadline: Callable[[float], None]
) -> None:
    deadline(12)
    trainee.page.goto(trainee.url)
    expect(trainee.page.locator("[data-clock]")).to_contain_text("Time left:")
    trainee.answers(0)
    trainee.page.wait_for_url("**/result", timeout=20_000)
    trainee.person.heading("Not passed yet")
    trainee.person.sees("1 of 8 marks")


def test_an_answer_after_the_end_is_called_late_and_not_saved(
    trainee: AtQuiz, deadline: Callable[[float], None]
) -> None:
    deadline(-15)  # the seconds of grace are over too
    trainee.answers(0)
    trainee.has_trouble("The time was up before this answer reached us")
    expect(trainee.page.locator("[data-saved]")).to_have_text("")
    trainee.page.locator("[data-again]").click()
    trainee.person.heading("The time is up")
    trainee.person.look("attempt-time-up")
    trainee.person.press("See my result")
    trainee.person.heading("Not passed yet")


def test_nothing_is_called_saved_before_the_server_said_so(trainee: AtQuiz) -> None:
    page: Page = trainee.page
    page.route("**/answers", lambda route: route.fulfill(status=503))
    trainee.answers(0)
    trainee.has_trouble("The service is busy.")
    expect(page.locator("[data-saved]")).not_to_have_text("Saved")
    page.unroute("**/answers")
    trainee.is_told("Saved")
    expect(page.locator("[data-trouble]")).to_be_hidden()
    assert trainee.answered_at_server() == 1


def test_the_keyboard_alone_is_enough(trainee: AtQuiz) -> None:
    page = trainee.page
    for number in range(trainee.sets.count()):
        controls = trainee.sets.nth(number).locator("input:not([type=hidden])")
        controls.first.focus()
        if controls.first.get_attribute("type") in {"radio", "checkbox"}:
            page.keyboard.press("Space")
        else:
            page.keyboard.type("36")
        if number < trainee.sets.count() - 1:
            page.keyboard.press("Enter")
            expect(trainee.sets.nth(number + 1)).to_be_visible()
    assert page.url.startswith(trainee.url.partition("#")[0])
    page.locator("[data-send]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
