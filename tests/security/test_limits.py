"""Limits that hold whoever asks, however often the name or the address is spelled anew."""

from __future__ import annotations

import pytest

from lms.web.app import App
from lms.web.limits import remote_address
from tests.conftest import PASSWORD, Client, settings
from tests.factories import make_member


def counted_as(app: App, address: str, **headers: str) -> str:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}, headers=headers):
        return remote_address()


def test_a_network_of_ipv6_is_one_address(app: App) -> None:
    """Every home and every server has 2**64 of them."""
    one, other = "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"
    assert counted_as(app, one) == counted_as(app, other)
    assert counted_as(app, one) != counted_as(app, "2001:db8:1:3::1")


@pytest.mark.parametrize("address", ["203.0.113.7", "::ffff:203.0.113.7", "::FFFF:CB00:7107"])
def test_an_ipv4_address_is_counted_alone_however_it_arrives(app: App, address: str) -> None:
    assert counted_as(app, address) == "203.0.113.7"


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0"])
def test_what_is_no_address_of_the_internet_is_counted_too(app: App, address: str) -> None:
    assert counted_as(app, address)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP", "Via"])
def test_no_header_changes_the_address_unless_proxies_are_set(app: App, name: str) -> None:
    assert counted_as(app, "203.0.113.7", **{name: "198.51.100.1"}) == "203.0.113.7"
    assert settings(app.config["VAR"]).proxies == 0


def test_no_spelling_of_the_account_gives_more_tries(client: Client) -> None:
    make_member(email="ayesha@example.org", mobile="+923001234567")
    spelled = [
        "0300 1234567",
        "+92 300 1234567",
        "00923001234567",
        "۰۳۰۰۱۲۳۴۵۶۷",
        "(0300) 123-4567",
    ]
    statuses = [
        client.send("/sign-in", {"identifier": spelled[n % 5], "password": "wrong"}).status_code
        for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    right = {"identifier": "03001234567", "password": PASSWORD}
    assert client.send("/sign-in", right).status_code == 429
