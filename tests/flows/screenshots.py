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
}


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(running(Path(stack.enter_context(TemporaryDirectory()))))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in wanted or PAGES:
            for language in ("en", "ur"):
                for width in SIZES:
                    take(browser, server, name, language, width)
        browser.close()


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
    if name == "attempt":
        page.locator("form[action$='/attempts'] button, main a[href^='/attempts/']").first.click()
        page.wait_for_url("**/attempts/*")
        page.wait_for_timeout(300)
    page.evaluate("document.fonts.ready")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    if name == "attempt":  # its buttons stick to the end of the screen
        height = SIZES[width]
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
