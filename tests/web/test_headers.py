"""What every answer carries: policies, language, errors in a sentence."""

from __future__ import annotations

import gzip

import pytest
from sqlalchemy.exc import OperationalError

from lms.errors import TooMany
from lms.web.app import App
from lms.web.guards import public
from lms.web.headers import HEADERS
from tests.conftest import Client


@pytest.mark.parametrize("path", ["/", "/healthz", "/no-such-page", "/static/no-such.css"])
def test_every_answer_carries_the_policies(client: Client, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_post_without_a_token_is_refused_with_a_page(client: Client) -> None:
    answer = client.post("/sign-in", data={})
    assert answer.status_code == 400
    assert "<h1>That request was not complete</h1>" in answer.text


def test_the_language_is_asked_for_kept_and_spoken_by_errors(client: Client) -> None:
    answer = client.get("/no-such-page?lang=ur")
    assert '<html lang="ur" dir="rtl">' in answer.text
    assert "language=ur" in answer.headers["Set-Cookie"]
    assert '<html lang="ur" dir="rtl">' in client.get("/no-such-page").text


def test_the_browser_s_language_is_the_first_guess(client: Client) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": "ur-PK,ur;q=0.9"})
    assert 'lang="ur"' in answer.text


def test_a_script_gets_problem_json(client: Client) -> None:
    answer = client.get("/no-such-page", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_long_pages_travel_compressed(client: Client) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<!doctype html>" in gzip.decompress(answer.data)


def test_static_files_come_smaller_and_for_ever(client: Client, app: App) -> None:
    url = app.extensions["assets"].url("css/app.css")
    answer = client.get(url, headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    plain = client.get(url)
    assert len(answer.data) < len(plain.data) / 3
    assert 'url("/static/fonts/nastaliq-ur.' in plain.text


def failing(app: App, path: str, error: Exception) -> None:
    @public
    def view() -> str:
        raise error

    app.add_url_rule(path, path, view)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("a secret detail"), 500),
        (OperationalError("SELECT 1", {}, Exception("gone")), 503),
        (TooMany("Wait a minute.", 60), 429),
    ],
)
def test_what_goes_wrong_is_said_and_betrays_nothing(
    real_app: App, error: Exception, status: int
) -> None:
    failing(real_app, "/failing", error)
    real_app.config["TESTING"] = False
    answer = real_app.test_client().get("/failing")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "secret detail" not in answer.text
    assert (answer.headers.get("Retry-After") is not None) == (status in {429, 503})


def test_the_process_and_the_schema_are_told_apart(client: Client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    # The test's tables were made from the models: no migration has run here.
    assert client.get("/readyz").status_code == 503


def test_a_form_that_is_too_large_is_refused(client: Client) -> None:
    answer = client.send("/sign-in", {"password": "x" * 17_000_000})
    assert answer.status_code == 413
