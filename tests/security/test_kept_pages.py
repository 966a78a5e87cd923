"""What one visitor sends is never what another one is shown, though pages are kept."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from lms.certificates.models import Certificate
from lms.db import db
from lms.web.app import App
from tests.conftest import Client
from tests.factories import make_certificate, make_member
from tests.security.conftest import SignIn
from tests.security.town import Town, build

CANARY = "canary-9d41"
LANGUAGES = ("en", "ur")


@pytest.fixture
def certificate(app: App) -> Certificate:
    return make_certificate()


def forget_pages(app: App) -> None:
    """As in a process that has just started."""
    app.extensions.pop("certificate-frames", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_query_of_the_first_visitor_stands_on_no_page_of_the_next(
    app: App, certificate: Certificate, language: str
) -> None:
    forget_pages(app)
    url = f"/c/{certificate.code}"
    assert app.test_client().get(f"{url}?lang={language}&from={CANARY}").status_code == 200
    assert CANARY not in app.test_client().get(f"{url}?lang={language}").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "application/problem+json"},
        {"Accept": "application/JSON"},
        {"Accept": "application/*"},
        {"Accept": CANARY},
        {"Accept-Language": f"ur;q=0.1, {CANARY}"},
        {"User-Agent": CANARY},
        {"Host": f"{CANARY}.example.org"},
        {"X-Forwarded-Host": f"{CANARY}.example.org", "X-Forwarded-Proto": "http"},
        {"Cookie": f"language={CANARY}; other={CANARY}"},
        {"Range": "bytes=0-10"},
        {"If-None-Match": "*"},
    ],
)
def test_no_header_changes_the_page_that_the_next_visitor_gets(
    app: App, certificate: Certificate, headers: dict[str, str]
) -> None:
    url, other = f"/c/{certificate.code}", make_certificate(make_member("Other Member"))
    usual = {"Accept": "text/html"}
    wanted = app.test_client().get(f"/c/{other.code}", headers=usual)
    app.test_client().get(url, headers=headers)
    answer = app.test_client().get(url, headers=usual)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert CANARY not in answer.text
    assert answer.text.replace(certificate.code, "").count("<h1") == wanted.text.count("<h1")


def test_no_page_shows_what_another_member_sent(app: App, sign_in: SignIn, client: Client) -> None:
    """Every address asked by one browser with a mark in its query, then by others without."""
    town = build(app, sign_in)
    forget_pages(app)
    first, second = sign_in(town.trainee), sign_in(make_member("Second Visitor"))
    urls = _readable(town)
    for url in urls:
        first.get(url, query_string={"from": CANARY, "q": CANARY}).close()
    for visitor in (first, second, client):
        for url in urls:
            with visitor.get(url) as answer:
                assert CANARY not in answer.text, url
    assert len(urls) > 20


def _readable(town: Town) -> list[str]:
    """The addresses of pages that a trainee may open; files are the same for all by design."""
    pages = (a for a in town.addresses() if a.method == "GET" and not a.guard.roles)
    return [page.url for page in pages if not page.url.startswith(("/static/", "/media/"))]


def test_no_page_shows_the_name_of_another_member(app: App, sign_in: SignIn) -> None:
    town = build(app, sign_in)
    first, second = (sign_in(make_member(f"{name} Visitor")) for name in ("Zulaikha", "Quratulain"))
    for url in _readable(town):
        first.get(url)
        assert "Zulaikha" not in second.get(url).text, url


def test_a_certificate_without_its_database_gets_the_page_for_that(real_app: App) -> None:
    """It is answered before Flask, but its errors are those of the house."""
    code = make_certificate().code
    real_app.config["TESTING"] = False
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE certificate RENAME TO certificate_away"))
    try:
        answer = real_app.test_client().get(f"/c/{code}")
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE certificate_away RENAME TO certificate"))
    assert answer.status_code >= 500
    assert "<h1>" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
