"""Following a quiz, and what staff may do to an attempt: with a reason, and noted twice."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.actions import handing_in
from lms.assessments.models import AttemptEvent, AttemptState
from lms.audit.models import AuditEntry
from lms.courses import actions as courses
from lms.courses.models import Course
from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members.models import Member, Role
from tests.assessments.room import CANARY, Learner, enrol, make_course, op, visible
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
Clock = Callable[[Any], None]
REASON = {"reason": "The power was gone in the whole street"}
LIVE = "/teach/courses/price-your-work/quizzes/costs/live"


@pytest.fixture
def teacher(begun: Learner, course: Course, sign_in: SignIn) -> Client:
    return sign_in(course.authors[0])


def act(teacher: Client, learner: Learner, what: str, **fields: Any) -> Any:
    return teacher.send(f"{LIVE}/{learner.ref}/{what}", REASON | fields)


def events() -> list[str]:
    return list(db.session.scalars(sa.select(AttemptEvent.kind).order_by(AttemptEvent.id)))


def audited() -> list[str]:
    verbs = sa.select(AuditEntry.verb).where(AuditEntry.object_kind == "attempt")
    return list(db.session.scalars(verbs.order_by(AuditEntry.id)))


def sheet(learner: Learner, *ops: dict[str, Any], attempt: str = "") -> dict[str, Any]:
    body = {"attempt": attempt or learner.ref, "page": "tab", "ops": list(ops)}
    return {"file": (io.BytesIO(json.dumps(body).encode()), "answers.json")}


class TestFollowing:
    def test_the_overview_tells_who_is_how_far(self, begun: Learner, teacher: Client) -> None:
        begun.saves(op("a", 1, "1", 1), op("b", 2, ["1"], 2), op("c", 3, [], 3))
        words = visible(teacher.get(LIVE).text)
        assert "Ayesha Khan" in words
        assert "2/5" in words
        assert "20 minutes" in words
        assert "Open (1)" in words
        part = teacher.get(f"{LIVE}/part").json["html"]
        assert "Ayesha Khan" in part
        assert CANARY not in part + words

    def test_silence_is_shown_where_browsers_are_heard_every_minute(
        self, app: object, sign_in: SignIn, clock: Clock
    ) -> None:
        course = make_course(outage_cap=10)
        member = enrol(course).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        teacher = sign_in(course.authors[0])
        assert "Connected" in visible(teacher.get(LIVE).text)
        clock(now() + timedelta(minutes=3))
        assert "Silent since" in visible(teacher.get(LIVE).text)

    @pytest.mark.parametrize("state", ["submitted", "graded"])
    def test_each_state_has_its_list(self, begun: Learner, teacher: Client, state: str) -> None:
        begun.sends(*begun.full_ops())
        assert ("Ayesha Khan" in teacher.get(f"{LIVE}?state={state}").text) is (state == "graded")
        assert teacher.get(f"{LIVE}?state=lost").status_code == 404

    def test_an_attempt_is_found_under_its_own_quiz_alone(
        self, begun: Learner, teacher: Client, course: Course, sign_in: SignIn
    ) -> None:
        other = make_course("keep-your-books", authors=[course.authors[0]])
        member = courses.enrol(make_member("Bilal Khan"), other).member
        db.session.commit()
        learner = Learner(sign_in(member), member, slug="keep-your-books")
        learner.starts()
        for what in ("", "/extend", "/reopen", "/submit", "/hand-in"):
            assert teacher.get(f"{LIVE}/{learner.ref}{what}").status_code == 404
        assert act(teacher, learner, "extend", minutes="9").status_code == 404


class TestActing:
    def test_time_is_added_with_a_reason(self, begun: Learner, teacher: Client) -> None:
        before = begun.row().deadline_at
        assert before is not None
        assert act(teacher, begun, "extend", minutes="15").status_code == 303
        assert begun.row().deadline_at == before + timedelta(minutes=15)
        assert (events(), audited()) == (["extended"], ["attempts.extended"])
        page = visible(teacher.get(f"{LIVE}/{begun.ref}").text)
        assert "Time was added by staff" in page
        assert "power was gone" in page
        assert begun.saves(op("a", 1, "1", 1)).json["seconds"] > 34 * 60

    def test_the_task_at_the_old_end_leaves_it_open(
        self, begun: Learner, teacher: Client, clock: Clock
    ) -> None:
        before = begun.row().deadline_at
        act(teacher, begun, "extend", minutes="15")
        assert before is not None
        clock(before)
        run_all()
        assert begun.row().state == AttemptState.OPEN
        clock(before + timedelta(minutes=15))
        run_all()
        assert begun.row().state == AttemptState.GRADED

    @pytest.mark.parametrize(
        ("what", "fields"),
        [
            ("extend", {"minutes": "5", "reason": ""}),
            ("extend", {"minutes": "0"}),
            ("extend", {"minutes": "99999"}),
            ("reopen", {"reason": "no"}),
            ("submit", {"reason": " "}),
        ],
    )
    def test_nothing_is_done_without_a_reason_or_out_of_bounds(
        self, begun: Learner, teacher: Client, what: str, fields: dict[str, str]
    ) -> None:
        assert act(teacher, begun, what, **fields).status_code == 422
        assert (events(), audited(), begun.row().state) == ([], [], AttemptState.OPEN)

    def test_an_attempt_that_failed_is_opened_again_and_goes_on(
        self, begun: Learner, teacher: Client
    ) -> None:
        begun.sends(op("a", 1, "1", 1))
        assert begun.row().passed is False
        assert act(teacher, begun, "reopen", minutes="10").status_code == 303
        row = begun.row()
        assert (row.state, row.score, row.passed) == (AttemptState.OPEN, None, None)
        begun.sends(*begun.full_ops(seq=10))
        assert begun.row().passed
        assert (events(), audited()) == (["reopened"], ["attempts.reopened"])

    def test_what_is_passed_or_open_or_beside_an_open_one_is_not_opened(
        self, begun: Learner, teacher: Client
    ) -> None:
        assert "This attempt is open" in act(teacher, begun, "reopen", minutes="5").text
        begun.sends()
        first = begun.ref
        begun.starts()
        failed = Learner(begun.client, begun.member, ref=first)
        assert "another attempt open" in act(teacher, failed, "reopen", minutes="5").text
        begun.sends(*begun.full_ops())
        assert "is passed" in act(teacher, begun, "reopen", minutes="5").text
        assert (events(), audited()) == ([], [])

    def test_an_attempt_is_sent_for_somebody(self, begun: Learner, teacher: Client) -> None:
        begun.saves(*begun.full_ops())
        assert act(teacher, begun, "submit").status_code == 303
        assert begun.row().passed
        assert (events(), audited()) == (["sent-for"], ["attempts.sent"])
        assert "sent already" in act(teacher, begun, "submit").text

    def test_nobody_decides_about_themselves(
        self, begun: Learner, course: Course, sign_in: SignIn
    ) -> None:
        teacher = course.authors[0]
        courses.enrol(teacher, course)
        db.session.commit()
        own = Learner(sign_in(teacher), teacher)
        own.starts()
        assert own.client.get(f"{LIVE}/{own.ref}").status_code == 200
        for what in ("extend", "reopen", "submit", "hand-in"):
            assert act(own.client, own, what, minutes="50").status_code == 403
        assert events() == []

    def test_another_instructor_finds_nothing(self, begun: Learner, sign_in: SignIn) -> None:
        other = sign_in(make_member("Omar Other", roles=[Role.INSTRUCTOR]))
        for what in ("", f"/{begun.ref}", f"/{begun.ref}/extend", "/part"):
            assert other.get(f"{LIVE}{what}").status_code == 404


class TestHandingIn:
    def test_a_file_in_time_counts_as_if_the_page_had_sent_it(self, begun: Learner) -> None:
        begun.saves(op("b", 2, ["2"], 9))
        file = sheet(begun, op("a", 1, "1", 1), op("old", 2, ["1"], 3))
        answer = begun.client.send(f"{begun.url}/hand-in", file)
        assert answer.status_code == 303
        assert begun.stored() == {1: ("1",), 2: ("2",)}
        assert "2 answers are saved" in begun.page()
        assert events() == []

    def test_a_file_after_the_end_is_kept_and_counts_when_staff_says_so(
        self, begun: Learner, teacher: Client, clock: Clock
    ) -> None:
        full = begun.full_ops()
        begun.saves(full[0])
        deadline = begun.row().deadline_at
        assert deadline is not None
        clock(deadline)
        run_all()
        for _try in range(2):
            assert begun.client.send(f"{begun.url}/hand-in", sheet(begun, *full)).status_code == 303
        assert (begun.row().passed, events()) == (False, ["handed-in"])
        assert "The file is kept" in begun.page(f"{begun.url}/result")
        event = db.session.scalars(sa.select(AttemptEvent)).one()
        page = teacher.get(f"{LIVE}/{begun.ref}").text
        assert f"/handed-in/{event.id}/take" in page
        assert act(teacher, begun, f"handed-in/{event.id}/take").status_code == 303
        assert begun.row().passed
        assert begun.row().submitted_at == deadline
        assert (events(), audited()) == (["handed-in", "taken"], ["attempts.taken"])

    def test_staff_hands_in_for_somebody(self, begun: Learner, teacher: Client) -> None:
        url = f"{LIVE}/{begun.ref}/hand-in"
        assert teacher.send(url, sheet(begun, op("a", 1, "1", 1))).status_code == 303
        assert begun.stored() == {1: ("1",)}

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff\xfe",
            b"[]",
            b"{}",
            b'{"attempt": 7, "ops": []}',
            b'{"attempt": "REF", "ops": [{"id": "a", "question": -1, "seq": 1}]}',
            b'{"attempt": "REF", "ops": "all"}',
            b"[" * 100_000,
            b'{"attempt": "REF"' + b" " * 300_000 + b"}",
        ],
    )
    def test_what_is_no_file_of_ours_is_refused_in_a_sentence(
        self, begun: Learner, data: bytes
    ) -> None:
        data = data.replace(b"REF", begun.ref.encode())
        file = {"file": (io.BytesIO(data), "answers.json")}
        answer = begun.client.send(f"{begun.url}/hand-in", file)
        assert answer.status_code == 422
        assert "no file with answers" in answer.text

    def test_the_file_of_another_attempt_is_refused(self, begun: Learner) -> None:
        file = sheet(begun, op("a", 1, "1", 1), attempt="somebody-else")
        answer = begun.client.send(f"{begun.url}/hand-in", file)
        assert (answer.status_code, begun.stored()) == (422, {})
        assert "of another attempt" in answer.text

    def test_late_files_are_kept_to_a_number(self, begun: Learner) -> None:
        begun.sends()
        statuses = [
            begun.client.send(f"{begun.url}/hand-in", sheet(begun, op(f"a{n}", 1, "1", n + 1)))
            for n in range(handing_in.MOST_FILES + 1)
        ]
        assert [one.status_code for one in statuses].count(422) == 1
        assert len(events()) == handing_in.MOST_FILES
