"""Every address is guarded once, named as we name things, and answers with our headers."""

from __future__ import annotations

import re

import pytest
from werkzeug.routing import Rule

from lms.web.app import App
from lms.web.guards import Guard, public, role, signed_in
from lms.web.headers import HEADERS
from tests.conftest import Client

WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(pdf|json|txt|js|webmanifest|csv))?")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def rules(app: App) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """An address of this rule at which nothing stands."""
    path = re.sub(r"<int(\([^)]*\))?:\w+>", "999999", rule.rule)
    return re.sub(r"<[^>]+>", "no-such-thing", path)


def test_every_endpoint_has_exactly_one_guard(app: App) -> None:
    for name, view in app.view_functions.items():
        assert isinstance(getattr(view, "guard", None), Guard), f"{name} has no guard"


@pytest.mark.parametrize("second", [public, signed_in, role("coordinator")])
def test_a_second_guard_is_refused(second) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match="two guards"):

        @second
        @public
        def view() -> str:
            return ""


def test_addresses_are_kebab_case(app: App) -> None:
    for rule in rules(app):
        if rule.rule.startswith("/C/"):  # capitals make a smaller QR code
            continue
        fixed = re.sub(r"<[^>]+>", "x", rule.rule).strip("/")
        for word in filter(None, fixed.split("/")):
            assert WORDS.fullmatch(word), f"{rule.rule} is not kebab-case"


def test_a_page_that_changes_something_is_no_get(app: App) -> None:
    verbs = re.compile(r"/(delete|remove|revoke|publish|enrol|submit|sign-out|block|restore)$")
    for rule in rules(app):
        if verbs.search(rule.rule) and "GET" in (rule.methods or set()):
            assert "POST" in (rule.methods or set()), f"{rule.rule} changes something by GET"


def test_every_answer_carries_the_security_headers(app: App, client: Client) -> None:
    for rule in rules(app):
        answer = client.get(address(rule))
        for name in HEADERS:
            assert name in answer.headers, f"{rule.rule} answers {answer.status} without {name}"
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, rule.rule
        assert "default-src 'none'" in policy, rule.rule
        assert "Cache-Control" in answer.headers, rule.rule


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/%00", "/static/../config.py", "/c/%F0%9F%98%80"]
)
def test_errors_carry_the_security_headers_too(client: Client, path: str) -> None:
    answer = client.get(path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_every_unsafe_request_needs_the_token(app: App, client: Client) -> None:
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - SAFE):
            answer = client.open(address(rule), method=method)
            assert answer.status_code in {302, 400}, f"{method} {rule.rule}: {answer.status}"


def test_a_cookie_is_bound_to_this_host_and_hidden_from_scripts(client: Client) -> None:
    answer = client.get("/sign-in")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        if cookie.startswith("language="):
            continue
        assert cookie.startswith("__Host-")
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie
