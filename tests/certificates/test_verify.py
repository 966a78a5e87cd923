"""Looking a certificate up by what stands on the paper."""

from __future__ import annotations

import pytest

from lms.certificates import codes, numbers
from lms.web.app import App
from tests.conftest import Client
from tests.factories import make_certificate

URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_a_number_a_code_or_a_link_leads_to_the_page(app: App, client: Client) -> None:
    certificate = make_certificate()
    number, code = certificate.number, certificate.code
    for typed in (
        number,
        numbers.grouped(number),
        numbers.grouped(number).lower().replace("-", " "),
        number.translate(URDU_DIGITS),
        code,
        code.lower(),
        certificate.snapshot.url,
        f"learn.example.org/c/{code.lower()}.pdf",
        f"  {certificate.snapshot.url}?lang=ur ",
    ):
        answer = client.get("/verify", query_string={"q": typed})
        assert (answer.status_code, answer.location) == (302, f"/c/{code}"), typed


def test_the_empty_form_is_a_page_and_a_missing_number_is_asked_for(
    app: App, client: Client
) -> None:
    assert client.get("/verify").status_code == 200
    empty = client.get("/verify?q=")
    assert empty.status_code == 422
    assert "Please fill this in." in empty.text


@pytest.mark.parametrize(
    "make", [numbers.new, codes.new, lambda: f"https://x.example/c/{codes.new()}"]
)
def test_what_was_never_issued_is_said_to_be_unknown(app: App, client: Client, make) -> None:  # type: ignore[no-untyped-def]
    make_certificate()
    answer = client.get("/verify", query_string={"q": make()})
    assert answer.status_code == 404
    assert "We have issued no certificate under this number or link." in answer.text


def test_a_typing_error_is_told_from_an_unknown_number(app: App, client: Client) -> None:
    number = make_certificate().number
    wrong = ("0" if number[0] != "0" else "1") + number[1:]
    answer = client.get("/verify", query_string={"q": wrong})
    assert answer.status_code == 422
    assert "There is a typing error in this number." in answer.text
    assert f'value="{wrong}"' in answer.text


def test_typing_errors_do_not_use_up_the_tries(app: App, client: Client) -> None:
    certificate = make_certificate()
    number = certificate.number
    wrong = ("0" if number[0] != "0" else "1") + number[1:]
    for _ in range(40):
        assert client.get("/verify", query_string={"q": wrong}).status_code == 422
    assert client.get("/verify", query_string={"q": number}).status_code == 302


def test_guessed_numbers_are_slowed(app: App, client: Client) -> None:
    make_certificate()
    statuses = [
        client.get("/verify", query_string={"q": numbers.new()}).status_code for _ in range(33)
    ]
    assert statuses.count(404) == 30
    assert statuses[-1] == 429
