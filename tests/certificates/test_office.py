"""What the programme office does with certificates, and that nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.certificates import actions
from lms.certificates.models import Certificate, CertificateEvent, EventKind
from lms.db import db
from lms.members.models import Member, Role
from lms.web.app import App
from tests.conftest import Client
from tests.factories import complete, make_certificate, make_course, make_enrolment, make_member

SignIn = Callable[[Member], Client]
OFFICE = [Role.COORDINATOR, Role.ADMINISTRATOR]
OTHERS = [Role.TRAINEE, Role.INSTRUCTOR, Role.ASSESSOR]
REASON = "The quiz was taken by somebody else."


def revoke_url(certificate: Certificate) -> str:
    return f"/certificates/{certificate.number}/revoke"


@pytest.mark.parametrize("role", [None, *OTHERS])
def test_nobody_but_the_office_lists_issues_or_revokes(
    client: Client, sign_in: SignIn, role: Role | None
) -> None:
    certificate = make_certificate()
    browser = client if role is None else sign_in(make_member(roles={role} - {Role.TRAINEE}))
    refused = 302 if role is None else 403
    for answer in (
        browser.get("/certificates"),
        browser.get(revoke_url(certificate)),
        browser.send(revoke_url(certificate), {"reason": REASON}),
        browser.send("/certificates/issue-missing"),
    ):
        assert answer.status_code == refused
    db.session.refresh(certificate)
    assert certificate.revoked_at is None


@pytest.mark.parametrize("role", OFFICE)
def test_the_office_revokes_with_a_reason_after_a_page_that_asks(
    sign_in: SignIn, client: Client, role: Role
) -> None:
    certificate = make_certificate(make_member("Ayesha Siddiqui"))
    officer = make_member("Nadia Rahim", roles=[role])
    office = sign_in(officer)
    page = office.get(f"/c/{certificate.code}").text
    assert revoke_url(certificate) in page
    asked = office.get(revoke_url(certificate)).text
    assert "Ayesha Siddiqui" in asked
    assert "This cannot be undone." in asked
    done = office.send(revoke_url(certificate), {"reason": f"  {REASON} "})
    assert (done.status_code, done.location) == (302, f"/c/{certificate.code}")
    assert REASON in client.get(f"/c/{certificate.code}").text
    events = db.session.scalars(sa.select(CertificateEvent).order_by(CertificateEvent.id)).all()
    assert [event.kind for event in events] == [EventKind.ISSUED, EventKind.REVOKED]
    assert (events[1].actor_id, events[1].reason) == (officer.id, REASON)
    [entry] = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.verb == "certificates.revoked")
    ).all()
    assert (entry.actor_id, entry.object_id) == (officer.id, certificate.id)
    log = office.get("/audit").text
    assert certificate.snapshot.printed_number in log
    assert REASON in log


@pytest.mark.parametrize("reason", ["", "   ", "abc", "x" * 301])
def test_a_reason_that_says_nothing_is_refused(sign_in: SignIn, reason: str) -> None:
    certificate = make_certificate()
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    assert office.send(revoke_url(certificate), {"reason": reason}).status_code == 422
    db.session.refresh(certificate)
    assert certificate.revoked_at is None


def test_revoking_twice_keeps_the_first_reason(sign_in: SignIn) -> None:
    certificate = make_certificate()
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    office.send(revoke_url(certificate), {"reason": REASON})
    again = office.send(revoke_url(certificate), {"reason": "Another reason altogether"})
    assert again.status_code == 422
    assert "revoked before" in again.text
    db.session.refresh(certificate)
    assert certificate.revocation_reason == REASON
    assert "Revoke this certificate" not in office.get(f"/c/{certificate.code}").text


def test_nobody_revokes_his_own(sign_in: SignIn) -> None:
    officer = make_member(roles=[Role.COORDINATOR])
    certificate = make_certificate(officer)
    assert sign_in(officer).get(revoke_url(certificate)).status_code == 403


def test_a_number_that_is_not_there_is_not_found(sign_in: SignIn, app: App) -> None:
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    for number in ("0000000000000", "nonsense"):
        assert office.get(f"/certificates/{number}/revoke").status_code == 404


def test_the_list_is_found_by_name_number_link_and_state(sign_in: SignIn) -> None:
    ayesha = make_certificate(make_member("Ayesha Siddiqui", name_ur="عائشہ صدیقی"))
    bilal = make_certificate(make_member("Bilal Ahmed", name_ur="بلال احمد"))
    officer = make_member("Nadia Rahim", roles=[Role.COORDINATOR])
    actions.revoke(bilal, REASON, officer.id)
    db.session.commit()
    office = sign_in(officer)

    def found(**query: str) -> set[str]:
        page = office.get("/certificates", query_string=query).text
        return {c.holder for c in (ayesha, bilal) if c.snapshot.printed_number in page}

    both = {"Ayesha Siddiqui", "Bilal Ahmed"}
    assert found() == both
    for typed in ("ayesh", "عائشہ", ayesha.number, ayesha.snapshot.printed_number.lower()):
        assert found(q=typed) == {"Ayesha Siddiqui"}, typed
    assert found(q=bilal.snapshot.url) == {"Bilal Ahmed"}
    assert found(state="revoked") == {"Bilal Ahmed"}
    assert found(state="valid") == {"Ayesha Siddiqui"}
    assert found(state="expired") == set()
    assert found(state="nonsense") == both
    assert found(q="nobody of this name") == set()


def test_states_of_the_list_are_those_of_the_page(sign_in: SignIn, app: App) -> None:
    certificate = make_certificate()
    certificate.expires_on = date(2020, 1, 1)
    db.session.commit()
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    for state, is_there in (("expired", True), ("valid", False), ("revoked", False)):
        page = office.get(f"/certificates?state={state}").text
        assert (certificate.snapshot.printed_number in page) is is_there


def test_an_empty_list_says_what_will_be_here(sign_in: SignIn, app: App) -> None:
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    assert "No certificate yet" in office.get("/certificates").text


def test_the_office_is_told_of_what_could_not_be_issued_and_issues_it(
    sign_in: SignIn, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_IS_LOCAL", True)
    for _ in range(2):
        complete(make_enrolment(make_course(f"course-{_}")))
    office = sign_in(make_member(roles=[Role.COORDINATOR]))
    page = office.get("/certificates").text
    assert "2 completed courses have no certificate yet." in page
    assert "HUNAR_PUBLIC_URL" in page
    assert office.send("/certificates/issue-missing").status_code == 409
    monkeypatch.setitem(app.config, "PUBLIC_IS_LOCAL", False)
    assert "Issue them now" in office.get("/certificates").text
    office.send("/certificates/issue-missing")
    after = office.get("/certificates").text
    assert "2 certificates issued." in after
    assert "no certificate yet" not in after
    assert len(db.session.scalars(sa.select(Certificate)).all()) == 2
