"""Nobody learns from us who is a member: not by answer, status, size nor work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from lms.db import db
from lms.members.models import Role
from tests.conftest import PASSWORD, Client
from tests.factories import make_member

KNOWN, UNKNOWN = "known@example.org", "other@example.org"
NEW = "gulberg-lahore-77"


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What argon2, the one slow thing that strangers can ask for, was asked to do."""
    done: list[str] = []

    def counting(name: str) -> Any:
        kept = getattr(PasswordHasher, name)

        def counted(*given: Any, **named: Any) -> Any:
            done.append(name)
            return kept(*given, **named)

        return counted

    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, counting(name))
    return done


def fields(contact: str) -> dict[str, dict[str, str]]:
    """What a stranger sends about a contact, by address."""
    agreed = {"password": NEW, "accept": "y"}
    return {
        "/sign-in": {"identifier": contact, "password": "wrong-but-long"},
        "/reset": {"identifier": contact},
        "/claim": {"identifier": contact, "code": "ABCDE-23456", **agreed},
        "/sign-up": {"name": "Nosy Neighbour", "contact": contact, **agreed},
    }


@pytest.mark.parametrize("url", ["/sign-in", "/reset", "/claim", "/sign-up"])
@pytest.mark.parametrize("known", ["a trainee", "staff", "blocked", "without a password"])
def test_a_known_contact_is_answered_as_an_unknown_one(
    client: Client, work: list[str], url: str, known: str
) -> None:
    roles = [Role.COORDINATOR] if known == "staff" else []
    has_password = known != "without a password"
    member = make_member(email=KNOWN, roles=roles, has_password=has_password)
    member.is_blocked = known == "blocked"
    db.session.commit()
    assert _told(client, url, KNOWN, work) == _told(client, url, UNKNOWN, work)


def _told(client: Client, url: str, contact: str, work: list[str]) -> Any:
    client.send("/sign-in", {"identifier": "nobody@example.org", "password": "warm-up"})
    work.clear()
    browser: Client = client.application.test_client()  # type: ignore[assignment]
    answer = browser.send(url, fields(contact)[url])
    headers = {name for name, _value in answer.headers}
    size = len(answer.text.replace(contact, "").replace(answer.location or "", ""))
    return answer.status, answer.location, headers, size, sorted(work)


def test_a_link_of_nobody_s_making_costs_no_hash(client: Client, work: list[str]) -> None:
    """Nothing limits how often it may be tried, so it must cost nothing."""
    client.send("/reset/ImludmVudGVkIg.c2lnbmF0dXJl", {"password": NEW, "accept": "y"})
    assert work == []


def test_signing_in_holds_two_passwords_for_whoever_is_meant(
    client: Client, work: list[str]
) -> None:
    make_member(email=KNOWN)
    counts = []
    for identifier in (KNOWN, UNKNOWN, "H-0000000-0", "no identifier at all", "03001234567"):
        work.clear()
        client.send("/sign-in", {"identifier": identifier, "password": PASSWORD + "x"})
        counts.append(work.count("verify"))
    assert counts == [2] * 5
