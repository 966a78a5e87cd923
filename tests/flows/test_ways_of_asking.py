"""Quizzes that go forward only, that help, and that give lost time back; and who looks on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.db import now
from tests.flows import rooms
from tests.flows.people import Person
from tests.flows.test_main_job import sign_in, sign_up
from tests.server import Server

OpenPhone = Callable[..., Person]
numbers = iter(range(1000, 9999))


@pytest.fixture
def begins(package: None, open_phone: OpenPhone) -> Callable[..., Person]:
    """Somebody with an open attempt at one of the quizzes."""

    def begin(key: str, language: str = "en", **options: Any) -> Person:
        person = open_phone(language, **options)
        sign_up(person, contact=f"asked{next(numbers)}@learner.example")
        rooms.enter(person.page, key)
        return person

    return begin


@pytest.fixture
def attempts(server: Server) -> Iterator[Callable[..., None]]:
    """Change all open attempts, as time would: their columns by name."""
    engine = sa.create_engine(server.database)
    names = ("deadline_at", "seen_at", "started_at")
    columns = [sa.column(name, sa.DateTime()) for name in names]
    table = sa.table("attempt", sa.column("state"), *columns)
    ops = sa.table("answer_op", sa.column("received_at", sa.DateTime()))

    def put(**minutes: float) -> None:
        values = {name: now() + timedelta(minutes=many) for name, many in minutes.items()}
        with engine.begin() as connection:
            connection.execute(table.update().where(table.c.state == "open").values(values))
            if "seen_at" in values:
                connection.execute(ops.update().values(received_at=values["seen_at"]))

    yield put
    engine.dispose()


def choose(page: Page, number: int, right: bool = True) -> None:
    page.locator(f"#q{number} label.choice").nth(0 if right else 1).click()


def is_told(person: Person, text: str) -> None:
    expect(person.page.locator("[data-saved]")).to_have_text(person.say(text), timeout=25_000)


def goes_forward(person: Person) -> None:
    """Through all four questions; the page never holds another one than the one that is asked."""
    for number in range(1, 5):
        expect(person.page.locator("fieldset[data-slot]")).to_have_count(1)
        expect(person.page.locator(f"#q{number}")).to_be_visible()
        choose(person.page, number)
        if number < 4:
            person.press("Next question")
            person.page.wait_for_selector(f"#q{number + 1}")
    person.press("Send my answers")
    person.page.wait_for_url("**/result")
    person.heading("You have passed")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_forward_only(begins: Callable[..., Person], language: str) -> None:
    person = begins("forward", language)
    person.look("attempt-forward")
    goes_forward(person)


def test_forward_only_without_script(begins: Callable[..., Person]) -> None:
    goes_forward(begins("forward", java_script_enabled=False))


def test_a_question_is_not_left_without_an_answer_unasked(begins: Callable[..., Person]) -> None:
    person = begins("forward")
    person.press("Next question")
    person.heading("This question has no answer yet")
    person.look("attempt-leave")
    person.press("Go on without an answer")
    person.page.wait_for_selector("#q2")
    person.page.go_back()
    person.page.goto(person.page.url)
    expect(person.page.locator("#q1")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_an_answer_is_checked_and_a_hint_shown(
    begins: Callable[..., Person], language: str
) -> None:
    person = begins("practice", language)
    page, first = person.page, person.page.locator("#q1")
    expect(page.locator("fieldset[data-slot]:visible")).to_have_count(4)
    expect(first).not_to_contain_text("Letters are counted")
    choose(page, 1, right=False)
    first.get_by_role("button", name=person.say("Check my answer")).click()
    expect(first.locator("[data-help]")).to_contain_text(person.say("Wrong"))
    expect(first.locator("[data-help]")).to_contain_text("0.75")
    first.get_by_role("button", name=person.say("Show a hint")).click()
    expect(first.locator("[data-help]")).to_contain_text("Count from 1")
    person.look("attempt-practice")
    choose(page, 1)
    first.get_by_role("button", name=person.say("Check my answer")).click()
    expect(first.locator("[data-help] strong").first).to_be_visible()
    expect(first.locator("[data-help]")).to_contain_text("0.5")
    expect(page.locator("#q2 [data-help]")).not_to_contain_text("Letters are counted")


def test_how_sure_one_is_survives_a_lost_network(begins: Callable[..., Person]) -> None:
    person = begins("cut", "ur")
    page = person.page
    page.context.set_offline(True)
    choose(page, 1)
    page.locator("#c1-3").check()
    is_told(person, "Kept on this phone, not sent yet")
    person.look("attempt-certainty")
    url = page.url
    page.close()
    page.context.set_offline(False)
    person.page = page.context.new_page()
    person.page.goto(url)
    is_told(person, "Saved")
    person.page.reload()
    expect(person.page.locator("#c1-3")).to_be_checked()


def test_time_lost_in_an_outage_comes_back(
    begins: Callable[..., Person], attempts: Callable[..., None]
) -> None:
    person = begins("cut")
    choose(person.page, 1)
    is_told(person, "Saved")
    attempts(started_at=-30, seen_at=-8, deadline_at=2)
    choose(person.page, 1, right=False)
    expect(person.page.locator("[data-told]")).to_contain_text(
        "7 minutes were given back", timeout=25_000
    )
    expect(person.page.locator("[data-clock]")).to_contain_text("8:")


def test_two_pages_of_one_attempt_are_told_of_each_other(begins: Callable[..., Person]) -> None:
    person = begins("cut")
    choose(person.page, 1)
    is_told(person, "Saved")
    second = person.page.context.new_page()
    second.goto(person.page.url)
    second.locator("#q1 label.choice").nth(1).click()
    expect(second.locator("[data-told]")).to_contain_text(
        "also open on another page", timeout=25_000
    )


def test_answers_are_kept_as_a_file_and_handed_in(
    begins: Callable[..., Person], downloads: Path
) -> None:
    person = begins("cut")
    page = person.page
    page.context.set_offline(True)
    choose(page, 1)
    is_told(person, "Kept on this phone, not sent yet")
    person.look("attempt-last-way")
    with page.expect_download() as download:
        person.press("Save my answers as a file")
    file = downloads / "answers.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())["ops"]) == 1
    page.context.set_offline(False)
    page.route("**/answers", lambda route: route.abort())
    url = page.url.partition("#")[0]
    page.goto(f"{url}/hand-in")
    person.look("hand-in")
    page.locator("input[type=file]").set_input_files(file)
    person.press("Hand in")
    person.sees("Quiz cut")
    text = page.context.request.get(url).text()
    assert 'id="q1-1" value="1" checked' in text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_file_is_sent_as_soon_as_it_is_chosen(
    begins: Callable[..., Person], downloads: Path, language: str
) -> None:
    person = begins("files", language)
    page = person.page
    person.look("attempt-file")
    for name, text in (("prices.csv", "gig,price\n"), ("wrong.csv", "\0\0")):
        (downloads / name).write_text(text)
    page.locator("input[type=file]").set_input_files(downloads / "wrong.csv")
    expect(page.locator("[data-progress]")).to_contain_text("csv", timeout=25_000)
    page.locator("input[type=file]").set_input_files(downloads / "prices.csv")
    expect(page.locator("#q1 label.choice")).to_contain_text("prices.csv", timeout=25_000)
    person.look("attempt-file-sent")
    page.locator("#q1 label.choice input").uncheck()
    is_told(person, "Saved")
    page.reload()
    expect(page.locator("#q1 label.choice")).to_have_count(0)


def test_without_script_a_button_sends_the_file(
    begins: Callable[..., Person], downloads: Path
) -> None:
    person = begins("files", java_script_enabled=False)
    (downloads / "prices.csv").write_text("gig,price\n")
    person.page.locator("input[type=file]").set_input_files(downloads / "prices.csv")
    person.press("Send the chosen file")
    expect(person.page.locator("#q1 label.choice")).to_contain_text("prices.csv")


def test_an_instructor_follows_and_adds_time(
    begins: Callable[..., Person], open_phone: OpenPhone
) -> None:
    learner = begins("cut")
    choose(learner.page, 1)
    is_told(learner, "Saved")
    for language in ("en", "ur"):
        office = open_phone(language)
        sign_in(office, "nadia")
        office.visit(f"/teach/courses/{rooms.SLUG}/quizzes/cut/live", "live")
        office.page.locator("table.live th a").first.click()
        office.look("live-attempt")
        office.follow("Add time")
        office.page.locator("#reason").fill("The power was gone in the street")
        office.look("live-extend")
        office.press("Add the time")
        office.sees("The time is added.")
        office.sees("Time was added by staff")
