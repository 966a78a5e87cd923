"""Finding members among many, in either script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.db import db
from lms.members import actions, queries
from lms.members.models import Member
from tests.conftest import Client
from tests.factories import make_member


@pytest.fixture
def people(app) -> dict[str, Member]:  # type: ignore[no-untyped-def]
    made = {
        "sana": make_member("Sana Mir", name_ur="ثنا میر", email="sana.mir@example.org"),
        "karim": make_member("Abdul Karim", name_ur="عبدالکریم", mobile="+923001234567"),
        "zoe": make_member("Zoë Karim-Shah", name_ur=None, mobile="+923339876543"),
    }
    actions.link_external_number(made["karim"], "PF-000123", None)
    db.session.commit()
    return made


def found(typed: str) -> set[str]:
    return {member.name for member in queries.search(typed).members}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("sana", {"Sana Mir"}),
        ("SAN", {"Sana Mir"}),
        ("mir sana", {"Sana Mir"}),
        ("ثنا", {"Sana Mir"}),
        ("ثَنا مير", {"Sana Mir"}),
        ("عبدالكريم", {"Abdul Karim"}),
        ("karim", {"Abdul Karim", "Zoë Karim-Shah"}),
        ("karim zoe", {"Zoë Karim-Shah"}),
        ("karim-shah", {"Zoë Karim-Shah"}),
        ("sana.mir@example.org", {"Sana Mir"}),
        ("Sana.Mir@ex", {"Sana Mir"}),
        ("0300 1234567", {"Abdul Karim"}),
        ("+92 300 12", {"Abdul Karim"}),
        ("۰۳۳۳", {"Zoë Karim-Shah"}),
        ("PF-000123", {"Abdul Karim"}),
        ("pf0001", {"Abdul Karim"}),
        ("karim 0333", {"Zoë Karim-Shah"}),
        ("nobody", set()),
        ("sana nobody", set()),
        ("%", set()),
        ("_", set()),
        ("@", set()),
        ("'; DROP TABLE member; --", set()),
    ],
)
def test_a_member_is_found_by(people: dict[str, Member], typed: str, names: set[str]) -> None:
    assert found(typed) == names


def test_a_member_number_is_found_however_it_is_typed(people: dict[str, Member]) -> None:
    number = people["sana"].number
    for typed in (number, number.lower(), number.replace("-", ""), number[2:9], number[:6]):
        assert "Sana Mir" in found(typed), typed


def test_a_contact_that_is_shared_finds_both(people: dict[str, Member]) -> None:
    actions.change_contact(people["zoe"], "sana.mir@example.org", None)
    assert found("sana.mir@") == {"Sana Mir", "Zoë Karim-Shah"}


def test_more_than_fit_are_cut_and_it_is_said(sign_in: Callable[[Member], Client]) -> None:
    from lms.members.models import Role

    for _number in range(51):
        make_member("Bilal Ahmed", name_ur=None)
    assert queries.search("bilal").is_cut
    browser = sign_in(make_member(roles=[Role.COORDINATOR]))
    page = browser.get("/members?q=bilal").text
    assert "More than 50" in page
    assert "Nobody was found" in browser.get("/members?q=nobody").text
    assert browser.get("/members?page=2").status_code == 200
    assert browser.get("/members?page=x").status_code == 404


def test_what_was_typed_comes_back_escaped(sign_in: Callable[[Member], Client]) -> None:
    from lms.members.models import Role

    browser = sign_in(make_member(roles=[Role.COORDINATOR]))
    page = browser.get('/members?q="><script>alert(1)</script>').text
    assert "<script>alert" not in page
