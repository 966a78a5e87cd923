"""Signing up: what is kept, what is refused, and that nobody learns who is known."""

from __future__ import annotations

import statistics
import time

import pytest
import sqlalchemy as sa

from lms.db import db
from lms.jobs.worker import run_all
from lms.members import queries
from lms.members.identifying import Kind
from lms.members.models import Consent, Document, Member, Role, SharedContact, SignIn
from lms.members.numbering import read_number
from lms.members.terms import VERSIONS
from lms.messages.models import Mail
from lms.web.app import App
from tests.conftest import Client
from tests.factories import PASSWORD, make_member

OWN = "seven-green-parrots"


def sign_up(client: Client, **changes: str):  # type: ignore[no-untyped-def]
    data = {
        "name": "Sana Mir",
        "name_ur": "ثنا میر",
        "contact": "sana@example.org",
        "password": OWN,
        "accept": "y",
    }
    return client.send("/sign-up", data | changes)


def newest() -> Member:
    return db.session.scalars(sa.select(Member).order_by(Member.id.desc())).first()  # type: ignore[return-value]


def sign_in(client: Client, identifier: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.send("/sign-in", {"identifier": identifier, "password": password})


def test_a_new_member_is_signed_in_and_lands_at_home(client: Client) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer.location) == (302, "/home")
    assert client.get("/profile").status_code == 200
    member = newest()
    assert (member.name, member.name_ur, member.email) == (
        "Sana Mir",
        "ثنا میر",
        "sana@example.org",
    )
    assert read_number(member.number) == member.number
    assert member.password_hash is not None
    assert OWN not in member.password_hash


def test_a_mobile_is_enough_and_any_identifier_signs_in(client: Client) -> None:
    sign_up(client, contact="۰۳۰۰ ۱۲۳۴۵۶۷", name_ur="")
    member = newest()
    assert (member.email, member.mobile) == (None, "+923001234567")
    for typed in ("0300 1234567", "+923001234567", member.number, member.number.replace("-", "")):
        client.send("/sign-out")
        assert sign_in(client, typed, OWN).location == "/home"


def test_what_was_agreed_to_is_kept_by_version(client: Client) -> None:
    sign_up(client)
    rows = db.session.scalars(sa.select(Consent).where(Consent.member_id == newest().id)).all()
    assert {row.document: row.version for row in rows} == dict(VERSIONS)
    assert set(VERSIONS) == set(Document)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please fill this in"),
        ({"name": "ثنا میر"}, "Latin letters"),
        ({"name": "<script>alert(1)</script>"}, "Latin letters"),
        ({"name_ur": "Sana"}, "Urdu letters"),
        ({"contact": "sana"}, "neither an e-mail address nor a mobile"),
        ({"contact": "H-1234567-8"}, "neither an e-mail address nor a mobile"),
        ({"password": "short"}, "at least 8"),
        ({"password": "password1"}, "Too many people"),
        ({"password": "sana.mir.2026"}, "easy to guess"),
        ({"accept": ""}, "tick this"),
    ],
)
def test_a_refusal_says_what_to_mend_and_makes_nobody(
    client: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = sign_up(client, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert newest() is None
    assert OWN not in answer.text


def test_what_only_the_server_may_set_cannot_be_sent_along(client: Client) -> None:
    sign_up(
        client, role="administrator", roles="administrator", is_blocked="y", number="H-1", id="7"
    )
    member = newest()
    assert member.roles == {"trainee"}
    assert not member.is_blocked
    assert member.number != "H-1"


@pytest.mark.parametrize("contact", ["known@example.org", "0300 7654321"])
def test_a_known_contact_gets_the_same_answer(client: Client, app, contact: str) -> None:  # type: ignore[no-untyped-def]
    owner = make_member(email="known@example.org", mobile="+923007654321")
    unknown = app.test_client()
    one, other = sign_up(client, contact=contact), sign_up(unknown, contact="new@example.org")
    assert (one.status_code, one.location) == (other.status_code, other.location)
    pages = [c.get("/profile").text for c in (client, unknown)]
    assert "Where you are signed in" in pages[0]
    assert "Where you are signed in" in pages[1]
    assert (contact in pages[0]) or (contact.replace(" ", "") in pages[0].replace(" ", ""))
    db.session.refresh(owner)
    assert owner.email == "known@example.org"
    assert owner.contact_reused_at is not None


def test_after_it_both_sign_in_with_the_contact_and_their_own_password(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    owner = make_member(email="known@example.org")
    sign_up(client, contact="known@example.org", password="quite-another-87")
    second = newest()
    for password, member in ((PASSWORD, owner), ("quite-another-87", second)):
        browser = app.test_client()
        assert sign_in(browser, "known@example.org", password).location == "/home"
        assert member.number in browser.get("/profile").text
    assert sign_in(app.test_client(), "known@example.org", "wrong-password").status_code == 422


def test_the_holder_of_a_known_address_is_told_by_mail_and_at_the_next_sign_in(
    client: Client, app
) -> None:  # type: ignore[no-untyped-def]
    owner = make_member(email="known@example.org")
    sign_up(client, contact="known@example.org")
    mails = db.session.scalars(sa.select(Mail)).all()
    assert [(mail.template, mail.to) for mail in mails] == [("known", "known@example.org")]
    run_all()
    browser = app.test_client()
    sign_in(browser, owner.number)
    assert "another account with your e-mail" in browser.get("/profile").text
    again = app.test_client()
    sign_in(again, owner.number)
    assert "another account with your e-mail" not in again.get("/profile").text


def test_a_new_address_is_welcomed_by_one_mail(client: Client) -> None:
    sign_up(client)
    mails = db.session.scalars(sa.select(Mail)).all()
    assert [(mail.template, mail.to) for mail in mails] == [("welcome", "sana@example.org")]


def test_the_office_sees_that_a_contact_is_shared(client: Client) -> None:
    owner = make_member(mobile="+923007654321")
    sign_up(client, contact="03007654321")
    second = newest()
    assert queries.sharing_with(second) == [owner]
    assert queries.holder(Kind.MOBILE, "+923007654321") == owner
    assert db.session.get_one(SharedContact, second.id).mobile == "+923007654321"


def test_known_and_unknown_take_the_same_time(client: Client, app) -> None:  # type: ignore[no-untyped-def]
    make_member(email="known@example.org")
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(6):
        for known in (True, False):
            browser = app.test_client()
            token = {"csrf_token": browser.csrf_token()}
            data = {"identifier": "known@example.org" if known else f"no{number}@example.org"}
            start = time.process_time()
            browser.post("/sign-in", data=token | data | {"password": "wrong-password"})
            times[known].append(time.process_time() - start)
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    assert 0.7 < ratio < 1.4


def test_the_sixth_sign_up_with_one_contact_in_a_day_is_refused(app) -> None:  # type: ignore[no-untyped-def]
    answers = [sign_up(app.test_client()).status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]


def test_who_forgot_the_account_but_not_the_password_comes_into_it(client: Client) -> None:
    owner = make_member(email="known@example.org")
    assert sign_up(client, contact="Known@example.org", password=PASSWORD).location == "/home"
    assert owner.number in client.get("/profile").text
    assert newest() == owner


def test_that_does_not_skip_the_second_step(client: Client) -> None:
    make_member(email="known@example.org", roles=[Role.INSTRUCTOR])
    answer = sign_up(client, contact="known@example.org", password=PASSWORD)
    assert answer.location == "/sign-in/second-step"


def test_a_form_that_is_sent_twice_makes_one_member(app: App) -> None:
    first, second = app.test_client(), app.test_client()
    first.get("/sign-up")
    _copy_session(first, second)
    answers = [sign_up(browser, contact="0300 1234567") for browser in (first, second)]
    assert [answer.location for answer in answers] == ["/home", "/home"]
    (number,) = db.session.scalars(sa.select(Member.number)).all()
    assert all(number in browser.get("/profile").text for browser in (first, second))


def _copy_session(one: Client, other: Client) -> None:
    """Two requests of one browser, on their way at the same time."""
    base = one.application.config["PUBLIC_URL"]
    one.csrf_token()
    with one.session_transaction(base_url=base) as kept:
        values = dict(kept)
    with other.session_transaction(base_url=base) as copied:
        copied.update(values)


def test_a_contact_that_was_typed_wrongly_is_not_counted(client: Client) -> None:
    for _try in range(8):
        assert sign_up(client, accept="").status_code == 422
    assert sign_up(client).status_code == 302


def test_each_sign_up_signs_in_once(client: Client) -> None:
    sign_up(client)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
