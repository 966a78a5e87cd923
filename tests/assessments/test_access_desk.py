"""Access and exceptions: seen before they are saved, held at once, written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments import drafts, queries
from lms.assessments.access import Granted, QuizAccess
from lms.assessments.actions import access as actions
from lms.assessments.actions import exceptions
from lms.assessments.models import AttemptEvent, QuizException
from lms.audit.models import AuditEntry
from lms.courses import grouping
from lms.courses.actions import groups
from lms.courses.actions.drafting import Overtaken
from lms.db import db
from lms.jobs.worker import run_all
from lms.members.models import Role
from tests.assessments.desk import DESK, QUIZ, Desk, SignIn, fields, words
from tests.assessments.room import Learner, enrol, make_course, quiz_of
from tests.factories import make_member

ACCESS = f"{QUIZ}/access"
NEW = f"{QUIZ}/new-exception"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(app: object, sign_in: SignIn) -> Desk:
    return Desk.made(sign_in)


@pytest.fixture
def begun(desk: Desk, sign_in: SignIn) -> Learner:
    """Somebody with an open attempt of twenty minutes."""
    return begins(desk, sign_in)


def begins(desk: Desk, sign_in: SignIn, name: str = "Ayesha Khan") -> Learner:
    member = enrol(desk.course, name).member
    learner = Learner(sign_in(member), member)
    assert learner.starts().status_code == 303
    return learner


def deadline(learner: Learner) -> datetime | None:
    db.session.expire_all()
    return learner.row().deadline_at


def minutes_given(learner: Learner) -> float | None:
    end = deadline(learner)
    return None if end is None else (end - learner.row().started_at) / timedelta(minutes=1)


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)))


def events(learner: Learner) -> list[AttemptEvent]:
    query = sa.select(AttemptEvent).where(AttemptEvent.attempt_id == learner.row().id)
    return list(db.session.scalars(query))


def wanted(desk: Desk, **changes: str) -> dict[str, Any]:
    return fields(desk.page(ACCESS)) | changes


class TestAccess:
    def test_a_change_is_shown_with_what_it_does_and_not_saved(
        self, desk: Desk, begun: Learner
    ) -> None:
        page = words(desk.shows(ACCESS, **wanted(desk, time_limit="30")))
        assert "Minutes for one attempt2030" in page
        assert "Ayesha Khan" in page
        assert "0 of 5" in page
        assert "Later" in page
        assert drafts.access_of(desk.quiz).time_limit == 20
        assert minutes_given(begun) == 20
        assert "assessments.access_changed" not in verbs()

    def test_confirmed_it_moves_open_attempts_and_is_written_down(
        self, desk: Desk, begun: Learner
    ) -> None:
        preview = desk.shows(ACCESS, **wanted(desk, time_limit="30", grace="20"))
        page = desk.does(ACCESS, **fields(preview), confirmed="yes")
        assert "1 open attempt has another end now." in page
        assert drafts.access_of(desk.quiz).time_limit == 30
        assert minutes_given(begun) == 30
        assert begun.row().grace == 20
        (event,) = events(begun)
        assert (event.kind, event.member_id) == ("rules", desk.author.id)
        assert event.data["before"] < event.data["after"]
        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert entry.verb == "assessments.access_changed"
        assert entry.summary["rules"] == "grace, time_limit"
        assert entry.summary["after"] == {"grace": 20, "time_limit": 30}

    def test_an_attempt_whose_time_is_up_by_the_new_rules_ends_at_once(
        self, desk: Desk, begun: Learner, clock: Callable[..., None]
    ) -> None:
        begun.saves(*begun.full_ops())
        started = begun.row().started_at
        clock(started + timedelta(minutes=10))
        preview = desk.shows(ACCESS, **wanted(desk, time_limit="5"))
        assert "Ends at once!" in preview
        desk.does(ACCESS, **fields(preview), confirmed="yes")
        assert minutes_given(begun) == 10
        clock(started + timedelta(minutes=10, seconds=1))
        run_all()
        db.session.expire_all()
        assert begun.row().state == "graded"
        assert begun.row().passed

    def test_more_time_reaches_who_is_working_and_the_old_end_grades_nobody(
        self, desk: Desk, begun: Learner, clock: Callable[..., None]
    ) -> None:
        started = begun.row().started_at
        desk.does(ACCESS, **wanted(desk, time_limit="30"), confirmed="yes")
        clock(started + timedelta(minutes=25))
        run_all()
        assert begun.row().state == "open"
        assert begun.saves({"id": "x", "question": 3, "value": "true", "seq": 1}).status_code == 200
        clock(started + timedelta(minutes=31))
        run_all()
        db.session.expire_all()
        assert begun.row().state == "graded"

    def test_back_leads_to_the_form_with_all_that_was_filled_in(self, desk: Desk) -> None:
        preview = desk.shows(ACCESS, **wanted(desk, time_limit="33", password="mango"))
        page = fields(desk.shows(ACCESS, **fields(preview), back="yes"))
        assert (page["time_limit"], page["password"]) == (["33"], ["mango"])
        assert drafts.access_of(desk.quiz).time_limit == 20

    def test_dates_are_read_by_the_clock_of_the_programme(self, desk: Desk) -> None:
        sent = wanted(desk, opens_at="2026-12-01T09:00", closes_at="2026-12-01T17:30")
        desk.does(ACCESS, **sent, confirmed="yes")
        access = drafts.access_of(desk.quiz)
        assert access.opens_at == datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
        assert access.closes_at == datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
        assert fields(desk.page(ACCESS))["opens_at"] == ["2026-12-01T09:00"]

    def test_every_rule_is_saved_and_nothing_else_changes(self, desk: Desk) -> None:
        sent = wanted(
            desk,
            time_limit="45",
            grace="15",
            attempts="2",
            delay="60",
            outage_cap="5",
            password="mango season",
            addresses="203.0.113.7\r\n198.51.100.0/24\r\n",
        )
        desk.does(ACCESS, **sent, confirmed="yes")
        assert drafts.access_of(desk.quiz) == QuizAccess(
            time_limit=45,
            grace=15,
            attempts=2,
            delay=60,
            outage_cap=5,
            password="mango season",
            addresses=("203.0.113.7", "198.51.100.0/24"),
        )
        before = drafts.access_of(desk.quiz)
        assert "Nothing was changed." in desk.does(ACCESS, **wanted(desk))
        assert drafts.access_of(desk.quiz) == before

    def test_the_log_never_holds_the_password(self, desk: Desk) -> None:
        desk.does(ACCESS, **wanted(desk, password="mango season"), confirmed="yes")
        for entry in db.session.scalars(sa.select(AuditEntry)):
            assert "mango" not in repr(entry.summary)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"opens_at": "2026-12-02T09:00", "closes_at": "2026-12-01T09:00"}, "close after"),
            ({"opens_at": "tomorrow"}, "a date and a time"),
            ({"opens_at": "0001-01-01T00:00"}, "a date and a time"),
            ({"closes_at": "9999-12-31T23:59"}, "a date and a time"),
            ({"time_limit": "-1"}, "from 0 to"),
            ({"time_limit": "99999"}, "from 0 to"),
            ({"attempts": "x"}, "a whole number"),
            ({"addresses": "home"}, "is no address"),
            ({"addresses": "\n".join(["203.0.113.7"] * 51)}, "at most 50"),
            ({"password": "x" * 61}, "at most 60"),
        ],
    )
    def test_rules_out_of_bounds_are_refused(
        self, desk: Desk, changes: dict[str, str], said: str
    ) -> None:
        for more in ({}, {"confirmed": "yes"}):
            assert said in desk.is_refused(ACCESS, **wanted(desk, **changes), **more)
        assert drafts.access_of(desk.quiz).time_limit == 20

    def test_somebody_elses_change_is_seen_first(self, desk: Desk) -> None:
        mine = wanted(desk, attempts="9")
        desk.does(ACCESS, **wanted(desk, time_limit="50"), confirmed="yes")
        for more in ({}, {"confirmed": "yes"}):
            page = desk.is_refused(ACCESS, **mine, **more)
            assert "Somebody else changed this" in page
            assert "50" in page
        assert drafts.access_of(desk.quiz).attempts == 3

    def test_of_two_who_change_at_once_one_is_told(self, desk: Desk) -> None:
        quiz, version = desk.quiz, drafts.access_version(desk.quiz)
        actions.change_access(quiz, QuizAccess(time_limit=5), desk.author.id, version)
        with pytest.raises(Overtaken):
            actions.change_access(quiz, QuizAccess(time_limit=9), desk.author.id, version)
        assert drafts.access_of(desk.quiz).time_limit == 5

    def test_a_draft_is_not_touched_by_access_nor_access_by_publishing(self, desk: Desk) -> None:
        version = drafts.quiz_version(desk.quiz)
        desk.does(ACCESS, **wanted(desk, time_limit="50"), confirmed="yes")
        assert drafts.quiz_version(desk.quiz) == version

    @pytest.mark.queries(18)
    def test_publishing_says_how_many_keep_their_paper(self, desk: Desk, begun: Learner) -> None:
        url = f"{QUIZ}/settings"
        desk.does(url, **(fields(desk.page(url)) | {"pass_mark": "10"}))
        page = desk.page(f"{DESK}/publish")
        assert "1 attempt at a quiz is open: it keeps the questions and rules" in page


def grant(whom: str, **changes: str) -> dict[str, str]:
    empty = {"extra_minutes": "", "attempts": "", "opens_at": "", "closes_at": ""}
    return empty | {"whom": whom, "reason": "Reads with a screen reader"} | changes


class TestExceptions:
    def test_a_learner_is_found_by_name_or_number(self, desk: Desk, begun: Learner) -> None:
        enrol(desk.course, "Bilal Ahmed")
        assert "Bilal Ahmed" in desk.page(NEW)
        page = desk.page(f"{NEW}?q=ayes")
        assert "Ayesha Khan" in page
        assert "Bilal" not in page
        assert "Ayesha Khan" in desk.page(f"{NEW}?q={begun.member.number}")
        assert "Nobody was found" in desk.page(f"{NEW}?q=zzz")

    def test_the_effect_is_seen_before_and_holds_after(self, desk: Desk, begun: Learner) -> None:
        whom = f"learner-{begun.row().enrolment_id}"
        desk.page(f"{NEW}?for={whom}")
        preview = desk.shows(NEW, **grant(whom, extra_minutes="15"))
        assert "15 minutes more" in preview
        assert "Later" in preview
        assert db.session.query(QuizException).count() == 0
        assert minutes_given(begun) == 20
        page = desk.does(NEW, **fields(preview), confirmed="yes")
        assert "1 open attempt has another end now." in page
        assert "Reads with a screen reader" in page
        assert minutes_given(begun) == 35
        assert queries.access_for(desk.quiz, begun.row().enrolment_id).time_limit == 35
        assert [one.kind for one in events(begun)] == ["rules"]
        assert verbs()[-1] == "assessments.exception_given"

    def test_nobody_elses_attempt_is_touched(
        self, desk: Desk, begun: Learner, sign_in: SignIn
    ) -> None:
        other = begins(desk, sign_in, "Bilal Ahmed")
        whom = f"learner-{begun.row().enrolment_id}"
        preview = desk.shows(NEW, **grant(whom, extra_minutes="15"))
        assert "Bilal" not in preview
        desk.does(NEW, **fields(preview), confirmed="yes")
        assert (minutes_given(begun), minutes_given(other)) == (35, 20)

    def test_one_more_attempt_lets_who_has_none_left_begin(
        self, desk: Desk, begun: Learner
    ) -> None:
        begun.sends()
        for _number in range(2):
            begun.starts()
            begun.sends()
        assert begun.starts().status_code == 422
        whom = f"learner-{begun.row().enrolment_id}"
        desk.does(NEW, **grant(whom, attempts="4"), confirmed="yes")
        assert begun.starts().status_code == 303

    def test_a_group_is_given_more_time(self, desk: Desk, begun: Learner) -> None:
        group = groups.create_group(desk.course, "Evening", desk.author.id)
        enrolment_id = begun.row().enrolment_id
        learners = grouping.learners_in(desk.course.id, {enrolment_id})
        groups.add_learners(desk.course, group, learners, desk.author.id)
        db.session.commit()
        assert "Evening" in desk.page(NEW)
        desk.does(NEW, **grant(f"group-{group.id}", extra_minutes="10"), confirmed="yes")
        assert minutes_given(begun) == 30
        assert "Evening" in desk.page(ACCESS)

    def test_ending_it_takes_the_time_back_and_is_written_down(
        self, desk: Desk, begun: Learner
    ) -> None:
        whom = f"learner-{begun.row().enrolment_id}"
        desk.does(NEW, **grant(whom, extra_minutes="15"), confirmed="yes")
        (row,) = queries.exception_rows(desk.quiz.id)
        url = f"{QUIZ}/exceptions/{row.id}/end"
        assert "Sooner" in desk.page(url)
        desk.is_refused(url, reason=" ")
        assert minutes_given(begun) == 35
        page = desk.does(url, reason="Given by mistake")
        assert "The usual rules hold again." in page
        assert minutes_given(begun) == 20
        assert verbs()[-1] == "assessments.exception_ended"
        assert desk.client.get(url).status_code == 404
        assert desk.status(url, reason="Once more") == 404
        (row,) = queries.exception_rows(desk.quiz.id)
        assert row.ended_at is not None
        assert "ended on" in desk.page(ACCESS)

    def test_of_two_who_end_it_at_once_one_is_told(self, desk: Desk, begun: Learner) -> None:
        enrolment = grouping.learner_in(desk.course.id, begun.row().enrolment_id)
        assert enrolment is not None
        granted = Granted(extra_minutes=5)
        exceptions.give_exception(desk.quiz, enrolment, granted, "Because so", desk.author.id)
        one = db.session.scalars(sa.select(QuizException)).one()
        exceptions.end_exception(desk.quiz, one, "No more", desk.author.id)
        with pytest.raises(exceptions.HasEnded):
            exceptions.end_exception(desk.quiz, one, "No more", desk.author.id)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({}, "what is to be different"),
            ({"extra_minutes": "5", "reason": ""}, "fill this in"),
            ({"extra_minutes": "-5"}, "from 0 to"),
            ({"extra_minutes": "x"}, "a whole number"),
            ({"attempts": "101"}, "from 0 to"),
            ({"opens_at": "2026-12-02T09:00", "closes_at": "2026-12-01T09:00"}, "close after"),
            ({"extra_minutes": "5", "reason": "x" * 301}, "5 to 300"),
        ],
    )
    def test_what_makes_no_exception_is_refused(
        self, desk: Desk, begun: Learner, changes: dict[str, str], said: str
    ) -> None:
        whom = f"learner-{begun.row().enrolment_id}"
        for more in ({}, {"confirmed": "yes"}):
            assert said in desk.is_refused(NEW, **grant(whom, **changes), **more)
        assert db.session.query(QuizException).count() == 0

    @pytest.mark.parametrize(
        "whom", ["learner-999999", "group-999999", "learner-x", "everybody", "learner-1 ", "-"]
    )
    def test_nobody_of_this_course_is_404(self, desk: Desk, whom: str) -> None:
        assert desk.client.get(f"{NEW}?for={whom}").status_code == 404
        assert desk.status(NEW, **grant(whom, extra_minutes="5"), confirmed="yes") == 404

    def test_learners_groups_and_exceptions_of_another_course_are_not_there(
        self, desk: Desk, sign_in: SignIn
    ) -> None:
        stranger = make_member("Omar Other", roles=[Role.INSTRUCTOR])
        other = make_course("keep-your-books", authors=[stranger])
        enrolment = enrol(other, "Bilal Ahmed")
        group = groups.create_group(other, "Morning", stranger.id)
        quiz = quiz_of(other)
        exceptions.give_exception(
            quiz, enrolment, Granted(extra_minutes=5), "Because so", stranger.id
        )
        (row,) = queries.exception_rows(quiz.id)
        db.session.commit()
        for whom in (f"learner-{enrolment.id}", f"group-{group.id}"):
            assert desk.status(NEW, **grant(whom, extra_minutes="5"), confirmed="yes") == 404
        assert desk.status(f"{QUIZ}/exceptions/{row.id}/end", reason="Because I can") == 404
        assert "Bilal" not in desk.page(f"{NEW}?q=bilal")
        (row,) = queries.exception_rows(quiz.id)
        assert row.ended_at is None


class TestGroupsThatChange:
    def given(self, desk: Desk) -> Any:
        group = groups.create_group(desk.course, "Evening", desk.author.id)
        granted = Granted(extra_minutes=10)
        exceptions.give_exception(desk.quiz, group, granted, "Power cut", desk.author.id)
        db.session.commit()
        return group

    def test_who_comes_into_a_group_gets_its_time_and_who_leaves_gives_it_back(
        self, desk: Desk, begun: Learner
    ) -> None:
        group = self.given(desk)
        enrolment_id = begun.row().enrolment_id
        here = f"{DESK}/groups/{group.id}"
        desk.does(f"{here}/add", learner=str(enrolment_id))
        assert minutes_given(begun) == 30
        desk.does(f"{here}/learners/{enrolment_id}/remove")
        assert minutes_given(begun) == 20
        assert [one.member_id for one in events(begun)] == [desk.author.id] * 2

    def test_deleting_a_group_says_what_hangs_on_it_and_takes_it_along(
        self, desk: Desk, begun: Learner
    ) -> None:
        group = self.given(desk)
        here = f"{DESK}/groups/{group.id}"
        desk.does(f"{here}/add", learner=str(begun.row().enrolment_id))
        assert "Other rules in the quiz “Costs”: Power cut" in desk.page(f"{here}/delete")
        desk.does(f"{here}/delete")
        assert minutes_given(begun) == 20
        assert db.session.query(QuizException).count() == 0


def test_the_acts_read_in_both_languages(desk: Desk, begun: Learner, sign_in: SignIn) -> None:
    desk.does(ACCESS, **wanted(desk, time_limit="30"), confirmed="yes")
    whom = f"learner-{begun.row().enrolment_id}"
    desk.does(NEW, **grant(whom, extra_minutes="5"), confirmed="yes")
    office = sign_in(make_member("Adil", roles=[Role.ADMINISTRATOR]))
    page = words(office.get("/audit").text)
    assert "changed when and how the quiz Costs may be taken (Minutes for one attempt)" in page
    assert "gave Ayesha Khan other rules in the quiz Costs" in page
    assert "کو رعایت دی" in office.get("/audit?lang=ur").text


def test_moments_do_not_move_when_nothing_is_touched(desk: Desk) -> None:
    quiz = desk.quiz
    actions.change_access(quiz, QuizAccess(opens_at=NOON), desk.author.id)
    db.session.commit()
    assert "Nothing was changed." in desk.does(ACCESS, **wanted(desk))
