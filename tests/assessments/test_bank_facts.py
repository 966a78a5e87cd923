"""Facts under the questions of a bank: due, looked at again, changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.actions import drafting
from lms.assessments.actions.banking import ask_in_quiz
from lms.assessments.models import Question, QuizVersion
from lms.courses import queries as courses
from lms.courses.actions.publishing import publish
from lms.courses.models import CourseRevision, Fact
from lms.db import db, now
from lms.i18n import local_day
from lms.members.models import Role
from tests.assessments.bankroom import (
    BANK,
    Keeper,
    SignIn,
    entries,
    fields,
    make_fact,
    make_keeper,
    number,
    true_false,
)
from tests.assessments.room import quiz_of
from tests.conftest import Client
from tests.factories import make_member

LONG_AGO = date(2026, 1, 2)
FACT = "/facts/market.fee"


@pytest.fixture
def keeper(app: object, sign_in: SignIn) -> Keeper:
    keeper = make_keeper(sign_in)
    make_fact(review_by=LONG_AGO)
    keeper.adds(number("Double {{fact:market.fee}}.", "market.fee"))
    return keeper


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    return sign_in(make_member("Ceema Coordinator", roles=[Role.COORDINATOR]))


def fact() -> Fact:
    db.session.expire_all()
    return courses.facts(["market.fee"])["market.fee"]


def in_days(days: int) -> str:
    return (local_day(now()) + timedelta(days=days)).isoformat()


def in_quiz(keeper: Keeper, question: Question) -> None:
    """Publish the course with this question in its quiz."""
    ask_in_quiz(quiz_of(keeper.course), [question])
    publish(keeper.course, keeper.member)
    db.session.commit()


class TestLooking:
    def test_due_facts_come_with_their_questions_and_their_source(self, keeper: Keeper) -> None:
        make_fact("market.rate")
        keeper.adds(number("Double the rate.", "market.rate"))
        make_fact("not.cited", review_by=LONG_AGO)
        page = keeper.page("/facts")
        assert "https://market.example/terms" in page
        assert "due since" in page
        assert "Double 20 %." in page
        assert "not.cited" not in page
        assert page.index("market.fee") < page.index("Not due yet") < page.index("market.rate")

    def test_a_fact_that_must_be_checked_is_due_whatever_its_day(self, keeper: Keeper) -> None:
        stored = fact()
        stored.review_by, stored.status = date(2100, 1, 1), "check"
        db.session.commit()
        assert "must be checked before it may be stated" in keeper.page("/facts")
        assert "1 question rests on a fact" in keeper.page()

    def test_without_a_due_fact_it_says_so(self, keeper: Keeper) -> None:
        fact().review_by = date(2100, 1, 1)
        db.session.commit()
        assert "No fact is due" in keeper.page("/facts")

    def test_the_question_says_so_too(self, keeper: Keeper) -> None:
        assert "rests on a fact that somebody must check" in keeper.page(
            "/questions/double-fact-market-fee"
        )

    def test_only_facts_that_its_questions_cite_are_there(self, keeper: Keeper) -> None:
        make_fact("not.cited", review_by=LONG_AGO)
        for key in ("not.cited", "none"):
            assert keeper.client.get(f"{BANK}/facts/{key}").status_code == 404
            sent = {"review_by": in_days(9), "version": ""}
            assert keeper.client.send(f"{BANK}/facts/{key}", sent).status_code == 404


class TestStillTrue:
    def test_it_is_good_until_the_day_that_was_said(self, keeper: Keeper) -> None:
        form = fields(keeper.page(FACT))
        page = keeper.does(FACT, **(form | {"review_by": in_days(90)}))
        assert "No fact is due" in page
        stored = fact()
        assert stored.checked_on == local_day(now())
        assert stored.review_by.isoformat() == in_days(90)
        assert "rests on a fact" not in keeper.page()
        assert entries("courses.fact_confirmed") == [
            {"fact": "market.fee", "review_by": in_days(90)}
        ]

    def test_a_doubted_fact_is_stated_again(self, keeper: Keeper) -> None:
        fact().status = "check"
        db.session.commit()
        keeper.does(FACT, **fields(keeper.page(FACT)))
        assert fact().is_stated

    @pytest.mark.parametrize("day", ["", "soon", "2020-01-01", "2200-01-01"])
    def test_a_day_that_is_none_or_too_far_is_refused(self, keeper: Keeper, day: str) -> None:
        form = fields(keeper.page(FACT))
        keeper.is_refused(FACT, **(form | {"review_by": day}))
        assert fact().review_by == LONG_AGO

    def test_what_changed_meanwhile_is_not_confirmed(self, keeper: Keeper) -> None:
        form = fields(keeper.page(FACT))
        fact().value = "25"
        db.session.commit()
        assert "Somebody else changed this" in keeper.is_refused(FACT, **form)
        assert fact().review_by == LONG_AGO

    def test_lessons_say_that_somebody_looked(self, keeper: Keeper) -> None:
        in_quiz(keeper, keeper.question("double-fact-market-fee"))
        keeper.does(FACT, **fields(keeper.page(FACT)))
        revision = courses.current_revision(keeper.course.id)
        assert revision is not None
        assert revision.facts["market.fee"]["checked_on"] == local_day(now()).isoformat()


class TestAnotherValue:
    def form(self, office: Client, **changes: Any) -> dict[str, Any]:
        return fields(office.get(f"{BANK}{FACT}/value").text) | changes

    def test_the_office_writes_it_down_and_courses_are_renewed(
        self, keeper: Keeper, office: Client
    ) -> None:
        in_quiz(keeper, keeper.question("double-fact-market-fee"))
        form = self.form(office, value="25", text_en="25 %", text_ur="25 فیصد")
        page = office.send(f"{BANK}{FACT}/value", form, follow_redirects=True)
        assert "1 published course is renewed" in page.text
        stored = fact()
        assert (stored.value, stored.text["ur"], stored.status) == ("25", "25 فیصد", "stated")
        assert stored.review_by > local_day(now())
        assert entries("courses.fact_changed") == [
            {"fact": "market.fee", "before": "20", "after": "25"}
        ]
        current = sa.select(QuizVersion).join(
            CourseRevision, CourseRevision.id == QuizVersion.course_revision_id
        )
        version = db.session.scalars(current.where(CourseRevision.is_current)).one()
        items = queries.paper(version.id, version.ref).items.values()
        doubled = next(one for one in items if "Double" in one.text.get("en", ""))
        assert "25\xa0%" in doubled.text["en"]

    def test_its_act_is_read_in_the_log(self, keeper: Keeper, office: Client) -> None:
        office.send(f"{BANK}{FACT}/value", self.form(office, value="25"))
        page = office.get("/audit").text
        assert "changed the fact" in page
        assert "market.fee" in page

    def test_an_author_is_told_to_ask_the_office(self, keeper: Keeper) -> None:
        assert "tell your programme office" in keeper.page(FACT)
        assert keeper.client.get(f"{BANK}{FACT}/value").status_code == 403
        assert keeper.client.send(f"{BANK}{FACT}/value", {"value": "1"}).status_code == 403
        assert fact().value == "20"

    @pytest.mark.parametrize(
        "changes",
        [
            {"value": "much"},
            {"value": ""},  # a question computes with it
            {"text_en": "", "text_ur": ""},
            {"source_url": "ftp://market.example"},
            {"source_url": "javascript:alert(1)"},
            {"source_title": ""},
            {"review_by": "2020-01-01"},
        ],
    )
    def test_what_cannot_be_is_refused(
        self, keeper: Keeper, office: Client, changes: dict[str, str]
    ) -> None:
        answer = office.send(f"{BANK}{FACT}/value", self.form(office, **changes))
        assert answer.status_code == 422
        assert fact().value == "20"
        assert fact().review_by == LONG_AGO

    def test_nor_a_number_that_breaks_the_formula_of_a_published_question(
        self, keeper: Keeper, office: Client
    ) -> None:
        divided = number("Part.", "market.fee", answer="100 / fee")
        question = keeper.adds(divided)
        in_quiz(keeper, question)
        drafting.say(question, true_false("No fee."), keeper.member.id)
        db.session.commit()
        answer = office.send(f"{BANK}{FACT}/value", self.form(office, value="0"))
        assert answer.status_code == 422
        assert "divides by zero" in answer.text


def test_a_course_of_somebody_else_keeps_its_facts(keeper: Keeper, sign_in: SignIn) -> None:
    other = make_keeper(sign_in, "keep-your-books", "Omar Other")
    assert other.client.get(f"{BANK}{FACT}").status_code == 404
    assert other.client.get(f"/teach/courses/keep-your-books/bank{FACT}").status_code == 404
