"""An attempt from its start to its result, by script and by plain forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.models import AnswerOp, Attempt, AttemptState, Response
from lms.assessments.review import PRESETS
from lms.courses import queries as courses
from lms.courses.models import Course, Enrolment
from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members.models import Member
from tests.assessments.room import (
    CANARY,
    Learner,
    enrol,
    fields_of,
    make_course,
    op,
    visible,
)
from tests.conftest import Client
from tests.factories import make_member

Clock = Callable[..., None]
SignIn = Callable[[Member], Client]
LATER = timedelta(minutes=20)


def count(model: type[AnswerOp] | type[Attempt] | type[Response]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


class TestStarting:
    def test_the_first_page_says_what_to_expect(self, learner: Learner) -> None:
        words = visible(learner.page(learner.quiz_url))
        for word in ("5 questions", "20 minutes", "70%", "3 attempts left", "Begin the quiz"):
            assert word in words

    def test_starting_opens_an_attempt_and_starting_again_goes_on_with_it(
        self, learner: Learner
    ) -> None:
        first = learner.starts()
        assert learner.starts().location == first.location
        assert count(Attempt) == 1
        assert "Go on with your attempt" in learner.page(learner.quiz_url)

    def test_attempts_end_when_their_number_is_used_up(self, learner: Learner) -> None:
        for _number in range(3):
            learner.starts()
            learner.sends()
        answer = learner.starts()
        assert answer.status_code == 422
        assert "used all your attempts" in answer.text
        assert "used all your attempts" in learner.page(learner.quiz_url)
        assert count(Attempt) == 3

    def test_who_is_not_enrolled_finds_nothing(self, learner: Learner, sign_in: SignIn) -> None:
        learner.starts()
        stranger = Learner(sign_in(make_member("Sana Stranger")), learner.member, ref=learner.ref)
        for url in ("", "/check", "/result", "/token"):
            assert stranger.client.get(stranger.url + url).status_code == 404
        assert stranger.client.get(learner.quiz_url).status_code == 404
        assert stranger.client.send(f"{learner.quiz_url}/attempts").status_code == 404
        assert stranger.saves(op("a", 1, "1", 1)).status_code == 404
        assert stranger.sends().status_code == 404
        assert stranger.client.send(f"{stranger.url}/submit").status_code == 404
        assert learner.row().state == AttemptState.OPEN

    def test_another_learner_of_the_course_finds_nothing_either(
        self, begun: Learner, course: Course, sign_in: SignIn
    ) -> None:
        other = Learner(sign_in(enrol(course, "Bilal").member), begun.member, ref=begun.ref)
        assert other.client.get(other.url).status_code == 404
        assert other.saves(op("a", 1, "1", 1)).status_code == 404

    def test_a_quiz_that_is_not_published_is_not_there(self, learner: Learner) -> None:
        assert learner.client.get("/courses/price-your-work/quizzes/other").status_code == 404


def told(answer: Any) -> dict[str, Any]:
    """What became of the operations."""
    return {name: answer.json[name] for name in ("saved", "refused", "overtaken")}


class TestSaving:
    def test_an_answer_is_saved_and_stands_on_the_page_again(self, begun: Learner) -> None:
        answer = begun.saves(op("a", 1, ["1"], 1))
        assert told(answer) == {"saved": ["a"], "refused": [], "overtaken": []}
        assert begun.stored() == {1: ("1",)}
        assert re.search(r'id="q1-1" value="[^"]*"[^>]* checked', begun.page())

    def test_sending_an_operation_again_changes_nothing(self, begun: Learner) -> None:
        for _try in range(3):
            assert begun.saves(op("a", 1, ["1"], 1)).json["saved"] == ["a"]
        assert count(AnswerOp) == 1
        assert count(Response) == 1

    def test_the_higher_number_stays_whatever_comes_first(self, begun: Learner) -> None:
        begun.saves(op("b", 4, "20", 5))
        late = begun.saves(op("a", 4, "10", 4))
        assert told(late) == {"saved": ["a"], "refused": [], "overtaken": ["a"]}
        assert begun.stored() == {4: ("20",)}
        assert count(AnswerOp) == 2

    def test_several_answers_to_one_question_in_one_request(self, begun: Learner) -> None:
        answer = begun.saves(op("b", 1, "2", 2), op("a", 1, "1", 1), op("c", 1, "3", 3))
        assert answer.json["saved"] == ["b", "a", "c"]
        assert begun.stored() == {1: ("3",)}

    def test_an_answer_can_be_taken_back(self, begun: Learner) -> None:
        begun.saves(op("a", 1, "1", 1))
        begun.saves(op("b", 1, [], 2))
        assert begun.stored() == {1: ()}

    def test_what_the_page_cannot_have_sent_is_refused_and_the_rest_is_saved(
        self, begun: Learner
    ) -> None:
        answer = begun.saves(
            op("bad", 99, "1", 1), op("long", 1, "9" * 300, 2), op("ok", 2, "1", 3)
        )
        assert answer.status_code == 200
        assert answer.json["saved"] == ["ok"]
        assert {row["id"] for row in answer.json["refused"]} == {"bad", "long"}
        assert all(row["reason"] for row in answer.json["refused"])
        assert list(begun.stored()) == [2]

    @pytest.mark.parametrize(
        "body",
        [
            [],
            "x",
            5,
            {"ops": {}},
            {"ops": [1]},
            {"ops": [{}]},
            {"ops": [op("", 1, "1", 1)]},
            {"ops": [op("a" * 65, 1, "1", 1)]},
            {"ops": [op("a b", 1, "1", 1)]},
            {"ops": [op("a", 1, "1", 0)]},
            {"ops": [op("a", 1, "1", 2**60)]},
            {"ops": [op("a", True, "1", 1)]},
            {"ops": [op("a", "1", "1", 1)]},
            {"ops": [op("a", 1, {"x": 1}, 1)]},
            {"ops": [op("a", 1, [1], 1)]},
            {"ops": [op("a", 1, ["1"] * 201, 1)]},
            {"ops": [op(f"a{n}", 1, "1", n + 1) for n in range(201)]},
        ],
    )
    def test_a_body_that_no_script_of_ours_sends_is_a_bad_request(
        self, begun: Learner, body: object
    ) -> None:
        answer = begun.json(f"{begun.url}/answers", body)
        assert answer.status_code == 400
        assert answer.mimetype == "application/problem+json"
        assert begun.stored() == {}

    def test_a_body_of_a_megabyte_is_too_large(self, begun: Learner) -> None:
        assert begun.saves(op("a", 1, "9" * 2**20, 1)).status_code == 413

    def test_names_that_the_server_owns_change_nothing(self, begun: Learner) -> None:
        extra = {"score": "5", "state": "graded", "passed": True, "member_id": 1, "attempt_id": 7}
        begun.saves(op("a", 1, "1", 1) | extra | {"mark": "1"})
        begun.json(f"{begun.url}/answers", {"ops": [], **extra})
        begun.client.send(f"{begun.url}/answers", {**fields_of(begun.page()), **extra})
        row = begun.row()
        assert (row.state, row.score, row.passed) == (AttemptState.OPEN, None, None)
        assert db.session.scalars(sa.select(Response.mark)).all() in ([None], [])

    def test_a_stale_token_is_a_bad_request_and_a_fresh_one_is_to_be_had(
        self, begun: Learner
    ) -> None:
        headers = {"X-CSRFToken": "stale", "Referer": "https://learn.example.org/"}
        body = {"ops": [op("a", 1, "1", 1)]}
        url = f"{begun.url}/answers"
        assert begun.client.post(url, json=body, headers=headers).status_code == 400
        headers["X-CSRFToken"] = begun.client.get(f"{begun.url}/token").json["token"]
        assert begun.client.post(url, json=body, headers=headers).status_code == 200

    def test_who_is_signed_out_is_told_so_in_json(self, begun: Learner) -> None:
        signed_out = begun.client.application.test_client()
        answer = signed_out.get(f"{begun.url}/token", headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
        visitor = Learner(signed_out, begun.member, ref=begun.ref)
        assert visitor.saves(op("a", 1, "1", 1)).status_code == 401


class TestSending:
    def test_full_answers_pass_and_open_the_way_on(self, begun: Learner, course: Course) -> None:
        answer = begun.sends(*begun.full_ops())
        assert answer.json["next"] == f"{begun.url}/result"
        words = visible(begun.page(f"{begun.url}/result"))
        assert "You have passed" in words
        assert "6 of 6 marks, that is 100%" in words
        assert "Next lesson" in words
        standing = courses.standing(course.slug, begun.member.id)
        assert standing is not None
        assert {gate.key for gate in standing.gates_done} == {"costs"}

    def test_the_last_thing_done_completes_the_course(self, begun: Learner, course: Course) -> None:
        begun.client.send(f"/courses/{course.slug}/lessons/reading/done")
        begun.sends(*begun.full_ops())
        enrolment = db.session.scalars(sa.select(Enrolment)).one()
        assert enrolment.completed_at is not None
        assert queries.course_score(enrolment) == 100
        assert "/completed" in begun.page(f"{begun.url}/result")

    def test_nothing_answered_fails_and_offers_another_try(self, begun: Learner) -> None:
        begun.sends()
        page = begun.page(f"{begun.url}/result")
        assert "Not passed yet" in page
        assert "0 of 6 marks" in page
        assert "Try again" in page
        assert "2 attempts left" in page

    def test_sending_again_gives_the_same_answer_and_one_grade(self, begun: Learner) -> None:
        ops = begun.full_ops()
        first = begun.sends(*ops)
        graded = begun.row().submitted_at
        assert begun.sends(*ops).json == first.json
        assert begun.sends().json["next"] == first.json["next"]
        again = begun.client.send(f"{begun.url}/submit", {"confirmed": "yes"})
        assert again.location == first.json["next"]
        assert begun.row().submitted_at == graded

    def test_an_answer_sent_again_after_grading_still_counts_as_saved(self, begun: Learner) -> None:
        begun.saves(op("a", 1, "1", 1))
        begun.sends()
        answer = begun.saves(op("a", 1, "1", 1))
        assert (answer.status_code, answer.json["saved"]) == (200, ["a"])

    def test_a_new_answer_after_grading_is_refused_with_what_is_stored(
        self, begun: Learner
    ) -> None:
        begun.saves(op("a", 1, "1", 1))
        begun.sends()
        score = begun.row().score
        answer = begun.saves(op("a", 1, "1", 1), op("b", 1, "2", 2))
        assert answer.status_code == 409
        assert answer.mimetype == "application/problem+json"
        assert answer.json["saved"] == ["a"]
        assert answer.json["refused"][0]["id"] == "b"
        assert answer.json["stored"] == {"1": ["1"]}
        assert "sent already" in answer.json["detail"]
        assert begun.row().score == score
        assert begun.stored() == {1: ("1",)}

    def test_questions_without_answer_are_asked_about_first(self, begun: Learner) -> None:
        answer = begun.sends(op("a", 2, "1", 1), confirmed=False)
        assert answer.json["next"] == f"{begun.url}/check"
        assert begun.row().state == AttemptState.OPEN
        page = begun.page(f"{begun.url}/check")
        assert "4 questions have no answer yet" in page
        assert 'href="/attempts/' in page
        assert "#q1" in page
        assert "#q2" not in page
        sent = begun.client.send(f"{begun.url}/submit", {"confirmed": "yes"})
        assert sent.location == f"{begun.url}/result"

    def test_marks_are_kept_with_the_answers(self, begun: Learner) -> None:
        begun.sends(*begun.full_ops())
        marks = db.session.scalars(sa.select(Response.mark)).all()
        assert sum(mark for mark in marks if mark is not None) == begun.row().score == 6


class TestTime:
    def test_answers_after_the_deadline_are_refused_by_the_servers_clock(
        self, begun: Learner, clock: Clock
    ) -> None:
        begun.saves(op("a", 1, "1", 1))
        deadline = begun.row().deadline_at
        assert deadline is not None
        clock(deadline - timedelta(seconds=1))
        assert begun.saves(op("b", 2, "1", 2)).status_code == 200
        clock(deadline)
        answer = begun.saves(op("c", 3, "true", 3))
        assert answer.status_code == 409
        assert "time was up" in answer.json["detail"]
        assert list(begun.stored()) == [1, 2]

    def test_an_overdue_attempt_is_graded_as_it_stands_by_the_worker(
        self, begun: Learner, clock: Clock
    ) -> None:
        begun.saves(*begun.full_ops())
        run_all()
        assert begun.row().state == AttemptState.OPEN
        deadline = begun.row().deadline_at
        assert deadline is not None
        clock(deadline)
        run_all()
        assert (begun.row().state, begun.row().passed) == (AttemptState.GRADED, True)
        assert begun.row().submitted_at == deadline
        assert "The time ran out" in begun.page(f"{begun.url}/result")

    def test_without_a_worker_the_learners_own_button_grades_it(
        self, begun: Learner, clock: Clock
    ) -> None:
        begun.saves(op("a", 1, "1", 1))
        clock(now() + LATER + timedelta(hours=5))
        page = begun.page()
        assert "The time is up" in page
        assert 'name="q1"' not in page
        late = begun.full_ops(seq=10)
        answer = begun.sends(*late, confirmed=False)
        assert answer.json["next"] == f"{begun.url}/result"
        assert len(answer.json["refused"]) == 5
        assert begun.stored() == {1: ("1",)}
        assert begun.row().submitted_at == begun.row().deadline_at
        assert "time was up before" in begun.page(f"{begun.url}/result")

    def test_starting_anew_grades_what_is_overdue_first(self, begun: Learner, clock: Clock) -> None:
        first = begun.ref
        clock(now() + LATER)
        assert begun.starts().status_code == 303
        assert begun.ref != first
        states = db.session.scalars(sa.select(Attempt.state).order_by(Attempt.number)).all()
        assert states == [AttemptState.GRADED, AttemptState.OPEN]

    def test_without_a_limit_there_is_no_deadline(self, sign_in: SignIn, clock: Clock) -> None:
        course = make_course(time_limit=0)
        member = enrol(course).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        clock(datetime(2030, 1, 1, tzinfo=UTC))
        learner = Learner(sign_in(member), member, ref=learner.ref)
        assert learner.saves(op("a", 1, "1", 1)).status_code == 200


class TestWithoutScript:
    def test_the_whole_page_is_one_form_that_saves_and_sends(self, begun: Learner) -> None:
        fields = fields_of(begun.page())
        full = {f"q{n}": value for n, value in begun.full_answers().items()}
        some = {name: full[name] for name in ("q1", "q2", "q3")}
        saved = begun.client.send(f"{begun.url}/answers", fields | some)
        assert saved.status_code == 303
        assert "Saved. 3 of 5 questions have an answer." in begun.page()
        sent = begun.client.send(f"{begun.url}/submit", fields_of(begun.page()) | full)
        assert sent.location == f"{begun.url}/result"
        assert begun.row().passed

    def test_what_was_saved_stands_in_the_form(self, begun: Learner) -> None:
        full = {f"q{n}": value for n, value in begun.full_answers().items()}
        begun.client.send(f"{begun.url}/answers", fields_of(begun.page()) | full)
        again = fields_of(begun.page())
        assert {name: again[name] for name in full} == full

    def test_sending_the_same_page_twice_changes_nothing(self, begun: Learner) -> None:
        fields = fields_of(begun.page()) | {"q1": ["1"]}
        for _try in range(2):
            begun.client.send(f"{begun.url}/answers", fields)
        assert count(AnswerOp) == 1

    def test_an_old_page_does_not_undo_a_newer_answer_and_says_so(self, begun: Learner) -> None:
        old = fields_of(begun.page())
        begun.saves(op("a", 1, "2", 1))
        begun.client.send(f"{begun.url}/answers", old | {"q1": ["1"], "q2": ["1"]})
        assert begun.stored() == {1: ("2",), 2: ("1",)}
        assert "newer answers were kept" in begun.page()

    def test_a_form_that_came_in_half_takes_nothing_back(self, begun: Learner) -> None:
        begun.saves(op("a", 1, "1", 1), op("b", 2, "1", 2))
        fields = fields_of(begun.page())
        half = {"page": fields["page"], "seen": fields["seen"], "asked": ["1"], "q1": ["2"]}
        begun.client.send(f"{begun.url}/answers", half)
        assert begun.stored() == {1: ("2",), 2: ("1",)}

    def test_saving_after_the_end_is_refused_in_a_sentence(
        self, begun: Learner, clock: Clock
    ) -> None:
        fields = fields_of(begun.page()) | {"q1": ["1"]}
        clock(now() + LATER)
        answer = begun.client.send(f"{begun.url}/answers", fields, follow_redirects=True)
        assert "The time was up before this answer reached us" in answer.text
        assert begun.stored() == {}


class TestSecrecy:
    def test_no_byte_of_an_open_attempt_tells_the_key(self, begun: Learner) -> None:
        begun.saves(*begun.full_ops())
        answers = [
            begun.client.get(begun.quiz_url),
            begun.client.get(begun.url),
            begun.client.get(f"{begun.url}?lang=ur"),
            begun.client.get(f"{begun.url}/check"),
            begun.client.get(f"{begun.url}/token"),
            begun.client.get(f"{begun.url}/result", follow_redirects=True),
            begun.client.get("/courses/price-your-work/lessons/testing"),
            begun.saves(op("x", 1, "1", 50)),
            begun.sends(op("y", 1, [], 51), confirmed=False),
        ]
        for answer in answers:
            assert answer.status_code == 200, answer.request.path
            said = str(answer.headers) + answer.text
            assert CANARY not in said, answer.request.path
            assert not re.search(r"right\W{0,3}true|data-right|\"score\"|\"mark\"", said.lower())

    @pytest.mark.parametrize(
        ("feedback", "told_when_failed", "told_when_passed"),
        [("after-submit", True, True), ("after-pass", False, True), ("never", False, False)],
    )
    def test_feedback_comes_when_the_quiz_says_so(
        self, sign_in: SignIn, feedback: str, told_when_failed: bool, told_when_passed: bool
    ) -> None:
        member = enrol(make_course(review=PRESETS[feedback])).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        learner.sends()
        failed = learner.url
        assert (CANARY in learner.page(f"{failed}/result")) is told_when_failed
        learner.starts()
        learner.sends(*learner.full_ops())
        assert (CANARY in learner.page(f"{learner.url}/result")) is told_when_passed
        assert (CANARY in learner.page(f"{failed}/result")) is told_when_passed


class TestVersions:
    def test_an_attempt_keeps_the_quiz_it_was_given(self, begun: Learner, course: Course) -> None:
        from lms.courses.actions.publishing import publish
        from tests.assessments.room import CONTENTS, put_quiz, quiz_of

        before = begun.page()
        changed = {"statement": CONTENTS["statement"] | {"text": {"en": "Changed."}}}
        put_quiz(course, {"en": "Other costs"}, changed)
        assert "Changed." not in begun.page()
        publish(course, None)
        db.session.commit()
        assert re.findall("<fieldset.*?</fieldset>", begun.page(), re.S) == re.findall(
            "<fieldset.*?</fieldset>", before, re.S
        )
        begun.sends(*begun.full_ops())
        assert begun.row().score == 6
        begun.starts()
        assert "Changed." in begun.page()
        assert len(begun.opened().slots) == 1
        assert quiz_of(course).title == {"en": "Other costs"}

    def test_the_result_of_each_attempt_is_listed(self, begun: Learner, course: Course) -> None:
        begun.sends()
        begun.starts()
        begun.sends(*begun.full_ops())
        (result,) = queries.results_of(begun.member.id)
        assert (result.attempts, result.percent, result.has_passed) == (2, 100, True)
        assert queries.course_results(course.id) == [result]
        assert "Attempt 2" in begun.page(begun.quiz_url)


def test_a_save_asks_the_database_four_times_at_most(begun: Learner) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            asked.append(statement)

    begun.saves(op("warm", 1, "1", 1))
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        begun.saves(op("a", 1, "2", 2))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert len(asked) <= 4, json.dumps(asked, indent=1)
