"""An instructor writes a course with a quiz on the web, and a trainee completes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.flows.people import Person
from tests.flows.test_main_job import certificate_of, enrol, sign_in, sign_up

TEXT_EN = """A parcel that arrives broken costs you the client.

## Wrap it

Use **two layers** of paper. Then shake it: nothing may move.

::: note
Keep the box of your last delivery.
:::

::: task
Wrap a cup and drop it from your knee.
:::
"""
TEXT_UR = """ٹوٹا ہوا پارسل کلائنٹ کو دور کر دیتا ہے۔

## لپیٹیں

کاغذ کی **دو تہیں** لگائیں۔ پھر ہلائیں: کچھ نہ ہلے۔

::: note
پچھلی ڈیلیوری کا ڈبہ سنبھال کر رکھیں۔
:::

::: task
ایک پیالی لپیٹیں اور گھٹنے کی اونچائی سے گرائیں۔
:::
"""


def fill(person: Person, **fields: str) -> None:
    for name, value in fields.items():
        person.page.locator(f"#{name}").fill(value)


def submit(person: Person) -> None:
    person.page.locator("main form button.btn:not(.quiet)").first.click()


def write_course(author: Person, slug: str) -> None:
    author.visit("/teach/courses", "teach")
    author.visit("/teach/new-course", "new-course")
    fill(author, title_en="Pack and post", title_ur="پیکنگ اور ڈاک", slug=slug, hours="1")
    fill(author, summary_en="Send what you sell.", summary_ur="جو بیچیں وہ بھیجیں۔")
    fill(author, objectives_en="Wrap a parcel", objectives_ur="پارسل لپیٹنا")
    submit(author)
    author.visit(f"/teach/courses/{slug}/new-module", "new-module")
    fill(author, title_en="Parcels", title_ur="پارسل")
    submit(author)


def write_lesson(author: Person, slug: str, title: tuple[str, str], texts: tuple[str, str]) -> None:
    author.visit(f"/teach/courses/{slug}", "desk")
    author.page.locator("a[href$='/new-lesson']").first.click()
    author.look("new-lesson")
    fill(author, title_en=title[0], title_ur=title[1], minutes="5")
    submit(author)
    fill(author, text_en=texts[0], text_ur=texts[1])
    author.page.locator("button[name=language][value=ur]").click()
    author.look("lesson-preview")
    author.page.locator("button[data-save], main form button.btn:not(.quiet)").first.click()
    author.look("lesson-editor")


def write_quiz(author: Person, slug: str) -> str:
    author.visit(f"/teach/courses/{slug}/new-quiz", "new-quiz")
    fill(author, title_en="Parcels, checked", title_ur="پارسل کی جانچ")
    submit(author)
    key = author.page.url.partition("?")[0].partition("#")[0].rpartition("/")[2]
    question = f"/teach/courses/{slug}/quizzes/{key}/new-question"
    author.visit(f"{question}?kind=true-false", "question-true-false")
    fill(author, text_en="Paper needs two layers.", text_ur="کاغذ کی دو تہیں چاہییں۔")
    author.page.locator("input[name=answer][value=true]").check()
    submit(author)
    author.visit(f"{question}?kind=single-choice", "question-single-choice")
    fill(author, text_en="What may move in the box?", text_ur="ڈبے میں کیا ہل سکتا ہے؟")
    rows = {0: ("Nothing", "کچھ نہیں"), 1: ("Everything", "سب کچھ")}
    for place, (english, urdu) in rows.items():
        fill(author, **{f"choices-{place}-text_en": english, f"choices-{place}-text_ur": urdu})
    author.page.locator("input[name='choices-right'][value='0']").check()
    submit(author)
    author.look("quiz-editor")
    return key


def answer_rightly(trainee: Person) -> None:
    page = trainee.page
    page.locator("a[href*='/quizzes/']").first.click()
    page.locator("form[action$='/attempts'] button").click()
    page.wait_for_url("**/attempts/*")
    expect(page.locator("button[data-next]")).to_be_visible()
    right = [trainee.say("True"), "Nothing", "کچھ نہیں"]
    sets = page.locator("form.attempt fieldset")
    for number in range(sets.count()):
        for text in right:
            label = sets.nth(number).locator("label.choice").filter(has_text=text)
            if label.count():
                label.first.locator("input").check()
        if number < sets.count() - 1:
            page.locator("button[data-next]").click()
    expect(page.locator("[data-saved]")).to_have_text(trainee.say("Saved"))
    page.locator("[data-send]").click()
    page.wait_for_url("**/result*")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_an_instructor_authors_a_course_with_a_quiz_and_a_trainee_completes_it(
    open_phone: Callable[..., Person], language: str
) -> None:
    slug = f"pack-and-post-{language}"
    author = open_phone(language)
    sign_in(author, "kamran")
    author.look("home-instructor")
    write_course(author, slug)
    write_lesson(author, slug, ("Wrap a parcel", "پارسل لپیٹنا"), (TEXT_EN, TEXT_UR))
    key = write_quiz(author, slug)
    last = (
        f"What you learnt.\n\n::: quiz {key}\n:::\n",
        f"آپ نے کیا سیکھا۔\n\n::: quiz {key}\n:::\n",
    )
    write_lesson(author, slug, ("Check yourself", "خود کو جانچیں"), last)
    stranger = open_phone(language)
    stranger.visit(f"/courses/{slug}")
    expect(stranger.page.locator("h1")).to_have_text(stranger.say("This page was not found"))
    author.visit(f"/teach/courses/{slug}/publish", "publish")
    submit(author)

    trainee = open_phone(language)
    sign_up(trainee, contact=f"parcel.{language}@learner.example")
    enrol(trainee, slug)
    trainee.visit(f"/courses/{slug}")
    trainee.page.locator("main a.btn").first.click()
    trainee.page.locator("form[action$='/done'] button").first.click()
    answer_rightly(trainee)
    assert "/c/" in certificate_of(trainee)

    author.visit(f"/teach/courses/{slug}/learners", "learners")
    expect(author.page.locator("tbody tr")).to_have_count(1)
    expect(author.page.locator("tbody")).to_contain_text("100%")
