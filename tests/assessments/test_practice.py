"""Practice: what was asked in quizzes comes back, and never tells what a quiz keeps back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import PracticeCard, Question, QuestionVersion
from lms.assessments.review import ALL, SCORES, Aspect, Moment, Review
from lms.courses.models import Course, Fact
from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members import actions as members
from lms.members.models import Member
from lms.web.app import App
from tests.assessments.by_hand import add_kind, question
from tests.assessments.room import CANARY, CONTENTS, Learner, enrol, make_course, op, visible
from tests.assessments.test_races import at_once
from tests.conftest import Client
from tests.factories import make_member

Clock = Callable[..., None]
SignIn = Callable[[Member], Client]
PAGE = "/courses/price-your-work/practice"
SOON, DAY = timedelta(minutes=11), timedelta(days=1)
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WRONG = [op("a", 1, "2", 1), op("b", 2, ["3"], 2), op("c", 3, "false", 3)]


@pytest.fixture(autouse=True)
def start(request: pytest.FixtureRequest, clock: Clock) -> None:
    if "real_app" not in request.fixturenames:
        request.getfixturevalue("app")
    clock(START)


def sends(learner: Learner, *ops: dict[str, Any]) -> None:
    learner.starts()
    learner.sends(*(ops or WRONG))
    run_all()


def cards() -> list[PracticeCard]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PracticeCard).order_by(PracticeCard.question_id)))


def card_of(key: str) -> PracticeCard:
    db.session.rollback()
    query = sa.select(PracticeCard).join(Question, Question.id == PracticeCard.question_id)
    return db.session.scalars(query.where(Question.key == key)).one()


def answers(learner: Learner, key: str, *given: str, turn: str | None = None) -> Any:
    """Send the form of this question as its page would."""
    card = card_of(key)
    fields: dict[str, Any] = {"q1": list(given), "turn": turn or card.due_at.isoformat()}
    return learner.client.send(f"{PAGE}/{card.question_id}", fields)


class TestRemembering:
    def test_each_question_of_a_graded_attempt_comes_back_by_how_it_was_answered(
        self, learner: Learner
    ) -> None:
        sends(learner, *WRONG, op("d", 4, "12", 4))
        learner.starts()
        full = {one["question"]: one for one in learner.full_ops()}
        assert len(cards()) == 5
        assert {card.due_at for card in cards()} == {START + timedelta(minutes=10)}
        learner.sends(full[1])
        run_all()
        assert card_of("cost").due_at > START + timedelta(minutes=9)

    def test_what_was_right_comes_later_than_what_was_wrong(self, learner: Learner) -> None:
        learner.starts()
        full = learner.full_ops()
        learner.sends(full[0], op("b", 2, "1", 2), op("c", 3, "false", 3))
        run_all()
        due = [card_of(key).due_at for key in ("statement", "evidence", "cost")]
        assert due == sorted(due)
        assert due[0] < due[-1]
        assert due[-1] > START + DAY

    def test_an_attempt_that_is_counted_late_does_not_undo_a_later_answer(
        self, learner: Learner, clock: Clock
    ) -> None:
        """Its task may have waited for long."""
        learner.starts()
        learner.sends(*WRONG)
        first = learner.ref
        clock(START + timedelta(hours=1))
        learner.starts()
        learner.sends(*learner.full_ops())
        run_all()
        assert card_of("cost").due_at > START + DAY
        assert first != learner.ref

    def test_doing_the_task_twice_is_doing_it_once(self, learner: Learner) -> None:
        from lms.assessments.actions.practising import remember

        sends(learner)
        before = [(card.due_at, card.card, card.seed) for card in cards()]
        effect = remember.run(attempt_id=learner.row().id)
        assert effect is not None
        effect()
        db.session.commit()
        assert [(card.due_at, card.card, card.seed) for card in cards()] == before

    def test_what_only_a_person_can_mark_and_mere_texts_stay_out(
        self, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_kind(monkeypatch)
        course = make_course(contents={"story": question("x"), "cost": CONTENTS["cost"]})
        member = enrol(course).member
        learner = Learner(sign_in(member), member)
        sends(learner, op("a", 2, "1", 1))
        assert [card.question_id for card in cards()] == [card_of("cost").question_id]


class TestWhatIsKeptBack:
    """Practice tells the key at once, so it opens with the key and not before."""

    def make(self, sign_in: SignIn, **settings: Any) -> Learner:
        member = enrol(make_course(**settings)).member
        return Learner(sign_in(member), member)

    @pytest.mark.parametrize(
        "review",
        [
            Review(matrix=SCORES),
            Review(
                matrix={
                    Moment.RIGHT_AFTER: ALL - {Aspect.KEY},
                    Moment.WHILE_OPEN: ALL - {Aspect.KEY},
                }
            ),
            Review(after_pass=True),
        ],
    )
    def test_what_may_never_be_seen_is_never_practised(
        self, sign_in: SignIn, clock: Clock, review: Review
    ) -> None:
        learner = self.make(sign_in, review=review)
        sends(learner)
        clock(START + DAY)
        run_all()
        assert cards() == []
        assert "Nothing is due" in learner.page(PAGE)

    def test_what_is_seen_after_closing_is_practised_from_then_on(
        self, sign_in: SignIn, clock: Clock
    ) -> None:
        closes_at = START + timedelta(hours=2)
        review = Review(matrix={Moment.AFTER_CLOSING: ALL})
        learner = self.make(sign_in, review=review, closes_at=closes_at)
        sends(learner)
        clock(closes_at - timedelta(seconds=1))
        run_all()
        assert cards() == []
        clock(closes_at)
        run_all()
        assert len(cards()) == 5
        assert "5 questions are due" in learner.page(PAGE)

    def test_a_quiz_that_closes_later_after_all_takes_its_questions_out_again(
        self, sign_in: SignIn, clock: Clock
    ) -> None:
        from tests.assessments.room import quiz_of

        closes_at = START + timedelta(hours=2)
        review = Review(matrix={Moment.AFTER_CLOSING: ALL})
        learner = self.make(sign_in, review=review, closes_at=closes_at)
        sends(learner)
        clock(closes_at)
        run_all()
        quiz = quiz_of(db.session.scalars(sa.select(Course)).one())
        later = (closes_at + DAY).isoformat(timespec="minutes")
        quiz.access = quiz.access | {"closes_at": later}
        db.session.commit()
        assert "Nothing is due" in learner.page(PAGE)
        assert CANARY not in learner.page(PAGE)
        assert learner.client.get(f"{PAGE}/{card_of('cost').question_id}").status_code == 404
        assert answers(learner, "cost", "1").status_code == 404
        clock(closes_at + DAY)
        assert "5 questions are due" in learner.page(PAGE)

    def test_what_an_open_attempt_asks_is_not_practised_until_it_is_sent(
        self, learner: Learner, clock: Clock
    ) -> None:
        sends(learner)
        clock(START + SOON)
        assert "5 questions are due" in learner.page(PAGE)
        learner.starts()
        assert "Nothing is due" in learner.page(PAGE)
        assert answers(learner, "cost", "1").status_code == 404
        learner.sends()
        run_all()
        clock(START + 2 * SOON)
        assert "5 questions are due" in learner.page(PAGE)

    def test_what_rests_on_a_fact_that_must_be_checked_waits_for_it(
        self, sign_in: SignIn, clock: Clock
    ) -> None:
        fact = Fact(
            key="fee.share",
            value="20",
            unit="percent",
            text={"en": "20%"},
            source_title="Fees",
            source_url="https://example.org/fees",
            certainty="A",
            checked_on=START.date(),
            review_by=START.date(),
            status="stated",
        )
        db.session.add(fact)
        rests = CONTENTS["statement"] | {
            "text": {"en": "The fee is {{fact:fee.share}}.", "ur": "فیس {{fact:fee.share}}"}
        }
        learner = self.make(sign_in, contents={"rests": rests, "cost": CONTENTS["cost"]})
        sends(learner, op("a", 1, "false", 1), op("b", 2, "2", 2))
        clock(START + SOON)
        assert "2 questions are due" in learner.page(PAGE)
        clock(START + DAY)
        assert "1 question is due" in learner.page(PAGE)
        assert "fee" not in visible(learner.page(PAGE))
        fact.review_by = (START + 9 * DAY).date()
        db.session.commit()
        assert "2 questions are due" in learner.page(PAGE)

    def test_the_page_of_a_question_holds_nothing_of_its_key(
        self, learner: Learner, clock: Clock
    ) -> None:
        sends(learner)
        clock(START + SOON)
        assert CANARY not in learner.page(PAGE)


class TestPractising:
    def test_a_question_is_answered_and_explained_at_once(
        self, learner: Learner, clock: Clock
    ) -> None:
        sends(learner)
        clock(START + SOON)
        words = visible(learner.page(PAGE))
        assert "5 questions are due" in words
        sent = answers(learner, "statement", "true")
        assert sent.status_code == 303
        page = learner.page(sent.location)
        for text in ("Right", CANARY, "Your choice, right", "comes again in", "That was easy"):
            assert text in page
        assert "4 questions are due" in learner.page(PAGE)

    @pytest.mark.parametrize(
        ("given", "says"),
        [(("1",), "Partly right"), (("3",), "Wrong"), ((), "This was the answer")],
    )
    def test_what_was_not_known_comes_again_soon(
        self, learner: Learner, clock: Clock, given: tuple[str, ...], says: str
    ) -> None:
        sends(learner)
        clock(START + SOON)
        page = visible(learner.page(answers(learner, "evidence", *given).location))
        assert says in page
        assert "minutes" in page
        assert "That was easy" not in page

    def test_that_it_was_easy_puts_it_off_and_saying_so_twice_is_once(
        self, learner: Learner, clock: Clock
    ) -> None:
        sends(learner)
        clock(START + SOON)
        answers(learner, "statement", "true")
        clock(START + SOON + 2 * DAY)
        url = answers(learner, "statement", "true").location
        good = card_of("statement").due_at
        learner.client.send(f"{url}/easy")
        easy = card_of("statement").due_at
        assert easy > good
        assert "You found it easy" in learner.page(url)
        learner.client.send(f"{url}/easy")
        assert card_of("statement").due_at == easy

    def test_nobody_calls_a_wrong_answer_easy(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        clock(START + SOON)
        url = answers(learner, "statement", "false").location
        before = card_of("statement").due_at
        learner.client.send(f"{url}/easy")
        assert card_of("statement").due_at == before

    def test_one_turn_is_answered_once(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        clock(START + SOON)
        turn = card_of("statement").due_at.isoformat()
        answers(learner, "statement", "true", turn=turn)
        before = card_of("statement").card
        for again in (turn, "", "none", card_of("statement").due_at.isoformat()):
            assert answers(learner, "statement", "false", turn=again).location.endswith(PAGE)
        assert card_of("statement").card == before

    def test_each_time_it_is_drawn_anew(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        prices, moment = set(), START
        for _turn in range(6):
            moment += SOON
            clock(moment)
            for key in ("cost", "evidence", "statement", "word"):
                if card_of(key).due_at <= moment:
                    answers(learner, key)
                    clock(moment := moment + timedelta(seconds=1))
            page = visible(learner.page(PAGE))
            found = re.search(r"Of USD (\d+)", page)
            assert found is not None
            prices.add(found[1])
            answers(learner, "net")
        assert len(prices) > 1

    def test_an_answer_that_no_page_sends_is_refused(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        clock(START + SOON)
        before = card_of("cost").card
        assert answers(learner, "cost", "99").location.endswith(PAGE)
        assert answers(learner, "cost", "1", "2").location.endswith(PAGE)
        assert card_of("cost").card == before

    def test_old_questions_are_asked_as_they_were_met(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        version = db.session.scalars(
            sa.select(QuestionVersion).join(Question).where(Question.key == "statement")
        ).one()
        said = dict(version.content) | {"text": {"en": "Something else.", "ur": "کچھ اور۔"}}
        newer = QuestionVersion(
            number=2, kind=version.kind, content=said, question=version.question
        )
        db.session.add(newer)
        db.session.commit()
        clock(START + SOON)
        page = learner.page(answers(learner, "statement", "true").location)
        assert "Fees are a cost." in page
        assert "Something else" not in page

    def test_what_was_removed_from_the_bank_is_not_asked(
        self, learner: Learner, clock: Clock
    ) -> None:
        sends(learner)
        clock(START + SOON)
        db.session.scalars(
            sa.select(Question).where(Question.key == "cost")
        ).one().removed_at = now()
        db.session.commit()
        assert "4 questions are due" in learner.page(PAGE)

    def test_the_page_says_when_the_next_question_comes(
        self, learner: Learner, clock: Clock
    ) -> None:
        assert "come back here" in learner.page(PAGE)
        sends(learner)
        assert "The next question comes in 10 minutes" in visible(learner.page(PAGE))

    def test_home_and_record_lead_there(self, learner: Learner, clock: Clock) -> None:
        sends(learner)
        assert PAGE not in learner.page("/record")
        clock(START + SOON)
        for url in ("/record", "/home"):
            assert "Practise: 5 questions are due" in visible(learner.page(url))
            assert PAGE in learner.page(url)


class TestDoors:
    def test_the_cards_of_one_learner_are_there_for_nobody_else(
        self, learner: Learner, course: Course, clock: Clock, sign_in: SignIn
    ) -> None:
        sends(learner)
        clock(START + SOON)
        url = answers(learner, "statement", "true").location
        stranger = sign_in(make_member("Sana Stranger"))
        other = sign_in(enrol(course, "Usman Other").member)
        assert stranger.get(PAGE).status_code == 404
        assert "Nothing is due" in other.get(PAGE).text
        for client in (stranger, other):
            assert client.get(url).status_code == 404
            assert client.send(url, {"q1": "true"}).status_code == 404
            assert client.send(f"{url}/easy").status_code == 404

    @pytest.mark.parametrize("question", [0, 2**31, 2**63])
    def test_a_question_that_is_not_there_is_not_found(
        self, learner: Learner, question: int
    ) -> None:
        assert learner.client.get(f"{PAGE}/{question}").status_code == 404


def test_a_turn_that_is_sent_at_once_by_many_is_answered_once(real_app: App, clock: Clock) -> None:
    member = enrol(make_course()).member
    token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
    db.session.commit()

    def tab() -> Learner:
        client: Client = real_app.test_client()  # type: ignore[assignment]
        with client.session_transaction(base_url=real_app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return Learner(client, member)

    sends(tab())
    clock(START + SOON)
    card = card_of("statement")
    url, turn = f"{PAGE}/{card.question_id}", card.due_at.isoformat()
    tabs = [tab() for _n in range(4)]
    sent = at_once(
        real_app,
        *(lambda one=one: one.client.send(url, {"q1": "true", "turn": turn}) for one in tabs),
    )
    assert sorted(one.location for one in sent) == [PAGE, PAGE, PAGE, url]
    assert card_of("statement").card["last"]["rating"] == "good"
    assert card_of("statement").due_at > START + DAY
