"""What the programme office may do with members, and that nobody else may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.audit.queries import first_broken
from lms.db import db
from lms.members import actions, policies
from lms.members.models import Member, OneTimeCode, Role, SecondFactor
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
pytestmark = pytest.mark.usefixtures("app")
T, I, A, C, X = Role  # noqa: E741 - trainee, instructor, assessor, coordinator, administrator
OFFICE_PAGES = ["", "/block", "/external-number"]
OFFICE_ACTS = {
    "/roles/give": {"role": "assessor"},
    "/roles/take": {"role": "instructor"},
    "/block": {"reason": "Asked for it"},
    "/unblock": {},
    "/code": {},
    "/second-factor/reset": {},
    "/external-number": {"number": "PF-1"},
}


def acts() -> list[tuple[str, int | None, dict[str, object]]]:
    rows = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(row.verb, row.actor_id, row.summary) for row in rows]


@pytest.mark.parametrize("role", [None, T, I, A])
def test_who_is_not_of_the_office_sees_no_member_and_changes_none(
    role: Role | None,
    client: Client,
    sign_in: SignIn,
) -> None:
    other = make_member("Sana Mir")
    refused = 302 if role is None else 403
    browser = client if role is None else sign_in(make_member(roles={role} - {T}))
    before = len(acts())
    assert browser.get("/members").status_code == refused
    assert browser.get("/audit").status_code == refused
    for page in OFFICE_PAGES:
        assert browser.get(f"/members/{other.ref}{page}").status_code == refused, page
    for path, data in OFFICE_ACTS.items():
        assert browser.send(f"/members/{other.ref}{path}", data).status_code == refused, path
    assert len(acts()) == before


@pytest.mark.parametrize("path", [*OFFICE_PAGES, *OFFICE_ACTS])
def test_a_member_who_is_not_there_is_not_found(sign_in: SignIn, path: str) -> None:
    browser = sign_in(make_member(roles=[X]))
    url = f"/members/no-such-member{path}"
    answer = browser.send(url, OFFICE_ACTS[path]) if path in OFFICE_ACTS else browser.get(url)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("actor", "role", "may"),
    [
        *[(C, role, role in {I, A}) for role in Role],
        *[(X, role, role in {I, A, C, X}) for role in Role],
        *[(actor, role, False) for actor in (T, I, A) for role in Role],
    ],
)
def test_who_may_give_which_role(actor: Role, role: Role, may: bool) -> None:
    giver, taker = make_member(roles=[actor]), make_member("Sana Mir")
    assert policies.may_give(giver, taker, role) is may
    assert not policies.may_give(giver, giver, role)


@pytest.mark.parametrize(
    ("actor", "target", "may"),
    [
        *[(C, target, target in {T, I, A}) for target in Role],
        *[(X, target, True) for target in Role],
        *[(actor, T, False) for actor in (T, I, A)],
    ],
)
def test_who_may_block_and_hand_codes_to_whom(actor: Role, target: Role, may: bool) -> None:
    one, other = make_member(roles=[actor]), make_member("Sana Mir", roles=[target])
    assert policies.may_manage(one, other) is may
    assert not policies.may_manage(one, one)


@pytest.mark.parametrize("role", ["coordinator", "administrator", "trainee", "owner", ""])
def test_a_coordinator_cannot_make_more_than_instructors_and_assessors(
    sign_in: SignIn, role: str
) -> None:
    member = make_member("Sana Mir")
    browser = sign_in(make_member(roles=[C]))
    assert browser.send(f"/members/{member.ref}/roles/give", {"role": role}).status_code == 403
    db.session.refresh(member)
    assert member.roles == {T}


def test_nobody_gives_himself_a_role_or_a_code(sign_in: SignIn) -> None:
    administrator = make_member(roles=[X])
    browser = sign_in(administrator)
    for path, data in OFFICE_ACTS.items():
        answer = browser.send(f"/members/{administrator.ref}{path}", data)
        assert answer.status_code == 403, path
    assert browser.get(f"/members/{administrator.ref}").status_code == 200


def test_a_coordinator_touches_nobody_of_the_office(sign_in: SignIn) -> None:
    administrator = make_member("Sana Mir", roles=[X])
    browser = sign_in(make_member(roles=[C]))
    for path in ("/block", "/unblock", "/code", "/second-factor/reset", "/external-number"):
        url = f"/members/{administrator.ref}{path}"
        assert browser.send(url, OFFICE_ACTS[path]).status_code == 403, path


def test_roles_are_given_and_taken_and_both_are_logged(sign_in: SignIn) -> None:
    member, giver = make_member("Sana Mir"), make_member(roles=[C])
    browser = sign_in(giver)
    browser.send(f"/members/{member.ref}/roles/give", {"role": "instructor"})
    db.session.refresh(member)
    assert member.roles == {T, I}
    assert member.grants[0].granted_by_id == giver.id
    browser.send(f"/members/{member.ref}/roles/take", {"role": "instructor"})
    db.session.refresh(member)
    assert member.roles == {T}
    assert acts()[-2:] == [
        ("members.role_given", giver.id, {"role": "instructor"}),
        ("members.role_taken", giver.id, {"role": "instructor"}),
    ]


def test_giving_a_role_twice_is_giving_it_once(sign_in: SignIn) -> None:
    member = make_member("Sana Mir")
    browser = sign_in(make_member(roles=[X]))
    for _time in range(2):
        browser.send(f"/members/{member.ref}/roles/give", {"role": "coordinator"})
    assert [verb for verb, _actor, _summary in acts()].count("members.role_given") == 1


def test_blocking_asks_for_a_reason_and_shuts_out_at_once(sign_in: SignIn) -> None:
    member = make_member("Sana Mir")
    theirs, office = sign_in(member), sign_in(make_member(roles=[C]))
    url = f"/members/{member.ref}/block"
    assert office.send(url, {"reason": " "}).status_code == 422
    assert theirs.get("/profile").status_code == 200
    assert office.send(url, {"reason": "Sold answers"}).status_code == 302
    assert theirs.get("/profile").status_code == 302
    assert "Sold answers" in office.get(f"/members/{member.ref}").text
    office.send(f"/members/{member.ref}/unblock")
    db.session.refresh(member)
    assert (member.is_blocked, member.blocked_reason) == (False, None)


def test_a_code_is_shown_once_and_claims_the_account(sign_in: SignIn, client: Client) -> None:
    member = make_member("Sana Mir", has_password=False)
    office = sign_in(make_member(roles=[C]))
    page = office.send(f"/members/{member.ref}/code").text
    match = re.search(r"<code>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", page)
    assert match
    assert match[1] not in office.get(f"/members/{member.ref}").text
    data = {"identifier": member.number, "code": match[1], "password": "quiet-tree-9"}
    assert client.send("/claim", data | {"accept": "y"}).location == "/home"
    assert db.session.scalars(sa.select(OneTimeCode)).one().created_by_id is not None
    assert all(match[1] not in str(summary) for _verb, _actor, summary in acts())


def test_an_administrator_resets_a_lost_second_step(sign_in: SignIn) -> None:
    member = make_member("Sana Mir", roles=[I])
    actions.open_sign_in(member, actions.Browser("", ""))
    theirs, office = sign_in(member), sign_in(make_member(roles=[X]))
    assert db.session.get(SecondFactor, member.id) is not None
    office.send(f"/members/{member.ref}/second-factor/reset")
    assert db.session.get(SecondFactor, member.id) is None
    assert theirs.get("/profile").status_code == 302
    assert acts()[-1][0] == "members.second_factor_reset"


def test_a_number_of_another_register_belongs_to_one_member(sign_in: SignIn) -> None:
    one, other = make_member(), make_member("Sana Mir")
    office = sign_in(make_member(roles=[X]))
    assert office.send(f"/members/{one.ref}/external-number", {"number": "PF-1"}).status_code == 302
    refused = office.send(f"/members/{other.ref}/external-number", {"number": "PF-1"})
    assert refused.status_code == 422
    assert "already" in refused.text


def test_every_act_stands_in_the_log_in_a_sentence(sign_in: SignIn) -> None:
    member = make_member("Sana Mir", roles=[I])
    actions.open_sign_in(member, actions.Browser("", ""))
    office = sign_in(make_member("Omar Farooq", roles=[X]))
    for path, data in OFFICE_ACTS.items():
        answer = office.send(f"/members/{member.ref}{path}", data)
        assert answer.status_code in {200, 302}, path
    page = office.get("/audit").text
    plain = re.sub(r"<[^>]+>", "", page)
    for sentence in (
        "Omar Farooq gave Sana Mir the role Assessor",
        "Omar Farooq took the role Instructor from Sana Mir",
        "Omar Farooq blocked Sana Mir. Reason: Asked for it",
        "Omar Farooq let Sana Mir in again",
        "Omar Farooq made a one-time code for Sana Mir",
        "Omar Farooq reset the second factor of Sana Mir",
        "Omar Farooq changed the outside number of Sana Mir from – to PF-1",
    ):
        assert sentence in plain
    assert f'href="/members/{member.ref}"' in page
    assert first_broken() is None


def test_the_page_of_a_member_escapes_what_members_wrote(sign_in: SignIn) -> None:
    member = make_member("Sana Mir")
    member.city, member.skill = "<script>alert(1)</script>", "'\"><img src=x>"
    db.session.commit()
    page = sign_in(make_member(roles=[C])).get(f"/members/{member.ref}").text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
