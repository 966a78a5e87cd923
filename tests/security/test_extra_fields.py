"""Fields that no form has, sent along with every form: what the server alone decides stays."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import Attempt, Quiz
from lms.certificates.models import Certificate
from lms.courses.models import BlockProgress, Course, CourseAuthor, CourseRevision, Enrolment
from lms.db import db
from lms.members.models import Member, MemberRole, Role
from lms.web.app import App
from tests.factories import make_member
from tests.security.conftest import SignIn
from tests.security.town import OTHER_SLUG, Address, Town, asked, build

EXTRA: dict[str, Any] = {
    **dict.fromkeys(("id", "member_id", "enrolment_id", "course_id", "attempt_id"), "1"),
    **dict.fromkeys(("quiz_id", "bank_id", "question_id", "author_id", "actor_id"), "1"),
    **dict.fromkeys(("score", "max_score", "basis_points", "percent", "mark", "progress"), "100"),
    **dict.fromkeys(("passed", "is_open", "is_current", "is_published", "is_staff"), "true"),
    **dict.fromkeys(("completed_at", "submitted_at", "deadline_at", "published_at"), "2030-01-01"),
    **dict.fromkeys(("roles", "roles-0", "roles-0-role", "grants"), "administrator"),
    "is_blocked": "",
    "state": "graded",
    "ref": "mine",
    "external_number": "mine",
    "cnic": "12345-1234567-1",
    "password_hash": "mine",
    "archived_at": "",
    "authors": "mine",
    "snapshot_json": "{}",
    "revoked_at": "",
}


@pytest.fixture
def town(app: App, sign_in: SignIn) -> Town:
    return build(app, sign_in)


def decided_by_the_server() -> dict[str, Any]:
    """What no form of a learner's may change."""
    member = (Member.id, Member.number, Member.ref, Member.is_blocked, Member.password_hash)
    office = (Member.external_number, Member.cnic, Member.email, Member.mobile)
    attempt = (Attempt.id, Attempt.enrolment_id, Attempt.deadline_at, Attempt.drawn, Attempt.number)
    enrolment = (Enrolment.id, Enrolment.member_id, Enrolment.course_id, Enrolment.completed_at)
    return {
        "members": _values(*member, *office),
        "roles": _values(MemberRole.member_id, MemberRole.role),
        "attempts": _values(*attempt),
        "marks": [bool(score) for score in db.session.scalars(sa.select(Attempt.score))],
        "passed": [bool(passed) for passed in db.session.scalars(sa.select(Attempt.passed))],
        "enrolments": _values(*enrolment),
        "gates": _values(BlockProgress.enrolment_id, BlockProgress.key),
        "certificates": _values(Certificate.id, Certificate.snapshot_json, Certificate.revoked_at),
    }


def _values(*columns: Any) -> list[str]:
    return sorted(map(repr, db.session.execute(sa.select(*columns))))


def test_a_trainee_can_send_along_nothing(town: Town, sign_in: SignIn) -> None:
    client, before = sign_in(town.trainee), decided_by_the_server()
    own = [a for a in town.addresses() if a.is_unsafe and not a.guard.roles]
    for address in own:
        if address.endpoint not in {"members.sign_out", "members.sign_up"}:
            answer = asked(client, address, **EXTRA)
            assert answer.status_code < 500, address
    assert len(own) > 15
    assert decided_by_the_server() == before


def test_nor_in_json(town: Town, sign_in: SignIn) -> None:
    client, before = sign_in(town.trainee), decided_by_the_server()
    headers = {"X-CSRFToken": client.csrf_token(), "Referer": "https://learn.example.org/"}
    op = {"id": "a", "question": 1, "seq": 1, "value": "3"} | EXTRA
    body = EXTRA | {"ops": [op], "confirmed": True}
    for address in town.addresses():
        if address.is_unsafe and address.rule.startswith("/attempts/"):
            answer = client.post(address.url, json=body, headers=headers)
            assert answer.status_code in {200, 404, 422}, address  # an exam gives no hints
    assert decided_by_the_server() == before


def test_nor_can_a_stranger_who_signs_up(town: Town, sign_in: SignIn) -> None:
    before = decided_by_the_server()
    form = {"name": "Mine Now", "contact": "mine@example.org", "password": "gulberg-lahore-77"}
    client = town.app.test_client()
    answer = client.send("/sign-up", EXTRA | form | {"accept": "y", "role": "administrator"})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    made = db.session.scalars(sa.select(Member).where(Member.email == "mine@example.org")).one()
    assert (made.roles, made.external_number, made.cnic) == ({Role.TRAINEE}, None, None)
    assert decided_by_the_server()["roles"] == before["roles"]


def test_a_coordinator_gives_no_role_by_another_form(town: Town, sign_in: SignIn) -> None:
    client = sign_in(make_member("Ceema Coordinator", roles=[Role.COORDINATOR]))
    before = _values(MemberRole.member_id, MemberRole.role)
    for address in _unsafe_of_the_office(town):
        assert asked(client, address, **EXTRA).status_code < 500, address
    assert _values(MemberRole.member_id, MemberRole.role) == before


def _unsafe_of_the_office(town: Town) -> list[Address]:
    """Giving a role is among them: the plausible role there is that of an administrator."""
    return [a for a in town.addresses() if a.is_unsafe and Role.COORDINATOR in a.guard.roles]


def test_an_author_reaches_no_other_course_by_a_field(town: Town, sign_in: SignIn) -> None:
    other = db.session.scalars(sa.select(Course).where(Course.slug == OTHER_SLUG)).one()
    quiz = db.session.scalars(sa.select(Quiz).where(Quiz.course_id == other.id)).one()
    ids = {"course_id": other.id, "quiz_id": quiz.id, "course": OTHER_SLUG, "module_id": "2"}
    client, before = sign_in(town.author), _of_course(other.id)
    for address in town.addresses():
        if address.is_unsafe and "/teach/" in address.rule:
            assert asked(client, address, **(EXTRA | ids)).status_code < 500, address
    assert _of_course(other.id) == before


def _of_course(course_id: int) -> dict[str, Any]:
    def own(column: Any) -> Any:
        return column == course_id

    course = sa.select(*Course.__table__.c).where(own(Course.id))
    authors = sa.select(CourseAuthor.member_id).where(own(CourseAuthor.course_id))
    quizzes = sa.select(*Quiz.__table__.c).where(own(Quiz.course_id))
    revisions = sa.select(CourseRevision.number).where(own(CourseRevision.course_id))
    found = {"course": course, "authors": authors, "quizzes": quizzes, "revisions": revisions}
    return {name: repr(db.session.execute(query).all()) for name, query in found.items()}
