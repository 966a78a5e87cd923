"""Signing in and out: sessions that are rows, and a second step for staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members import actions, second_step
from lms.members.going_on import own_page
from lms.members.models import Member, OneTimeCode, Role, SignIn
from lms.members.secrets import fingerprint
from tests.conftest import Client
from tests.factories import PASSWORD, make_member

BASE = "https://learn.example.org"
STARTED = now()


def sign_in(client: Client, identifier: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.send("/sign-in", {"identifier": identifier, "password": password, **more})


def code_of(member: Member, shift: int = 0) -> str:
    db.session.refresh(member)
    assert member.second_factor is not None
    step = int(now().timestamp()) // second_step.SECONDS + shift
    return second_step.code_at(member.second_factor.secret, step)


def is_in(client: Client) -> bool:
    return bool(client.get("/profile").status_code == 200)


def test_wrong_password_and_unknown_identifier_get_one_answer(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org")
    known = sign_in(client, "ali@example.org", "wrong-password")
    unknown = sign_in(app.test_client(), "nobody@example.org", "wrong-password")
    assert known.status_code == unknown.status_code == 422
    assert "do not belong together" in known.text
    assert known.text.replace("ali@", "nobody@").count("<") == unknown.text.count("<")


def test_the_eleventh_failure_for_one_account_is_too_many(client: Client) -> None:
    member = make_member(email="ali@example.org")
    for _try in range(10):
        assert sign_in(client, "ali@example.org", "wrong-password").status_code == 422
    refused = sign_in(client, "Ali@Example.org ")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert sign_in(client, member.number).location == "/home"


def test_a_sign_in_before_does_not_become_the_sign_in_after(client: Client) -> None:
    make_member(email="ali@example.org")
    with client.session_transaction(base_url=BASE) as kept:
        kept["_user_id"], kept["planted"] = "planted-token", "yes"
    sign_in(client, "ali@example.org")
    with client.session_transaction(base_url=BASE) as kept:
        assert kept["_user_id"] != "planted-token"
        assert "planted" not in kept
    assert is_in(client)


def test_each_sign_in_has_a_row_of_its_own_and_keeps_no_token(app) -> None:  # type: ignore[no-untyped-def]
    member = make_member()
    browsers = [app.test_client() for _browser in range(2)]
    tokens = []
    for browser in browsers:
        sign_in(browser, member.number)
        with browser.session_transaction(base_url=BASE) as kept:
            tokens.append(kept["_user_id"])
    rows = db.session.scalars(sa.select(SignIn.token_hash)).all()
    assert sorted(rows) == sorted(fingerprint(token) for token in tokens)
    assert not set(tokens) & set(rows)


def test_a_cookie_kept_from_before_signing_out_opens_nothing(client: Client) -> None:
    member = make_member()
    sign_in(client, member.number)
    with client.session_transaction(base_url=BASE) as kept:
        token = kept["_user_id"]
    assert client.send("/sign-out").location == "/"
    with client.session_transaction(base_url=BASE) as kept:
        kept["_user_id"] = token
    assert not is_in(client)


def test_signing_out_needs_a_post(client: Client) -> None:
    assert client.get("/sign-out").status_code == 405


def test_a_sign_in_ends_by_itself(client: Client, clock: Callable[..., None]) -> None:
    member = make_member()
    sign_in(client, member.number)
    clock(now() + timedelta(days=29))
    assert is_in(client)
    clock(now() + timedelta(days=2))
    assert not is_in(client)


def test_blocking_ends_every_sign_in_and_keeps_out(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member()
    sign_in(client, member.number)
    actions.block(member, "Sold answers", None)
    assert not is_in(client)
    refused = sign_in(app.test_client(), member.number)
    assert refused.status_code == 422
    assert "blocked" in refused.text
    assert "Sold answers" not in refused.text
    wrong = sign_in(app.test_client(), member.number, "wrong-password")
    assert "blocked" not in wrong.text


def test_after_signing_in_one_goes_where_one_wanted_to(client: Client) -> None:
    member = make_member()
    assert "next=/profile" in client.get("/profile").location
    page = client.get("/sign-in?next=/profile").text
    assert 'value="/profile"' in page
    assert sign_in(client, member.number, next="/profile").location == "/profile"


ELSEWHERE = """
//evil.example
///evil.example
////evil.example
https://evil.example
http://evil.example/home
HTTPS://evil.example
https:evil.example
https:/evil.example
/\\evil.example
\\\\evil.example
\\/evil.example
/\\/evil.example
/%5Cevil.example
/%5cevil.example/..
/%2F/evil.example
/%2f%2fevil.example
/%2fevil.example
%2f%2fevil.example
/%252f%252fevil.example
/%09/evil.example
/\t/evil.example
/ /evil.example
\t//evil.example
/%0a/evil.example
/%0d%0aLocation:%20https://evil.example
/home\r\nSet-Cookie: a=b
/..//evil.example
/.//evil.example
/home/../..//evil.example
javascript:alert(1)
JaVaScRiPt:alert(1)
data:text/html,<script>alert(1)</script>
/home"onmouseover=alert(1)
/home<script>
evil.example
www.evil.example
@evil.example
/@@//evil.example
?//evil.example
#//evil.example
https://learn.example.org.evil.example
https://learn.example.org@evil.example
/http://evil.example
/\u2028/evil.example
/．．/evil.example
／／evil.example
""".strip("\n").split("\n")


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_no_spelling_leads_to_another_site(client: Client, asked: str) -> None:
    assert own_page(asked) is None
    member = make_member()
    assert sign_in(client, member.number, next=asked).location == "/home"


@pytest.mark.parametrize("asked", ["/courses", "/courses/web?page=2&q=a%20b", "/attempts/x_1-Y"])
def test_a_page_of_ours_is_gone_to(asked: str) -> None:
    assert own_page(asked) == asked


def test_staff_set_the_second_step_up_before_they_come_in(client: Client) -> None:
    member = make_member(roles=[Role.COORDINATOR])
    assert sign_in(client, member.number, next="/members").location == "/sign-in/second-step"
    assert not is_in(client)
    page = client.get("/sign-in/second-step").text
    assert "<svg" in page
    assert "Scan this picture" in page
    done = client.send("/sign-in/second-step", {"code": code_of(member)})
    assert done.status_code == 200
    assert "Your recovery codes" in done.text
    assert 'href="/members"' in done.text
    assert is_in(client)


def second_step_done(client: Client, member: Member) -> list[str]:
    """Set the second step up; the recovery codes."""
    sign_in(client, member.number)
    page = client.send("/sign-in/second-step", {"code": code_of(member, -1)}).text
    return [part.split("</code>")[0] for part in page.split("<code>")[1:]]


def test_a_code_from_the_app_is_asked_at_each_sign_in_and_works_once(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(roles=[Role.INSTRUCTOR])
    second_step_done(client, member)
    code = code_of(member)
    browsers = [app.test_client() for _browser in range(2)]
    for browser in browsers:
        assert sign_in(browser, member.number).location == "/sign-in/second-step"
        assert "Scan this picture" not in browser.get("/sign-in/second-step").text
    assert browsers[0].send("/sign-in/second-step", {"code": code}).location == "/home"
    refused = browsers[1].send("/sign-in/second-step", {"code": code})
    assert refused.status_code == 422
    assert not is_in(browsers[1])


def test_a_recovery_code_stands_in_once(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(roles=[Role.INSTRUCTOR])
    codes = second_step_done(client, member)
    assert len(set(codes)) == 10
    typed = codes[3].lower().replace("-", " ")
    for expected in (302, 422):
        browser = app.test_client()
        sign_in(browser, member.number)
        assert browser.send("/sign-in/second-step", {"code": typed}).status_code == expected


def test_guessing_the_second_step_is_slowed(client: Client) -> None:
    member = make_member(roles=[Role.INSTRUCTOR])
    second_step_done(client, member)
    client.send("/sign-out")
    sign_in(client, member.number)
    answers = [
        client.send("/sign-in/second-step", {"code": f"{n:06d}"}).status_code for n in range(8)
    ]
    assert answers == [422] * 5 + [429] * 3


def test_the_second_step_waits_ten_minutes(client: Client, clock: Callable[..., None]) -> None:
    member = make_member(roles=[Role.INSTRUCTOR])
    sign_in(client, member.number)
    clock(now() + timedelta(minutes=11))
    code = code_of(member)
    assert client.send("/sign-in/second-step", {"code": code}).location == "/sign-in"
    assert not is_in(client)


def test_the_pending_token_is_no_sign_in(client: Client) -> None:
    member = make_member(roles=[Role.INSTRUCTOR])
    sign_in(client, member.number)
    with client.session_transaction(base_url=BASE) as kept:
        kept["_user_id"] = kept["second_step"]
    assert not is_in(client)


def test_in_a_demo_staff_sign_in_by_password_alone(client: Client, app, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(app.config, "DEMO", True)
    member = make_member(roles=[Role.ADMINISTRATOR])
    assert sign_in(client, member.number).location == "/home"


def test_who_becomes_staff_signs_in_anew(client: Client) -> None:
    member = make_member()
    sign_in(client, member.number)
    actions.give_role(member, Role.INSTRUCTOR, None)
    assert not is_in(client)
    assert sign_in(client, member.number).location == "/sign-in/second-step"


def test_a_role_that_was_taken_is_gone_at_the_next_request(
    sign_in: Callable[[Member], Client],
) -> None:
    member = make_member(roles=[Role.COORDINATOR])
    browser = sign_in(member)
    assert browser.get("/members").status_code == 200
    actions.take_role(member, Role.COORDINATOR, None)
    assert browser.get("/members").status_code == 403


def test_who_is_in_needs_no_form_to_come_in(sign_in: Callable[[Member], Client]) -> None:
    browser = sign_in(make_member())
    assert browser.get("/sign-in").location == "/home"
    assert browser.get("/sign-up").location == "/home"


def test_what_ran_out_is_forgotten_in_the_background(clock: Callable[..., None], app) -> None:  # type: ignore[no-untyped-def]
    member = make_member()
    actions.enter(member, actions.Browser("", ""))
    actions.hand_over_code(member, None)
    db.session.commit()
    for days, sign_ins, codes in ((8, 1, 1), (31, 0, 1), (38, 0, 0)):
        clock(STARTED + timedelta(days=days))
        actions.forget_what_ran_out.later(key=str(days))
        db.session.commit()
        run_all()
        assert count(SignIn) == sign_ins
        assert count(OneTimeCode) == codes


def count(table: type[SignIn] | type[OneTimeCode]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
