"""What members see and change of themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.db import db
from lms.members import queries
from lms.members.models import Member
from tests.conftest import Client
from tests.factories import PASSWORD, make_member

SignIn = Callable[[Member], Client]
NEW = "another-quiet-tree"


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_the_profile_shows_what_is_kept(sign_in: SignIn) -> None:
    member = make_member(email="ali@example.org", mobile="+923001234567")
    page = sign_in(member).get("/profile").text
    for shown in (member.number, "Ayesha Khan", "عائشہ خان", "ali@example.org", "0300 1234567"):
        assert shown in page


def test_a_changed_name_is_found_and_logged(sign_in: SignIn) -> None:
    member = make_member()
    answer = sign_in(member).send("/profile/name", {"name": "Ayesha Malik", "name_ur": ""})
    assert answer.location == "/profile"
    assert [m.id for m in queries.search("malik").members] == [member.id]
    assert queries.search("khan").members == []
    assert verbs()[-1] == "members.name_changed"


def test_the_name_for_certificates_is_confirmed_apart(sign_in: SignIn) -> None:
    member = make_member()
    browser = sign_in(member)
    assert 'value="Ayesha Khan"' in browser.get("/profile/certificate-name").text
    browser.send("/profile/certificate-name", {"name": "Ayesha Khan Lodhi", "name_ur": "عائشہ"})
    db.session.refresh(member)
    assert (member.certificate_name, member.certificate_name_ur) == ("Ayesha Khan Lodhi", "عائشہ")
    assert member.name == "Ayesha Khan"
    assert member.name_confirmed_at is not None


def test_a_contact_changes_with_the_password_only(sign_in: SignIn) -> None:
    member = make_member(email="ali@example.org")
    browser = sign_in(member)
    data = {"email": "new@example.org", "mobile": "0300 1234567"}
    refused = browser.send("/profile/contact", data | {"current": "wrong-password"})
    assert refused.status_code == 422
    assert "not your password" in refused.text
    assert browser.send("/profile/contact", data | {"current": PASSWORD}).location == "/profile"
    db.session.refresh(member)
    assert (member.email, member.mobile) == ("new@example.org", "+923001234567")


def test_a_changed_contact_is_logged_without_being_told(sign_in: SignIn) -> None:
    member = make_member(email="ali@example.org")
    sign_in(member).send("/profile/contact", {"email": "new@example.org", "current": PASSWORD})
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.summary == {"before": "a•••@example.org", "after": "n•••@example.org"}


def test_taking_a_known_contact_answers_as_any_other(sign_in: SignIn) -> None:
    owner = make_member(email="known@example.org")
    member = make_member("Sana Mir", email="sana@example.org")
    browser = sign_in(member)
    data = {"email": "known@example.org", "current": PASSWORD}
    assert browser.send("/profile/contact", data).location == "/profile"
    assert "known@example.org" in browser.get("/profile").text
    db.session.refresh(owner)
    assert owner.email == "known@example.org"


def test_one_way_to_reach_the_member_is_kept(sign_in: SignIn) -> None:
    member = make_member(email="ali@example.org")
    answer = sign_in(member).send("/profile/contact", {"email": "", "current": PASSWORD})
    assert answer.status_code == 422
    assert "at least one" in answer.text


def test_a_new_password_ends_every_other_sign_in(sign_in: SignIn) -> None:
    member = make_member()
    here, there = sign_in(member), sign_in(member)
    data = {"current": PASSWORD, "password": NEW}
    assert here.send("/profile/password", data).location == "/profile"
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"current": "wrong-password", "password": NEW}, "not your password"),
        ({"current": PASSWORD, "password": "password1"}, "Too many people"),
        ({"current": PASSWORD, "password": "ayesha.khan"}, "easy to guess"),
    ],
)
def test_a_refused_password_changes_nothing(
    sign_in: SignIn, data: dict[str, str], sentence: str
) -> None:
    member = make_member()
    before = member.password_hash
    answer = sign_in(member).send("/profile/password", data)
    assert answer.status_code == 422
    assert sentence in answer.text
    db.session.refresh(member)
    assert member.password_hash == before


def test_guessing_the_password_from_inside_is_slowed(sign_in: SignIn) -> None:
    browser = sign_in(make_member())
    data = {"current": "wrong-password", "password": NEW}
    answers = [browser.send("/profile/password", data).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]


def test_sign_ins_are_listed_and_the_others_ended(sign_in: SignIn) -> None:
    member = make_member()
    here, there = sign_in(member), sign_in(member)
    assert here.get("/profile").text.count("<li>") >= 2
    assert "this browser" in here.get("/profile").text
    assert here.send("/profile/sign-ins/end-others").location == "/profile"
    assert there.get("/profile").status_code == 302
    assert "Sign out everywhere else" not in here.get("/profile").text


def test_the_language_is_kept_and_spoken_at_once(sign_in: SignIn) -> None:
    member = make_member()
    browser = sign_in(member)
    answer = browser.send("/profile/language", {"locale": "ur"})
    assert 'dir="rtl"' in browser.get(answer.location).text
    db.session.refresh(member)
    assert member.locale == "ur"


def test_what_only_staff_may_set_cannot_be_sent_along(sign_in: SignIn) -> None:
    member = make_member()
    data = {"name": "Ayesha Khan", "is_blocked": "y", "role": "administrator", "number": "H-1"}
    sign_in(member).send("/profile/name", data)
    db.session.refresh(member)
    assert (member.is_blocked, set(member.roles)) == (False, {"trainee"})
    assert member.number != "H-1"
