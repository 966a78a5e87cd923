"""Sharing a bank: with nobody, with all, with single courses; and what ends with it."""

from __future__ import annotations

import pytest

from lms.assessments import drafts
from lms.assessments.actions.banking import ask_in_quiz
from lms.assessments.actions.sharing import ALL, NOBODY, SOME, scope_of
from lms.assessments.pools import Pool
from lms.assessments.queries import banks, drawable
from lms.courses.actions.publishing import NotPublishable, publish
from lms.db import db
from lms.members.models import Role
from tests.assessments.bankroom import BANK, Keeper, SignIn, entries, fields, make_keeper
from tests.assessments.room import quiz_of, visible
from tests.assessments.test_bank import draw_from
from tests.factories import make_member


@pytest.fixture
def keeper(app: object, sign_in: SignIn) -> Keeper:
    return make_keeper(sign_in)


@pytest.fixture
def other(keeper: Keeper, sign_in: SignIn) -> Keeper:
    return make_keeper(sign_in, "keep-your-books", "Omar Other")


def shares(keeper: Keeper, scope: str, **more: object) -> str:
    form = fields(keeper.page("/sharing")) | {"courses": []}
    return keeper.does("/sharing", **(form | {"scope": scope} | more))


def test_it_begins_with_nobody(keeper: Keeper) -> None:
    assert fields(keeper.page("/sharing"))["scope"] == [NOBODY]


def test_all_courses_use_it_and_the_log_says_so(keeper: Keeper, other: Keeper) -> None:
    shares(keeper, ALL)
    assert scope_of(keeper.bank) == ALL
    assert other.client.get(BANK).status_code == 200
    assert len(drawable(other.course.id, Pool(course="price-your-work"))) == 5
    assert entries("assessments.bank_shared") == [{}]
    shares(keeper, ALL)
    assert len(entries("assessments.bank_shared")) == 1


def test_single_courses_are_ticked_or_named(keeper: Keeper, other: Keeper) -> None:
    third = make_keeper_of_draft("third")
    shares(keeper, SOME, courses=["keep-your-books"], other="third, price-your-work")
    lent = [one.slug for one in banks.shared_with(keeper.bank.id)]
    assert lent == ["keep-your-books", "third"]
    assert [one["course"] for one in entries("assessments.bank_lent")] == lent
    assert other.client.get(BANK).status_code == 200
    assert len(drawable(third, Pool(course="price-your-work"))) == 5
    form = fields(keeper.page("/sharing"))
    assert set(form["courses"]) == {"keep-your-books", "third"}
    shares(keeper, SOME, courses=["third"])
    assert entries("assessments.bank_taken_back") == [{"course": "keep-your-books"}]
    assert other.client.get(BANK).status_code == 404


def make_keeper_of_draft(slug: str) -> int:
    from tests.factories import make_course

    return make_course(slug, is_published=False).id


def test_a_draft_of_somebody_else_is_not_listed(keeper: Keeper) -> None:
    make_keeper_of_draft("secret")
    assert "secret" not in keeper.page("/sharing")


def test_a_course_that_is_none_is_named(keeper: Keeper) -> None:
    page = keeper.is_refused("/sharing", scope=SOME, other="none")
    assert "No course is called “none”." in page
    keeper.is_refused("/sharing", scope=SOME, other="")
    keeper.is_refused("/sharing", scope="everybody")
    assert scope_of(keeper.bank) == NOBODY


class TestStopping:
    @pytest.fixture
    def drawing(self, keeper: Keeper, other: Keeper) -> Keeper:
        """Another course that draws from the bank, published so."""
        shares(keeper, ALL)
        draw_from(other, course="price-your-work", take=2)
        publish(other.course, other.member)
        db.session.commit()
        return other

    def test_who_loses_it_is_named_before(self, keeper: Keeper, drawing: Keeper) -> None:
        form = fields(keeper.page("/sharing"))
        page = keeper.is_refused("/sharing", **(form | {"scope": NOBODY, "courses": []}))
        assert "could not any more" in page
        assert "What was published keeps its questions" in page
        assert scope_of(keeper.bank) == ALL
        keeper.does("/sharing", **(form | {"scope": NOBODY, "courses": [], "confirmed": "y"}))
        assert scope_of(keeper.bank) == NOBODY
        assert entries("assessments.bank_unshared") == [{}]

    def test_whoever_keeps_it_is_not_asked_about(self, keeper: Keeper, drawing: Keeper) -> None:
        shares(keeper, SOME, courses=["keep-your-books"])
        assert scope_of(keeper.bank) == SOME

    def test_what_was_published_keeps_its_questions_and_the_draft_must_be_mended(
        self, keeper: Keeper, drawing: Keeper
    ) -> None:
        ask_in_quiz(quiz_of(drawing.course), [keeper.adds_shared()])
        db.session.commit()
        shares(keeper, NOBODY, confirmed="y")
        problems = drafts.problems(quiz_of(drawing.course))
        assert any("the bank has 0 that fit" in one for one in problems)
        assert any("may not use any more" in one for one in problems)
        with pytest.raises(NotPublishable):
            publish(drawing.course, drawing.member)


def test_the_office_shares_too(keeper: Keeper, sign_in: SignIn) -> None:
    office = sign_in(make_member("Ceema", roles=[Role.COORDINATOR]))
    sent = office.send(f"{BANK}/sharing", {"scope": ALL})
    assert sent.status_code == 303
    audit = visible(office.get("/audit").text)
    assert "Ceema shared the question bank of Price your work with all courses." in audit
