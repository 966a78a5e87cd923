"""The main job: learn, be graded, be certified, be believed, until it is revoked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.flows.knowing import KeyBook
from tests.flows.people import Person

COURSE = "platform-onboarding"
PASSWORD = "seven kites over the canal"
DEMO_PASSWORD = "mango-tree-by-the-canal"
PEOPLE = {
    "en": ("Amna Rafiq", "", "0345 1112223"),
    "ur": ("Rabia Noor", "رابعہ نور", "0345 1112224"),
}


def sign_up(person: Person, contact: str | None = None) -> None:
    name, name_ur, mobile = PEOPLE[person.language]
    person.visit("/", "welcome")
    person.follow("Sign up, it is free")
    person.look("sign-up")
    person.page.locator("#name").fill(name)
    person.page.locator("#name_ur").fill(name_ur)
    person.page.locator("#contact").fill(contact or mobile)
    person.page.locator("#password").fill(PASSWORD)
    person.page.locator("#accept").check()
    person.page.locator("main form button").click()
    expect(person.page).to_have_url("/home")
    person.look("home-new")


def sign_in(person: Person, who: str) -> None:
    person.visit("/sign-in", "sign-in")
    person.page.locator("#identifier").fill(f"{who}@demo.example")
    person.page.locator("#password").fill(DEMO_PASSWORD)
    person.page.locator("main form button").click()
    expect(person.page).to_have_url("/home")


def enrol(person: Person, slug: str) -> None:
    person.visit("/courses", "catalogue")
    person.page.locator(f"a[href='/courses/{slug}']").click()
    person.look("course")
    person.page.locator("main form button").first.click()
    person.look("confirm-name")
    person.page.locator("main input[type=checkbox]").check()
    person.page.locator("main form button").first.click()


def read_lessons(person: Person, slug: str) -> None:
    """Read and mark lessons until the one with the quiz."""
    person.visit(f"/courses/{slug}")
    person.page.locator("main a.btn").first.click()
    while person.page.locator("a[href*='/quizzes/']").count() == 0:
        person.look("lesson")
        person.page.locator("form[action$='/done'] button").first.click()
        person.page.wait_for_load_state()
    person.look("lesson-quiz")


def take_quiz(person: Person, slug: str, right: bool) -> None:
    page, book = person.page, KeyBook.of(slug, person.language)
    page.locator("a[href*='/quizzes/']").first.click()
    person.look("quiz")
    page.locator("form[action$='/attempts'] button").click()
    page.wait_for_url("**/attempts/*")
    if person.has_script:
        expect(page.locator("button[data-next]")).to_be_visible()
    person.look("attempt")
    sets = page.locator("form.attempt fieldset")
    for number in range(sets.count()):
        book.answer(page, sets.nth(number), right)
        if person.has_script and number < sets.count() - 1:
            page.locator("button[data-next]").click()
    if person.has_script:
        expect(page.locator("[data-saved]")).to_have_text(person.say("Saved"))
    page.locator("[data-send]").click()
    page.wait_for_url("**/result*")
    person.look("result-passed" if right else "result-failed")


def qr_of(pdf: Path) -> str:
    """What a foreign decoder reads off the printed page."""
    picture = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", pdf, picture], check=True)
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", f"{picture}.png"],
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def certificate_of(person: Person) -> str:
    """Follow the record to the newest certificate and wait until its PDF is made."""
    person.visit("/record", "record")
    person.page.locator("ul.lines a").first.click()
    for _ in range(60):
        if person.page.locator("a[href$='.pdf']").count():
            break
        person.page.wait_for_timeout(500)
        person.page.reload()
    person.look("certificate-own")
    return person.page.url


@pytest.mark.postgresql
@pytest.mark.parametrize("language", ["en", "ur"])
def test_learn_be_graded_be_certified_be_believed(
    open_phone: Callable[..., Person], downloads: Path, language: str
) -> None:
    trainee = open_phone(language)
    sign_up(trainee)
    enrol(trainee, COURSE)
    read_lessons(trainee, COURSE)
    take_quiz(trainee, COURSE, right=False)
    trainee.visit(f"/courses/{COURSE}")
    read_lessons(trainee, COURSE)
    take_quiz(trainee, COURSE, right=True)
    address = certificate_of(trainee)

    with trainee.page.expect_download() as started:
        trainee.page.evaluate(
            "url => { const a = document.createElement('a'); a.href = url; a.download = '';"
            " document.body.append(a); a.click(); }",
            f"{address.partition('?')[0]}.pdf",
        )
    pdf = downloads / "certificate.pdf"
    started.value.save_as(pdf)
    assert pdf.stat().st_size <= 60 * 1024
    assert qr_of(pdf) == address.partition("?")[0]

    employer = open_phone(language)
    employer.visit(qr_of(pdf), "certificate")
    employer.heading("This certificate is valid")
    employer.sees(PEOPLE[language][0])
    number = employer.page.locator("bdi[lang=en]", has_text="-").first.inner_text()
    employer.visit("/verify", "verify")
    employer.page.locator("#q").fill(number.lower())
    employer.page.locator("main form button").click()
    employer.heading("This certificate is valid")

    coordinator = open_phone(language)
    sign_in(coordinator, "nadia")
    coordinator.look("home-office")
    coordinator.visit(f"/certificates?q={number}", "certificates")
    coordinator.page.locator("main table a").first.click()
    coordinator.page.locator("a[href$='/revoke']").click()
    coordinator.look("revoke")
    coordinator.page.locator("#reason").fill("Issued to the wrong person by mistake.")
    coordinator.page.locator("main form button").first.click()
    coordinator.heading("This certificate was revoked")

    employer.page.reload()
    employer.heading("This certificate was revoked")
    employer.sees("Issued to the wrong person by mistake.")
    employer.look("certificate-revoked")
    coordinator.visit("/audit", "audit")
    coordinator.sees("Issued to the wrong person by mistake.")


def test_the_trainee_s_story_without_script(open_phone: Callable[..., Person]) -> None:
    trainee = open_phone("en", java_script_enabled=False)
    sign_up(trainee, contact="amna.without.script@learner.example")
    enrol(trainee, COURSE)
    read_lessons(trainee, COURSE)
    take_quiz(trainee, COURSE, right=True)
    trainee.visit("/record")
    expect(trainee.page.locator("ul.lines a")).to_have_count(1)


def test_nine_answers_given_without_a_network_arrive_when_it_is_back(
    open_phone: Callable[..., Person],
) -> None:
    trainee = open_phone("ur")
    sign_up(trainee, contact="offline@learner.example")
    enrol(trainee, COURSE)
    read_lessons(trainee, COURSE)
    page, book = trainee.page, KeyBook.of(COURSE, "ur")
    page.locator("a[href*='/quizzes/']").first.click()
    page.locator("form[action$='/attempts'] button").click()
    page.wait_for_url("**/attempts/*")
    sets = page.locator("form.attempt fieldset")
    saved = page.locator("[data-saved]")
    book.answer(page, sets.nth(0))
    expect(saved).to_have_text(trainee.say("Saved"))

    page.context.set_offline(True)
    for number in range(1, sets.count()):
        page.locator("button[data-next]").click()
        book.answer(page, sets.nth(number))
    book.answer(page, sets.nth(sets.count() - 1), right=False)  # changed one's mind, twice
    book.answer(page, sets.nth(sets.count() - 1))
    expect(saved).to_have_text(trainee.say("Kept on this phone, not sent yet"))
    trainee.look("attempt-offline")

    page.context.set_offline(False)
    expect(saved).to_have_text(trainee.say("Saved"), timeout=20_000)
    other = open_phone("ur")  # the server alone knows what another phone shows
    other.page.context.add_cookies(page.context.cookies())
    other.visit(page.url.partition("#")[0])
    answered = other.page.locator("progress[data-meter]").get_attribute("value")
    assert int(answered or 0) == sets.count()
