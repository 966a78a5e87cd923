"""Pictures of the main pages, in both languages and both widths, taken from a demo world."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from lms.cli.demo import PASSWORD
from tests.flows import rooms
from tests.flows.hands import Pointer
from tests.flows.knowing import KeyBook
from tests.server import ROOT, Server, running

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {360: 740, 1280: 800}
TALLEST = 2400  # pixels; a long lesson goes on below
COURSE = "/courses/freelance-skills"
PAGES = {
    "welcome": ("", "/"),
    "courses": ("", "/courses"),
    "course": ("sana", COURSE),
    "lesson": ("sana", f"{COURSE}/lessons/demand-and-price"),
    "quiz": ("bilal", f"{COURSE}/quizzes/choose-a-service"),
    "attempt": ("usman", "/courses/financial-literacy/quizzes/irregular-income-budget"),
    "home": ("sana", "/home"),
    "record": ("sana", "/record"),
    "certificate": ("", "certificate"),
    "verify": ("", "/verify"),
    "sign-up": ("", "/sign-up"),
    "members": ("nadia", "/members?q=sana"),
    "audit": ("nadia", "/audit"),
    "desk": ("kamran", f"/teach{COURSE}"),
    "editor": ("kamran", f"/teach{COURSE}/lessons/demand-and-price"),
    "learners": ("kamran", f"/teach{COURSE}/learners"),
    "gaps": ("mehwish", f"/courses/{rooms.SLUG}/quizzes/kinds"),
    "bank": ("kamran", f"/teach{COURSE}/bank"),
    "quiz-editor": ("kamran", f"/teach{COURSE}/quizzes/choose-a-service"),
    "live": ("kamran", f"/teach{COURSE}/quizzes/choose-a-service/live"),
}
ATTEMPTS = {"attempt": "", "gaps": "q9"}  # the question that is shown
LOOKED_AT = {
    "hira": 3,
    "zainab": 0,
    "faizan": 6,
}  # who is at the quiz that is looked at, and how far


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(running(Path(stack.enter_context(TemporaryDirectory()))))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        names = wanted or list(PAGES)
        prepare(browser, server, names, Path(stack.enter_context(TemporaryDirectory())))
        for name in names:
            for language in ("en", "ur"):
                for width in SIZES:
                    take(browser, server, name, language, width)
        browser.close()


def prepare(browser: Browser, server: Server, names: list[str], folder: Path) -> None:
    """Have the attempts open that pages show."""
    if "gaps" in names:
        rooms.load(server, folder)
        page = browser.new_context(base_url=server.url).new_page()
        sign_in(page, "mehwish")
        rooms.enter(page, "kinds")
    if "live" in names:
        for who, answered in LOOKED_AT.items():
            sit(browser.new_context(base_url=server.url).new_page(), who, answered)


def sit(page: Page, who: str, answered: int) -> None:
    """Begin the quiz that is looked at, and answer the first of its questions."""
    sign_in(page, who)
    rooms.begin(page, COURSE.rpartition("/")[2], "choose-a-service")
    book, asked = KeyBook.of("freelance-skills", "en"), page.locator("fieldset[data-slot]")
    for number in range(answered):
        book.answer(page, asked.nth(number), hand=Pointer())
        page.locator("[data-next]").click()
    if answered:
        page.wait_for_function("() => document.querySelector('.saved').textContent === 'Saved'")


def take(browser: Browser, server: Server, name: str, language: str, width: int) -> None:
    who, path = PAGES[name]
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": width, "height": SIZES[width]},
        locale=f"{language}-PK",
    )
    context.add_cookies([{"name": "language", "value": language, "url": server.url}])
    page = context.new_page()
    if who:
        sign_in(page, who)
    page.goto(certificate_path(server) if path == "certificate" else path)
    if name in ATTEMPTS:
        page.locator("form[action$='/attempts'] button, main a[href^='/attempts/']").first.click()
        page.wait_for_url("**/attempts/*")
        page.evaluate("id => { location.hash = id; }", ATTEMPTS[name])
        page.wait_for_timeout(300)
    page.evaluate("document.fonts.ready")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    if name in ATTEMPTS:  # its buttons stick to the end of the screen
        height = SIZES[width]
    else:  # what sticks to the end of the screen stands at the end of the picture
        page.set_viewport_size({"width": width, "height": height})
    page.screenshot(
        path=FOLDER / f"{name}.{language}.{width}.jpg",
        type="jpeg",
        quality=72,
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
    )
    context.close()
    print(f"{name}.{language}.{width}.jpg")  # noqa: T201 - progress


def sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in")
    page.fill("#identifier", f"{who}@demo.example")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/home")


def certificate_path(server: Server) -> str:
    said = (server.var / "server.log").read_text()
    found = re.search(r"/c/[0-9A-Z]{26}", said)
    if found is None:
        raise RuntimeError("the demo has no certificate")
    return found[0]


if __name__ == "__main__":
    main(sys.argv[1:])
