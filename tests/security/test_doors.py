"""Every address of the app, at things that are there, asked by people to whom they do not belong.

The addresses come from the app's own map: a new rule is asked here without anybody writing it down.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lms.db import db, now
from lms.members import actions
from lms.members.models import Member, Role
from lms.web.app import App
from tests.conftest import Client
from tests.factories import make_member
from tests.security.conftest import SignIn
from tests.security.town import OTHER_SLUG, SLUG, Address, Town, asked, build, rows

PARTS = {"name", "path", "ref", "line", "exception", "group", "category"}
STAFF_PAGES = ("/teach/", "/members", "/audit", "/certificates")


@pytest.fixture
def town(app: App, sign_in: SignIn) -> Town:
    return build(app, sign_in)


def refused(
    town: Town, client: Client, chosen: Callable[[Address], bool], statuses: set[int]
) -> int:
    """Ask at every chosen address; each must answer so, and no table may change."""
    before, wrong, count = rows(), [], 0
    for address in filter(chosen, town.addresses()):
        answer, count = asked(client, address), count + 1
        if answer.status_code not in statuses:
            wrong.append(f"{address}: {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert rows() == before
    return count


def test_a_stranger_is_asked_to_sign_in_everywhere(town: Town, client: Client) -> None:
    before = rows()
    for address in town.addresses():
        if address.guard.sign_in:
            answer = asked(client, address)
            assert answer.status_code == 302, f"{address}: {answer.status}"
            assert answer.location.startswith("/sign-in"), f"{address}: {answer.location}"
    assert rows() == before


def _signed_out(member: Member, sign_in: SignIn) -> Client:
    client = sign_in(member)
    actions.end_sign_ins(member.id)
    return client


def _blocked(member: Member, sign_in: SignIn) -> Client:
    client = sign_in(member)
    member.is_blocked = True  # even if the sign-in's row were left
    return client


def _expired(member: Member, sign_in: SignIn) -> Client:
    client = sign_in(member)
    db.session.execute(db.text("UPDATE sign_in SET expires_at = :then"), {"then": _yesterday()})
    return client


def _yesterday() -> str:
    return (now() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")


def _half_way(member: Member, sign_in: SignIn) -> Client:
    """The password was right, and the second step is due: its token as if it were a sign-in."""
    client = sign_in(make_member("Somebody Else"))
    entry = actions.open_sign_in(member, actions.Browser("tests", "127.0.0.1"))
    assert entry.awaits_second_step
    with client.session_transaction(base_url="https://learn.example.org") as kept:
        kept["_user_id"] = entry.token
    return client


def _invented(member: Member, sign_in: SignIn) -> Client:
    client = sign_in(member)
    with client.session_transaction(base_url="https://learn.example.org") as kept:
        kept["_user_id"] = str(member.id)
    return client


@pytest.mark.parametrize("how", [_signed_out, _blocked, _expired, _half_way, _invented])
def test_a_cookie_that_is_no_sign_in_opens_nothing(
    town: Town, sign_in: SignIn, how: Callable[[Member, SignIn], Client]
) -> None:
    member = make_member("Adil Administrator", roles=[Role.ADMINISTRATOR, Role.INSTRUCTOR])
    client = how(member, sign_in)
    db.session.commit()
    refused(town, client, lambda address: address.guard.sign_in, {302})
    assert client.get("/profile").location.startswith("/sign-in")


@pytest.mark.parametrize("roles", [[], [Role.ASSESSOR]])
def test_without_the_role_every_page_for_a_role_refuses(
    town: Town, sign_in: SignIn, roles: list[Role]
) -> None:
    client = sign_in(make_member("Nosy Neighbour", roles=roles))
    own = frozenset(roles)

    def is_for_others(address: Address) -> bool:
        return bool(address.guard.roles) and not address.guard.roles & own

    count = refused(town, client, is_for_others, {403})
    assert count > 40


def test_a_coordinator_does_nothing_that_only_administrators_may(
    town: Town, sign_in: SignIn
) -> None:
    client = sign_in(make_member("Ceema Coordinator", roles=[Role.COORDINATOR]))
    only = frozenset({Role.ADMINISTRATOR})
    assert refused(town, client, lambda address: address.guard.roles == only, {403})


def test_an_attempt_is_there_for_its_learner_alone(town: Town, sign_in: SignIn) -> None:
    for name, roles in (("Nosy Neighbour", []), ("Amna Again", [Role.INSTRUCTOR])):
        client = sign_in(make_member(name, roles=roles))
        refused(town, client, lambda address: address.rule.startswith("/attempts/"), {404})


def test_a_course_of_somebody_else_is_not_there_for_an_instructor(
    town: Town, sign_in: SignIn
) -> None:
    client = sign_in(town.other_author)
    count = refused(town, client, _leads_to_a_course, {404})
    assert count > 40


def _leads_to_a_course(address: Address) -> bool:
    """Not the two that say no more than where the editor is, whatever is there."""
    back, is_for_authors = "authoring.back_to_lesson", Role.INSTRUCTOR in address.guard.roles
    return "/teach/courses/<slug>" in address.rule and address.endpoint != back and is_for_authors


def test_nor_are_its_parts_under_the_address_of_ones_own_course(
    town: Town, sign_in: SignIn
) -> None:
    """The question "cost", the file, the author, the line and the group are of the first course."""
    client, before = sign_in(town.other_author), rows()
    for rule in town.app.url_map.iter_rules():
        if not rule.arguments & PARTS or "slug" not in rule.arguments:
            continue
        url = town.address(rule, slug=OTHER_SLUG)
        assert SLUG not in url
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            address = next(a for a in town.addresses() if (a.rule, a.method) == (rule.rule, method))
            answer = asked(client, address, url)
            assert answer.status_code == 404, f"{method} {url}: {answer.status}"
    assert rows() == before


@pytest.mark.parametrize("token", ["none", "of another session", "empty", "invented"])
def test_whoever_is_signed_in_nothing_unsafe_is_done_without_the_token(
    town: Town, sign_in: SignIn, token: str
) -> None:
    """By those who may do it: nothing else stands in the way."""
    every = [Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR]
    other = sign_in(make_member("Nosy Neighbour")).csrf_token()
    sent = {"none": {}, "of another session": {"csrf_token": other}, "empty": {"csrf_token": ""}}
    clients = [sign_in(make_member("Adil Administrator", roles=every)), sign_in(town.trainee)]
    before = rows()
    for client in clients:
        for address in town.addresses():
            if not address.is_unsafe:
                continue
            data = sent.get(token, {"csrf_token": "IjEyMzQ1Njc4OTAi.aSE.abcdefgh"})
            headers = {"Referer": "https://learn.example.org/"}
            form = client.open(address.url, method=address.method, data=data, headers=headers)
            assert form.status_code == 400, f"{address}: {form.status}"
            headers |= {f"X-{name}": value for name, value in data.items()}
            script = client.open(address.url, method=address.method, json=data, headers=headers)
            assert script.status_code == 400, f"{address} as JSON: {script.status}"
    assert rows() == before


def test_nor_with_the_token_but_from_another_site(town: Town, sign_in: SignIn) -> None:
    client = sign_in(make_member("Adil Administrator", roles=[Role.ADMINISTRATOR]))
    data, before = {"csrf_token": client.csrf_token()}, rows()
    for referrer in ("https://evil.example/", "https://learn.example.org.evil.example/", ""):
        headers = {"Referer": referrer} if referrer else {}
        for address in town.addresses():
            if address.is_unsafe:
                answer = client.post(address.url, data=data, headers=headers)
                assert answer.status_code == 400, f"{address} from {referrer!r}: {answer.status}"
    assert rows() == before
