"""An instructor builds a bank and a quiz from it, and gives one learner more time."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.flows.conftest import PHONE
from tests.flows.people import Person
from tests.flows.test_authoring import fill, submit, write_course, write_lesson
from tests.flows.test_main_job import PASSWORD, enrol, sign_in

OpenPhone = Callable[..., Person]
SLUG = "what-a-fee-takes"
COURSE = f"/teach/courses/{SLUG}"
DESK = {"width": 1280, "height": 800}
LEARNERS = {"slow": "Naila Aziz", "quick": "Omar Farooq"}


def keep_bank(author: Person) -> None:
    """Two categories, one within the other, and a question in each."""
    author.visit(f"{COURSE}/bank/categories")
    fill(author, title_en="Money", title_ur="پیسے")
    author.press("Add the category")
    author.page.locator("a[href$='#new']").click()  # within the first
    fill(author, title_en="Fees", title_ur="فیس")
    author.press("Add the category")
    author.look("bank-categories")
    expect(author.page.locator(".depth-1")).to_contain_text("Fees")
    author.visit(f"{COURSE}/bank/new-question?kind=single-choice&category=money")
    fill(author, text_en="Who keeps a fee?", text_ur="فیس کون رکھتا ہے؟", tags="people")
    rows = {0: ("The market", "مارکیٹ"), 1: ("Your cousin", "آپ کا کزن")}
    for place, (english, urdu) in rows.items():
        fill(author, **{f"choices-{place}-text_en": english, f"choices-{place}-text_ur": urdu})
    author.page.locator("#choices-0-right").check()
    submit(author)
    author.visit(f"{COURSE}/bank/new-question?kind=true-false&category=money/fees")
    fill(author, text_en="A fee is a cost.", text_ur="فیس بھی خرچ ہے۔", tags="fees, costs")
    author.page.locator("input[name=answer][value=true]").check()
    submit(author)
    author.visit(f"{COURSE}/bank")
    expect(author.page.locator(".bank-row")).to_have_count(2)
    author.look("bank")
    author.page.locator(".shelves a").filter(has_text="Fees").click()
    expect(author.page.locator(".bank-row")).to_have_count(1)


def build_quiz(author: Person) -> str:
    """A heading, a question by its name, one drawn by a tag; the address of its desk."""
    author.visit(f"{COURSE}/new-quiz")
    fill(author, title_en="Fees, checked", title_ur="فیس کی جانچ")
    submit(author)
    desk = author.page.url.partition("?")[0].partition("#")[0]
    author.visit(f"{desk}/new-heading", "quiz-heading")
    fill(author, title_en="Who and what", title_ur="کون اور کیا")
    author.press("Save the heading")
    author.visit(f"{desk}/choose?q=keeps", "quiz-choose")
    author.page.get_by_label("Who keeps a fee?").check()
    author.press("Put those ticked into the quiz")
    author.visit(f"{desk}/new-draw")
    fill(author, take="1", tags="fees")
    expect(author.page.locator("[data-fits]")).to_contain_text("1 question fits.")
    author.look("quiz-draw")
    author.press("Save the draw")
    expect(author.page.locator(".quiz-lines > li")).to_have_count(3)
    author.look("quiz-editor-lines")
    return desk


def set_time(author: Person, desk: str, minutes: int) -> None:
    author.visit(f"{desk}/access", "quiz-access")
    fill(author, time_limit=str(minutes))
    author.press("See what this changes")
    expect(author.page.locator("table.changes")).to_contain_text(str(minutes))
    author.look("quiz-access-preview")
    author.press("Save, and let it hold from now on")
    expect(author.page.locator("#time_limit")).to_have_value(str(minutes))


def try_it(author: Person, desk: str) -> None:
    author.visit(f"{desk}/try")
    author.page.get_by_label("The market").check()
    author.page.locator("input[value=true]").check()
    author.look("quiz-try")
    author.press("See what this would win")
    expect(author.page.locator("main .badge.good")).to_have_count(4)
    author.look("quiz-tried")


def give_time(author: Person, desk: str, name: str, minutes: int) -> None:
    author.visit(f"{desk}/access")
    author.follow("Make an exception")
    author.page.locator("#q").fill(name)
    author.press("Find")
    author.look("exception-whom")
    author.page.get_by_role("link", name=name).click()
    fill(author, extra_minutes=str(minutes), reason="She reads with a screen reader")
    author.look("exception")
    author.press("See what this changes")
    author.look("exception-preview")
    author.press("Save, and let it hold from now on")
    expect(author.page.locator(".exceptions")).to_contain_text(name)
    expect(author.page.locator(".exceptions")).to_contain_text("She reads with a screen reader")
    author.look("quiz-access-exceptions")


def joined(learner: Person, who: str) -> Person:
    learner.page.goto("/sign-up")
    fill(learner, name=LEARNERS[who], contact=f"{who}.reader@learner.example", password=PASSWORD)
    learner.page.locator("#accept").check()
    submit(learner)
    expect(learner.page).to_have_url("/home")
    enrol(learner, SLUG)
    return learner


def has_minutes(learner: Person, key: str, minutes: int) -> None:
    """The learner begins; the page of the quiz and the clock of the attempt name the same time."""
    page = learner.page
    page.goto(f"/courses/{SLUG}/quizzes/{key}")
    expect(page.locator("dl.facts")).to_contain_text(f"{minutes} minutes")
    page.locator("form[action$='/attempts'] button").click()
    page.wait_for_url("**/attempts/*")
    left = int(page.locator("form.attempt").get_attribute("data-seconds") or 0)
    assert (minutes - 2) * 60 < left <= minutes * 60
    expect(page.locator("[data-clock]")).to_contain_text("Time left:")
    expect(page.locator(".section-head")).to_have_text("Who and what")


def test_a_quiz_from_the_bank_gives_one_learner_more_time(open_phone: OpenPhone) -> None:
    author = open_phone("en", viewport=DESK)
    sign_in(author, "kamran")
    write_course(author, SLUG)
    keep_bank(author)
    desk = build_quiz(author)
    key = desk.rpartition("/")[2]
    set_time(author, desk, 30)
    try_it(author, desk)
    shown = f"Answer.\n\n::: quiz {key}\n:::\n"
    write_lesson(author, SLUG, ("Check yourself", "خود کو جانچیں"), (shown, shown))
    author.visit(f"{COURSE}/publish")
    submit(author)

    slow, quick = joined(open_phone("en"), "slow"), joined(open_phone("en"), "quick")
    author.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    give_time(author, desk, LEARNERS["slow"], 15)
    has_minutes(slow, key, 45)
    has_minutes(quick, key, 30)
    author.visit(f"{desk}/live")
    expect(author.page.locator("table.live tbody tr")).to_have_count(2)
