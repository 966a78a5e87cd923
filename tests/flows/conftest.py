"""A demo installation in processes of its own, a cheap phone, and eyes that look at every page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.flows import rooms
from tests.flows.looking import Eyes
from tests.flows.people import Person
from tests.server import Server, running

PHONE = {"width": 360, "height": 740}
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.fail("no Chromium is installed; bin/test installs it")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", *quiet],
    }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo world, served as `bin/run` does."""
    with running(tmp_path_factory.mktemp("demo")) as one:
        yield one


@pytest.fixture(scope="session")
def package(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A course with a quiz of each way of asking."""
    rooms.load(server, tmp_path_factory.mktemp("ways"))


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eyes]:
    """Looks at pages as they are opened; at the end the HTML validator reads all of them."""
    eyes = Eyes(tmp_path_factory.mktemp("pages"))
    yield eyes
    eyes.validate()


@pytest.fixture
def open_phone(browser: Browser, server: Server, pages: Eyes) -> Iterator[Callable[..., Person]]:
    """A phone of 360 × 740 in somebody's hand: `open_phone("ur")`, with further context options."""
    contexts: list[BrowserContext] = []

    def phone(language: str = "en", **options: Any) -> Person:
        usual = {"base_url": server.url, "viewport": PHONE, "locale": f"{language}-PK"}
        context = browser.new_context(**(usual | options))
        context.set_default_timeout(15_000)
        chosen = {"name": "language", "value": language, "url": server.url}
        context.add_cookies([chosen])  # as a press on the switch in the bar does
        contexts.append(context)
        page: Page = context.new_page()
        return Person(page, language, pages, options.get("java_script_enabled", True))

    yield phone
    for context in contexts:
        context.close()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path
