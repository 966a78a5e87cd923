"""A certificate is issued when a course is completed: once, and frozen."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.certificates import actions, codes, kept, numbers, queries
from lms.certificates.models import Certificate, CertificateEvent, EventKind
from lms.certificates.snapshot import Snapshot
from lms.courses.actions import enrol, mark_done
from lms.courses.models import Enrolment, Lesson
from lms.courses.queries import current_revision
from lms.db import db, unit_of_work
from lms.jobs.worker import run_all
from lms.members import actions as members
from lms.members.models import Member
from lms.web.app import App
from tests.assessments import room
from tests.certificates import foreign
from tests.conftest import Client
from tests.factories import complete, make_certificate, make_course, make_enrolment, make_member


def issued() -> list[Certificate]:
    return list(db.session.scalars(sa.select(Certificate).order_by(Certificate.id)))


def test_completing_a_course_issues_one_certificate_with_a_sound_number_and_code(app: App) -> None:
    certificate = make_certificate()
    assert issued() == [certificate]
    assert numbers.parse(certificate.number) == certificate.number
    assert codes.parse(certificate.code) == certificate.code
    [event] = db.session.scalars(sa.select(CertificateEvent)).all()
    assert (event.kind, event.certificate) == (EventKind.ISSUED, certificate)


def test_the_snapshot_says_what_was_true_that_day(app: App, clock: Callable[..., None]) -> None:
    clock(datetime(2026, 11, 21, 20, 30, tzinfo=UTC))  # half past one of the 22nd in Karachi
    member = make_member("Ayesha Siddiqui", name_ur="عائشہ صدیقی")
    told = make_certificate(member, course=make_course("prices")).snapshot
    assert told.name == {"en": "Ayesha Siddiqui", "ur": "عائشہ صدیقی"}
    assert told.course == {"en": "Course prices", "ur": "کورس prices"}
    assert told.objectives == ({"en": "Name a fair price", "ur": "مناسب قیمت بتانا"},)
    assert (told.hours, told.score) == (2, None)
    assert told.completed_on == told.issued_on == date(2026, 11, 22)
    assert told.url == f"https://learn.example.org/c/{told.code}"
    assert told.issuer["en"] == app.config["ISSUER_NAME"]
    assert member.number not in str(told.to_json())


def test_the_confirmed_name_goes_before_the_name_of_the_record(app: App) -> None:
    member = make_member("Ayesha K", name_ur="عائشہ")
    members.confirm_name(member, "Ayesha Khan", None)
    assert make_certificate(member).snapshot.name == {"en": "Ayesha Khan"}


def test_the_score_is_that_of_the_quizzes_to_one_decimal(
    sign_in: Callable[[Member], Client],
) -> None:
    course, member = room.make_course(), make_member()
    enrolment = make_enrolment(course, member)
    learner = room.Learner(sign_in(member), member)
    learner.starts()
    learner.sends(*learner.full_ops()[1:])  # all right but the first: five points of six
    complete(enrolment)
    [certificate] = issued()
    assert certificate.snapshot.score == Decimal("83.3")


def test_a_later_change_of_name_or_course_changes_nothing(app: App) -> None:
    member, course = make_member("Ayesha Khan"), make_course("prices")
    certificate = make_certificate(member, course=course, has_pdf=True)
    before = (certificate.snapshot_json, certificate.pdf_sha256)
    members.confirm_name(member, "Ayesha Siddiqui", None)
    member.name = "Somebody Else"
    course.title = {"en": "Another title"}
    course.objectives = []
    db.session.commit()
    db.session.refresh(certificate)
    actions.award_certificate(certificate.enrolment)
    run_all()
    assert (certificate.snapshot_json, certificate.pdf_sha256) == before
    assert issued() == [certificate]
    assert certificate.holder == "Ayesha Khan"


def test_the_pdf_is_made_by_a_task_from_the_snapshot_and_kept_whole(app: App) -> None:
    certificate = make_certificate()
    assert not certificate.has_pdf
    run_all()
    db.session.refresh(certificate)
    path = kept.path_of(certificate.code)
    body = path.read_bytes()
    assert hashlib.sha256(body).hexdigest() == certificate.pdf_sha256
    assert len(body) == certificate.pdf_bytes
    assert certificate.snapshot.printed_number in foreign.text(path)
    assert [x.name for x in path.parent.iterdir() if x.suffix != ".pdf"] == []


def test_a_lost_pdf_is_made_again_with_the_same_bytes(app: App) -> None:
    certificate = make_certificate(has_pdf=True)
    before = certificate.pdf_sha256
    kept.path_of(certificate.code).unlink()
    actions.make_pdf.later(key="again", certificate_id=certificate.id)
    db.session.commit()
    run_all()
    db.session.refresh(certificate)
    assert certificate.pdf_sha256 == before
    assert kept.path_of(certificate.code).is_file()


def test_without_a_public_address_none_is_issued_until_there_is_one(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_IS_LOCAL", True)
    enrolment = make_enrolment(make_course())
    complete(enrolment)
    assert issued() == []
    assert queries.count_without_certificate() == 1
    with pytest.raises(actions.NowhereToVerify):
        actions.issue_missing(enrolment.member_id)
    monkeypatch.setitem(app.config, "PUBLIC_IS_LOCAL", False)
    assert actions.issue_missing(enrolment.member_id) == 1
    assert queries.count_without_certificate() == 0
    assert actions.issue_missing(enrolment.member_id) == 0


def test_a_demo_issues_for_this_machine_alone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_IS_LOCAL", True)
    monkeypatch.setitem(app.config, "DEMO", True)
    assert make_certificate().code


def test_an_enrolment_that_is_not_completed_gets_none(app: App) -> None:
    with pytest.raises(ValueError, match="not completed"):
        actions.award_certificate(make_enrolment(make_course()))


def test_the_certificate_is_undone_with_the_completion(app: App) -> None:
    enrolment = make_enrolment(make_course())
    revision = current_revision(enrolment.course_id)
    assert revision is not None
    for lesson in revision.outline:
        mark_done(enrolment, db.session.get_one(Lesson, lesson.id))
    assert len(issued()) == 1
    db.session.rollback()
    assert issued() == []


def test_many_who_complete_at_once_get_one_certificate(real_app: App, tmp_path: Path) -> None:
    """Two last lessons, finished by eight requests at the same moment."""
    member, course = make_member(), make_course()
    enrolment = enrol(member, course)
    db.session.commit()
    revision = current_revision(course.id)
    assert revision is not None
    keys = [lesson.key for lesson in revision.outline]
    url = real_app.config["PUBLIC_URL"]
    token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
    db.session.commit()
    browsers: list[Client] = []
    for _ in range(8):
        browser: Client = real_app.test_client()  # type: ignore[assignment]
        with browser.session_transaction(base_url=url) as session:
            session["_user_id"] = token
        browsers.append(browser)
    slug, wanted = course.slug, enrolment.id
    statuses: list[int] = []
    db.session.remove()

    def finish(number: int) -> None:
        answer = browsers[number].send(f"/courses/{slug}/lessons/{keys[number % 2]}/done")
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=finish, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {302, 303, 409}, statuses
    assert [one.enrolment_id for one in issued()] == [wanted]


def test_of_two_awards_at_once_the_unique_key_lets_one_win(
    real_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_app.config["PUBLIC_IS_LOCAL"] = True
    enrolment = make_enrolment(make_course())
    complete(enrolment)
    real_app.config["PUBLIC_IS_LOCAL"] = False
    wanted = enrolment.id
    db.session.remove()
    ready, outcomes = threading.Barrier(4), []

    def award() -> None:
        with real_app.app_context():
            ready.wait()
            try:
                with unit_of_work():
                    actions.award_certificate(db.session.get_one(Enrolment, wanted))
                outcomes.append("won")
            except sa.exc.IntegrityError:
                outcomes.append("lost")

    threads = [threading.Thread(target=award) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(issued()) == 1
    assert "won" in outcomes
    [certificate] = issued()
    assert certificate.snapshot == Snapshot.from_json(certificate.snapshot_json)
