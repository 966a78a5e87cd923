"""An instructor orders the lines of a quiz by keyboard, by drag and without script, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.flows.people import Person
from tests.flows.test_main_job import sign_in

QUIZ = "/teach/courses/freelance-skills/quizzes/choose-a-service"


def order(person: Person) -> list[str | None]:
    lines = person.page.locator("[data-line]")
    return [lines.nth(at).get_attribute("data-line") for at in range(lines.count())]


def saved_order(person: Person) -> list[str | None]:
    person.visit(QUIZ)
    return order(person)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_lines_are_moved_with_the_arrow_keys_and_the_new_place_is_said(
    open_phone: Callable[..., Person], language: str
) -> None:
    author = open_phone(language)
    sign_in(author, "kamran")
    author.visit(QUIZ, "quiz-desk")
    before = order(author)
    handle = author.page.locator(".handle").nth(0)
    expect(handle).to_have_attribute(
        "aria-label", author.say("Move line %(number)s with the arrow keys", number="1")
    )
    handle.focus()
    author.page.keyboard.press("ArrowDown")
    status = author.page.locator("[data-order-status]")
    moved = author.say("Now line %(number)s of %(all)s", number="2", all=str(len(before)))
    expect(status).to_have_text(moved)
    focused = "document.activeElement.closest('[data-line]').dataset.line"
    assert author.page.evaluate(focused) == before[0]
    expect(status).to_have_text(author.say("The order is saved."))
    assert saved_order(author) == [before[1], before[0], *before[2:]]
    author.page.locator(".handle").nth(1).focus()
    author.page.keyboard.press("Home")
    expect(status).to_have_text(author.say("The order is saved."))
    assert saved_order(author) == before


def test_lines_are_dragged_to_their_place(open_phone: Callable[..., Person]) -> None:
    author = open_phone("en")
    sign_in(author, "kamran")
    author.visit(QUIZ)
    before = order(author)
    page = author.page
    page.locator("[data-line]").nth(1).scroll_into_view_if_needed()
    page.locator(".handle").nth(0).scroll_into_view_if_needed()
    from_box = page.locator(".handle").nth(0).bounding_box()
    to_box = page.locator("[data-line]").nth(1).bounding_box()
    assert from_box is not None
    assert to_box is not None
    page.mouse.move(from_box["x"] + 10, from_box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to_box["x"] + 20, to_box["y"] + to_box["height"] - 4, steps=6)
    page.mouse.up()
    expect(page.locator("[data-order-status]")).to_have_text("The order is saved.")
    assert saved_order(author)[:2] == [before[1], before[0]]
    page.locator("[data-line]").nth(1).locator("button[value=up]").click()
    assert saved_order(author) == before


def test_an_order_that_was_overtaken_is_told_and_changes_nothing(
    open_phone: Callable[..., Person],
) -> None:
    author, other = open_phone("en"), open_phone("en")
    for person in (author, other):
        sign_in(person, "kamran")
        person.visit(QUIZ)
    before = order(author)
    other.page.locator("[data-line]").nth(0).locator("button[value=down]").click()
    author.page.locator(".handle").nth(2).focus()
    author.page.keyboard.press("Home")
    trouble = author.page.locator("[data-order-trouble]")
    expect(trouble).to_contain_text("Somebody else changed this")
    assert saved_order(author) == [before[1], before[0], *before[2:]]
    author.page.locator("[data-line]").nth(1).locator("button[value=up]").click()
    assert saved_order(author) == before


def test_a_draw_says_while_it_is_filled_in_how_many_questions_fit(
    open_phone: Callable[..., Person],
) -> None:
    author = open_phone("en")
    sign_in(author, "kamran")
    author.visit(f"{QUIZ}/new-draw", "draw-editor")
    author.page.locator("#tags").fill("no-such-tag")
    expect(author.page.locator("[data-fits]")).to_have_text("0 questions fit.")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_of_the_desk_is_sound(open_phone: Callable[..., Person], language: str) -> None:
    author = open_phone(language)
    sign_in(author, "kamran")
    for name in ("settings", "access", "choose", "new-heading", "new-exception", "try?seed=5"):
        author.visit(f"{QUIZ}/{name}", f"quiz-{name.partition('?')[0]}")
    author.page.locator("form.trying button.btn").last.click()
    author.look("quiz-tried")
    author.visit(f"{QUIZ}/access")
    author.page.locator("#time_limit").fill("7")
    author.page.locator("form.rules button.btn").last.click()
    author.look("quiz-access-preview")
    author.visit("/teach/courses/freelance-skills/groups", "groups")
    author.visit("/teach/courses/freelance-skills/new-group", "new-group")
