"""Texts that try to run a script, read back in a real browser under the policies as sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route

from lms.web.app import App
from lms.web.headers import HEADERS
from tests.security.conftest import SignIn
from tests.security.hostile import EVIL, Shown, pages

SITE = "https://learn.example.org"
INJECTED = """() => [
    ...document.querySelectorAll(
        'img[src="x"], svg[onload], [onerror], [onload], [onclick], [onmouseover], iframe, object,'
        + 'embed, base, meta[http-equiv], script:not([src]), style'
    ),
    ...[...document.querySelectorAll('[href], [action], [formaction]')].filter(
        (e) => !/^(https?|mailto|tel):$/.test(new URL(
            e.getAttribute('href') ?? e.getAttribute('action') ?? e.getAttribute('formaction'),
            location.href,
        ).protocol),
    ),
].map((element) => element.outerHTML.slice(0, 200))"""


class Reader:
    """A browser that is given answers which the app made before."""

    def __init__(self, page: Page, app: App) -> None:
        self.page, self.app = page, app
        self.shown: Shown | None = None
        self.said: list[str] = []
        self.kept: dict[str, Any] = {}
        page.on("dialog", self._asked)
        page.on("console", lambda message: self._heard(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.route("**/*", self._answer)

    def _asked(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # which the page of an attempt asks by itself
            self.said.append(dialog.message)
        dialog.accept()

    def _heard(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.said.append(text)

    def _answer(self, route: Route) -> None:
        if route.request.resource_type in {"stylesheet", "font"}:
            route.fulfill(status=204)  # looks take time, and run nothing
            return
        is_page = route.request.is_navigation_request() and self.shown is not None
        answer = self.shown.answer if is_page and self.shown else self._file(route.request.url)
        route.fulfill(status=200, headers=dict(answer.headers), body=answer.get_data())

    def _file(self, url: str) -> Any:
        if url not in self.kept:
            plain = {"Accept-Encoding": ""}
            with self.app.test_client().get(url.removeprefix(SITE), headers=plain) as answer:
                answer.get_data()
            self.kept[url] = answer
        return self.kept[url]

    def reads(self, shown: Shown) -> list[str]:
        """What ran, what the policy stopped, and what of the text became an element."""
        self.shown, self.said = shown, []
        self.page.goto(f"{SITE}/shown", wait_until="load")
        return [*self.said, *self.page.evaluate(INJECTED)]


@pytest.mark.queries(40)
def test_no_text_of_anyone_runs_a_script_anywhere(
    app: App, sign_in: SignIn, browser: Browser
) -> None:
    hostile: dict[object, Shown] = {}
    for shown in pages(app, sign_in):
        if "alert(" in shown.answer.text:
            hostile.setdefault((shown.url, shown.answer.status, shown.who == "a stranger"), shown)
    assert len(hostile) > 60
    page = browser.new_page(locale="en-GB")
    reader = Reader(page, app)
    wrong = {str(shown): found for shown in hostile.values() if (found := reader.reads(shown))}
    page.close()
    assert wrong == {}


def test_the_reader_would_see_it(app: App, browser: Browser) -> None:
    """Without our escaping and our policy: that the test above can fail at all."""
    page = browser.new_page()
    reader = Reader(page, app)
    for text, seen in ((EVIL, "alert"), ("<a href='javascript:1'>x</a>", "javascript:")):
        answer = app.response_class(f"<!doctype html><title>x</title><p>{text}")
        assert seen in repr(reader.reads(Shown("a stranger", "/", answer)))
    answer.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"]
    answer.set_data(f"<!doctype html><title>x</title><p>{EVIL}")
    assert "Content Security Policy" in repr(reader.reads(Shown("a stranger", "/", answer)))
    page.close()
