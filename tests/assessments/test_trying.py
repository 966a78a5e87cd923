"""Trying a draft as a learner, explaining the draw of an attempt, and drawing none twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from lms.assessments import queries
from lms.assessments.actions import lines
from lms.assessments.actions.questions import put_question
from lms.assessments.draws import chosen_by_group, draw_slots
from lms.assessments.explaining import explain
from lms.assessments.freezing import draft_paper
from lms.assessments.models import Attempt, Response
from lms.assessments.pools import Pool
from lms.courses.actions.publishing import publish
from lms.courses.models import Fact
from lms.db import db, now
from lms.i18n import local_day
from lms.members.models import Role
from tests.assessments.desk import DESK, QUIZ, Desk, SignIn, words
from tests.assessments.room import CONTENTS, Learner, enrol, make_course
from tests.assessments.strategies import full_answer
from tests.factories import make_member

TRY = f"{QUIZ}/try"


@pytest.fixture
def desk(app: object, sign_in: SignIn) -> Desk:
    return Desk.made(sign_in)


def with_draws(desk: Desk) -> None:
    """Two draws that could both find everything, beside the questions listed by name."""
    for number in range(6):
        put_question(desk.course, CONTENTS["statement"], f"extra-{number}")
    lines.add_draw(desk.quiz, Pool(take=3))
    lines.add_draw(desk.quiz, Pool(take=2))
    db.session.commit()


def answers(desk: Desk, seed: int) -> dict[str, Any]:
    """The page of this draw as somebody who knows everything would send it."""
    paper = draft_paper(desk.quiz)
    sent: dict[str, Any] = {"page": "try", "seen": "0", "seed": str(seed)}
    sent["asked"] = []
    for place, slot in enumerate(draw_slots(paper, seed), 1):
        sent["asked"].append(str(place))
        sent[f"q{place}"] = list(full_answer(paper.item(slot), slot.draw))
    return sent


class TestTrying:
    def test_it_asks_for_a_draw_and_repeats_the_one_asked_for(self, desk: Desk) -> None:
        answer = desk.client.get(TRY)
        assert answer.status_code == 302
        assert "seed=" in answer.location
        page = desk.page(f"{TRY}?seed=42")
        assert page.count("<fieldset") >= 5
        assert _questions(page) == _questions(desk.page(f"{TRY}?seed=42"))

    def test_the_draft_is_asked_before_anybody_publishes_it(self, desk: Desk) -> None:
        put_question(desk.course, CONTENTS["statement"] | {"text": {"en": "Not out yet."}}, "cost")
        db.session.commit()
        assert "Not out yet." in desk.page(f"{TRY}?seed=1")

    def test_everything_right_would_be_passed_and_nothing_is_stored(self, desk: Desk) -> None:
        page = desk.shows(TRY, **answers(desk, 7))
        assert "That would be passed" in page
        assert "6 of 6 marks" in words(page)
        assert "canary" in page
        for table in (Attempt, Response):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0

    def test_no_answer_would_not_be_passed(self, desk: Desk) -> None:
        page = desk.shows(TRY, page="try", seen="0", seed="7", asked=["1", "2"])
        assert "That would not be passed" in page
        assert "No answer" in page

    def test_what_no_page_sends_is_no_answer(self, desk: Desk) -> None:
        sent = {"page": "try", "seen": "0", "seed": "7", "asked": ["1"], "q1": ["99", "98"]}
        assert "That would not be passed" in desk.shows(TRY, **sent)

    @pytest.mark.parametrize("seed", ["", "x", "-1", "1e9", "12345678"])
    def test_a_draw_number_that_is_none_is_refused(self, desk: Desk, seed: str) -> None:
        if seed:
            assert desk.client.get(f"{TRY}?seed={seed}").status_code == 400
        assert desk.status(TRY, page="try", seed=seed) == 400

    def test_certainty_is_asked_and_counts(self, app: object, sign_in: SignIn) -> None:
        desk = Desk.made(sign_in, certainty=True)
        assert "How sure are you?" in desk.page(f"{TRY}?seed=7")
        sure = {f"c{place}": "3" for place in range(1, 6)}
        assert "6 of 6 marks" in words(desk.shows(TRY, **answers(desk, 7), **sure))
        hardly = {f"c{place}": "1" for place in range(1, 6)}
        assert "2 of 6 marks" in words(desk.shows(TRY, **answers(desk, 7), **hardly))

    def test_a_quiz_without_questions_says_so(self, desk: Desk) -> None:
        desk.does(f"{DESK}/new-quiz", title_en="Empty", title_ur="")
        assert "There is nothing to ask yet" in desk.page(f"{DESK}/quizzes/empty/try?seed=1")

    def test_only_its_authors_may(self, desk: Desk, sign_in: SignIn) -> None:
        other = sign_in(make_member("Omar", roles=[Role.INSTRUCTOR]))
        learner = sign_in(enrol(desk.course).member)
        assert other.get(f"{TRY}?seed=1").status_code == 404
        assert learner.get(f"{TRY}?seed=1").status_code == 403
        assert other.send(TRY, {"seed": "1"}).status_code == 404
        assert learner.send(TRY, {"seed": "1"}).status_code == 403


def _questions(page: str) -> list[str]:
    found = html.document_fromstring(page).xpath("//fieldset")
    return [" ".join(one.text_content().split()) for one in found]


class TestDrawingNoneTwice:
    @pytest.mark.parametrize("seed", range(20))
    def test_no_attempt_has_a_question_twice(self, desk: Desk, seed: int) -> None:
        with_draws(desk)
        slots = draw_slots(draft_paper(desk.quiz), seed)
        assert len(slots) == 10
        assert len({slot.question for slot in slots}) == 10

    def test_each_group_gives_its_own(self, desk: Desk) -> None:
        with_draws(desk)
        paper = draft_paper(desk.quiz)
        chosen = chosen_by_group(paper, 5)
        assert [len(one) for one in chosen] == [1, 1, 1, 1, 1, 3, 2]


class TestExplaining:
    @pytest.fixture
    def begun(self, desk: Desk, sign_in: SignIn) -> Learner:
        with_draws(desk)
        publish(desk.course, None)
        db.session.commit()
        member = enrol(desk.course).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        return learner

    def test_the_page_says_what_was_drawn_and_that_it_can_be_repeated(
        self, desk: Desk, begun: Learner
    ) -> None:
        page = desk.page(f"{DESK}/attempts/{begun.ref}/draw")
        said = words(page)
        assert "Ayesha Khan" in said
        assert str(begun.row().seed) in said
        assert "gives the very same questions" in said
        assert "3 of 11" in said
        assert "asked elsewhere in this attempt" in said
        assert "اس کوشش کے سوال کیسے چنے گئے" in desk.page(
            f"{DESK}/attempts/{begun.ref}/draw?lang=ur"
        )

    def test_another_seed_does_not_explain_it(self, desk: Desk, begun: Learner) -> None:
        row = begun.row()
        paper = queries.paper(row.quiz_version_id, begun.opened().version_ref)
        assert explain(paper, row.slots, row.seed, (), {}).is_repeatable
        assert not explain(paper, row.slots, row.seed + 1, (), {}).is_repeatable

    def test_strangers_and_other_courses_find_nothing(
        self, desk: Desk, begun: Learner, sign_in: SignIn
    ) -> None:
        stranger = make_member("Omar Other", roles=[Role.INSTRUCTOR])
        make_course("keep-your-books", authors=[stranger])
        other = sign_in(stranger)
        assert other.get(f"{DESK}/attempts/{begun.ref}/draw").status_code == 404
        own = "/teach/courses/keep-your-books"
        assert other.get(f"{own}/attempts/{begun.ref}/draw").status_code == 404
        assert begun.client.get(f"{DESK}/attempts/{begun.ref}/draw").status_code == 403
        assert desk.client.get(f"{DESK}/attempts/none/draw").status_code == 404

    @pytest.mark.queries(15)
    def test_a_question_that_was_left_out_says_which_fact_is_due(
        self, desk: Desk, sign_in: SignIn
    ) -> None:
        fact = fact_due()
        resting = {
            "kind": "numeric",
            "text": {"en": "What is the fee?", "ur": "فیس؟"},
            "draw": {"fee": {"fact": fact.key}},
            "answer": "fee",
        }
        put_question(desk.course, resting, "resting")
        for number in range(3):
            put_question(desk.course, CONTENTS["statement"], f"extra-{number}")
        lines.add_draw(desk.quiz, Pool(take=2))
        fact.review_by = local_day(now()) + timedelta(days=1)
        db.session.commit()
        publish(desk.course, None)
        fact.review_by = local_day(now()) - timedelta(days=1)
        db.session.commit()
        member = enrol(desk.course).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        url = f"{DESK}/attempts/{learner.ref}/draw"
        page = words(desk.page(url))
        assert "left out: a fact must be checked" in page
        assert fact.key in page
        assert "1 question" in page
        assert "left out of draws" in desk.page(f"{TRY}?seed=3")
        fact.review_by = local_day(now()) + timedelta(days=90)
        db.session.commit()
        assert "has been since" in desk.page(url)


def fact_due() -> Fact:
    today = local_day(now())
    fact = Fact(
        key="fees.market",
        value="20",
        unit="%",
        text={"en": "The fee of the market", "ur": "مارکیٹ کی فیس"},
        source_title="Its page",
        source_url="https://market.example/fees",
        certainty="A",
        checked_on=today,
        review_by=today + timedelta(days=30),
        status="stated",
    )
    db.session.add(fact)
    db.session.commit()
    return fact
