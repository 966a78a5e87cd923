"""A new password by a mailed link or a code that staff hand over."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.db import db, now
from lms.jobs.models import Job
from lms.jobs.worker import run_all
from lms.members import actions
from lms.members.models import Consent, Member, OneTimeCode, Role
from lms.messages.models import Mail
from tests.conftest import Client
from tests.factories import PASSWORD, make_member

NEW = "another-quiet-tree"


def mails(app) -> list[str]:  # type: ignore[no-untyped-def]
    """The text of every mail that was delivered, oldest first."""
    run_all()
    folder: Path = app.config["VAR"] / "mail"
    rows = db.session.scalars(sa.select(Mail).order_by(Mail.id)).all()
    found = [next(folder.glob(f"*{row.ref}.eml")).read_bytes() for row in rows]
    parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in found]
    return [message.get_content() for message in parsed]


def link(app) -> str:  # type: ignore[no-untyped-def]
    match = re.search(r"https://learn\.example\.org(/reset/\S+)", mails(app)[-1])
    assert match
    return match[1]


def ask(client: Client, identifier: str):  # type: ignore[no-untyped-def]
    return client.send("/reset", {"identifier": identifier})


def set_password(client: Client, path: str, password: str = NEW, **more: str):  # type: ignore[no-untyped-def]
    return client.send(path, {"password": password, "accept": "y", **more})


def sign_in(client: Client, identifier: str, password: str):  # type: ignore[no-untyped-def]
    return client.send("/sign-in", {"identifier": identifier, "password": password})


def claim(client: Client, identifier: str, code: str, **more: str):  # type: ignore[no-untyped-def]
    data = {"identifier": identifier, "code": code, "password": NEW, "accept": "y"}
    return client.send("/claim", data | more)


def test_the_mailed_link_sets_a_new_password_and_signs_in(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    path = link(app)
    assert client.get(path).status_code == 200
    assert set_password(client, path).location == "/home"
    assert member.number in client.get("/profile").text
    assert sign_in(app.test_client(), member.number, NEW).location == "/home"
    assert sign_in(app.test_client(), member.number, PASSWORD).status_code == 422


def test_the_link_works_once(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    path = link(app)
    set_password(client, path)
    again = set_password(app.test_client(), path, "yet-another-tree")
    assert again.status_code == 404
    assert "does not work any more" in again.text


def test_opening_the_link_uses_nothing_up(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    path = link(app)
    for _look in range(3):
        assert client.get(path).status_code == 200


def test_the_link_runs_out(client: Client, app, clock: Callable[..., None]) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    path = link(app)
    clock(now() + timedelta(hours=2, seconds=1))
    assert client.get(path).status_code == 404


def test_a_link_of_our_making_for_another_purpose_is_refused(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    from itsdangerous import URLSafeSerializer

    make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    run_all()
    ref = db.session.scalars(sa.select(OneTimeCode.ref)).one()
    for key, purpose in ((app.config["SECRET_KEY"], "other"), ("x" * 40, "members.reset")):
        forged = URLSafeSerializer(key, salt=purpose).dumps(ref)
        assert client.get(f"/reset/{forged}").status_code == 404
    assert client.get(f"/reset/{ref}").status_code == 404


def test_every_other_sign_in_link_and_code_ends_with_it(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(email="ali@example.org")
    elsewhere = app.test_client()
    sign_in(elsewhere, member.number, PASSWORD)
    ask(client, "ali@example.org")
    older = link(app)
    ask(client, member.number)
    newer = link(app)
    code = actions.hand_over_code(member, None)
    assert older != newer
    set_password(client, newer)
    assert elsewhere.get("/profile").status_code == 302
    assert client.get(older).status_code == 404
    assert claim(app.test_client(), member.number, code).status_code == 422


def test_the_link_does_not_skip_the_second_step(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org", roles=[Role.COORDINATOR])
    ask(client, "ali@example.org")
    assert set_password(client, link(app)).location == "/sign-in/second-step"
    assert client.get("/profile").status_code == 302


@pytest.mark.parametrize("typed", ["ali@example.org", "nobody@example.org", "H-1234567-8", "?"])
def test_known_and_unknown_are_answered_alike(client: Client, typed: str) -> None:
    make_member(email="ali@example.org")
    answer = ask(client, typed)
    assert (answer.status_code, answer.location) == (302, "/reset/asked")
    jobs = db.session.scalars(sa.select(Job.kind)).all()
    assert jobs == ["lms.members.actions.recovery.mail_reset_links"]


def test_no_table_holds_the_link(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="ali@example.org")
    ask(client, "ali@example.org")
    token = link(app).rsplit("/", 1)[1]
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert token not in str(row)


def test_a_blocked_member_gets_no_link(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    actions.block(make_member(email="ali@example.org"), "Reason", None)
    ask(client, "ali@example.org")
    assert mails(app) == []


def test_who_shares_an_address_gets_a_link_for_each_account(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    first = make_member(email="ali@example.org")
    second = make_member("Sana Mir")
    actions.change_contact(second, "ali@example.org", None)
    db.session.commit()
    db.session.execute(sa.delete(Job))
    db.session.execute(sa.delete(Mail))
    ask(client, "ali@example.org")
    texts = mails(app)
    assert [any(m.number in text for text in texts) for m in (first, second)] == [True, True]


def test_asking_often_is_refused(client: Client) -> None:
    answers = [ask(client, "ali@example.org").status_code for _try in range(5)]
    assert answers == [302, 302, 302, 429, 429]


def test_a_code_that_staff_hand_over_claims_the_account(client: Client) -> None:
    member = make_member(mobile="+923001234567", has_password=False)
    code = actions.hand_over_code(member, None)
    answer = claim(client, "0300 1234567", code.lower().replace("-", " "))
    assert answer.location == "/home"
    assert member.number in client.get("/profile").text
    assert db.session.scalars(sa.select(Consent).where(Consent.member_id == member.id)).all()


def test_the_code_is_kept_as_a_keyed_hash_and_works_once(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(has_password=False)
    code = actions.hand_over_code(member, None)
    kept = db.session.scalars(sa.select(OneTimeCode)).one()
    assert kept.code_hash
    assert code.replace("-", "") not in kept.code_hash.upper()
    assert claim(client, member.number, code).location == "/home"
    assert claim(app.test_client(), member.number, code).status_code == 422


def test_only_the_newest_code_works(client: Client) -> None:
    member = make_member(has_password=False)
    older, newer = (actions.hand_over_code(member, None) for _code in range(2))
    assert claim(client, member.number, older).status_code == 422
    assert claim(client, member.number, newer).location == "/home"


def test_the_code_runs_out(client: Client, clock: Callable[..., None]) -> None:
    member = make_member(has_password=False)
    code = actions.hand_over_code(member, None)
    clock(now() + timedelta(days=7, seconds=1))
    assert claim(client, member.number, code).status_code == 422


def test_five_wrong_codes_are_all_that_may_be_tried(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    member = make_member(has_password=False)
    code = actions.hand_over_code(member, None)
    wrong = [
        claim(app.test_client(), member.number, f"ABCDE-2345{n}").status_code for n in range(5)
    ]
    assert wrong == [422] * 5
    assert claim(client, member.number, code).status_code == 429
    fresh = actions.hand_over_code(member, None)
    assert claim(client, member.number, fresh).location == "/home"


def test_a_weak_password_does_not_count_as_a_wrong_code(client: Client) -> None:
    member = make_member(has_password=False)
    code = actions.hand_over_code(member, None)
    for _try in range(7):
        assert claim(client, member.number, code, password="password").status_code == 422
    assert claim(client, member.number, code).location == "/home"


def test_an_unknown_number_gets_the_answer_of_a_wrong_code(client: Client) -> None:
    member = make_member(has_password=False)
    actions.hand_over_code(member, None)
    known = claim(client, member.number, "ABCDE-23456")
    unknown = claim(client, "H-1234567-8", "ABCDE-23456")
    assert known.status_code == unknown.status_code == 422
    assert known.text.count("<") == unknown.text.count("<")


def test_the_code_of_a_blocked_member_sets_nothing(client: Client) -> None:
    member = make_member(has_password=False)
    code = actions.hand_over_code(member, None)
    actions.block(member, "Reason", None)
    assert claim(client, member.number, code).status_code == 422
    assert db.session.get_one(Member, member.id).password_hash is None
