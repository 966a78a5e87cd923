"""What the review matrix keeps back is in no byte that leaves the server; the rest is there.

Every subset of aspects at every moment, with the opposite at all other moments.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, combinations
from typing import Any

import pytest

from lms.assessments.models import Quiz, QuizException
from lms.assessments.review import (
    ALL,
    RIGHT_AFTER,
    SCORE_ONLY,
    Aspect,
    Change,
    Moment,
    Review,
    changes,
    moment_of,
)
from lms.assessments.settings import Counts
from lms.db import db, now
from lms.members.models import Member, Role
from tests.assessments.room import Learner, enrol, make_course, op, visible
from tests.conftest import Client
from tests.factories import make_member

Clock = Callable[..., None]
SignIn = Callable[[Member], Client]
AFTER = (Moment.RIGHT_AFTER, Moment.WHILE_OPEN, Moment.AFTER_CLOSING)
SUBSETS = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(Aspect, n) for n in range(len(Aspect) + 1))
]
KEY, WHY, MINE = "canary-of-the-key", "canary-of-the-reasons", "canary-of-mine"
WHYS = {"en": f"Because {WHY}.", "ur": f"کیونکہ {WHY}۔"}


def option(text: str, *, right: bool = False) -> dict[str, Any]:
    return {"text": {"en": text, "ur": text}, "right": right, "feedback": WHYS}


CONTENTS: dict[str, dict[str, Any]] = {
    "one": {
        "kind": "single-choice",
        "text": {"en": "Which?", "ur": "کون سا؟"},
        "choices": [option("First", right=True), option("Second")],
        "feedback": WHYS,
    },
    "many": {
        "kind": "multiple-choice",
        "mark": 2,
        "text": {"en": "Which of them?", "ur": "کون کون سے؟"},
        "choices": [option("A", right=True), option("B", right=True), option("C"), option("D")],
        "feedback": WHYS,
    },
    "told": {
        "kind": "true-false",
        "text": {"en": "True?", "ur": "درست؟"},
        "answer": True,
        "feedback": WHYS,
    },
    "word": {
        "kind": "short-text",
        "text": {"en": "Say it.", "ur": "لکھیں۔"},
        "accept": [KEY],
        "feedback": WHYS,
    },
}


def review_at(moment: Moment, aspects: frozenset[Aspect]) -> Review:
    """These aspects at that moment, all others at every other."""
    other = dict.fromkeys(Moment, ALL - aspects)
    return Review(matrix=other | {moment: aspects})


def looked_at(moment: Moment, sent_at: datetime, closes_at: datetime) -> datetime:
    return {
        Moment.RIGHT_AFTER: sent_at + RIGHT_AFTER - timedelta(seconds=1),
        Moment.WHILE_OPEN: sent_at + RIGHT_AFTER,
        Moment.AFTER_CLOSING: closes_at,
    }[moment]


def make_learner(sign_in: SignIn, **settings: Any) -> tuple[Learner, Member]:
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    course = make_course(contents=CONTENTS, authors=[author], **settings)
    member = enrol(course).member
    return Learner(sign_in(member), member), author


def sends_some(learner: Learner) -> Any:
    """One wrong choice, one of two right ones, one right, and a word of one's own: 2 of 5."""
    learner.starts()
    return learner.sends(
        op("a", 1, "2", 1), op("b", 2, "1", 2), op("c", 3, "true", 3), op("d", 4, MINE, 4)
    )


def everything(learner: Learner) -> dict[str, str]:
    """Each format that leaves the server, headers too."""
    urls = {
        "result": f"{learner.url}/result",
        "quiz": learner.quiz_url,
        "lesson": f"/courses/{learner.slug}/lessons/testing",
        "course": f"/courses/{learner.slug}",
        "record": "/record",
        "home": "/home",
    }
    answers = {name: learner.client.get(url) for name, url in urls.items()}
    answers["saved"] = learner.saves(op("late", 1, "1", 99))
    answers["submitted"] = learner.sends()
    return {name: f"{answer.headers}\n{answer.text}" for name, answer in answers.items()}


@pytest.mark.parametrize("moment", AFTER, ids=str)
@pytest.mark.parametrize("aspects", SUBSETS, ids=lambda one: "+".join(sorted(one)) or "nothing")
def test_each_aspect_leaves_the_server_at_its_moment_and_at_no_other(
    sign_in: SignIn, clock: Clock, moment: Moment, aspects: frozenset[Aspect]
) -> None:
    sent_at = now().replace(second=0, microsecond=0)
    closes_at = sent_at + timedelta(hours=2)
    learner, author = make_learner(
        sign_in, review=review_at(moment, aspects), closes_at=closes_at, time_limit=0
    )
    clock(sent_at)
    sent = sends_some(learner)
    clock(looked_at(moment, sent_at, closes_at))
    pages = everything(learner) | {"sent": sent.text}
    every, result = "\n".join(pages.values()), visible(pages["result"])

    assert (WHY in every) == (Aspect.FEEDBACK in aspects)
    assert (KEY in every) == (Aspect.KEY in aspects)
    assert ("This was right" in every) == (Aspect.KEY in aspects)
    assert (MINE in every.replace(pages["saved"], "")) == (Aspect.RESPONSE in aspects)
    assert ("Your choice" in every) == (Aspect.RESPONSE in aspects)
    assert ("Partly right" in result) == (Aspect.CORRECTNESS in aspects)
    own = {Aspect.RESPONSE} <= aspects and bool(aspects & {Aspect.CORRECTNESS, Aspect.KEY})
    assert ("Your choice, wrong" in result) == own
    for name in ("result", "quiz", "lesson", "record"):
        assert ("40%" in visible(pages[name])) == (Aspect.MARKS in aspects), name
    single = {Aspect.MARKS, Aspect.CORRECTNESS} <= aspects
    assert ("1 of 2 marks" in result) == single
    assert "no-store" in pages["result"]

    teacher = sign_in(author).get(f"/teach/courses/{learner.slug}/learners").text
    assert "40%" in visible(teacher)


def test_while_the_attempt_is_open_nothing_is_seen_whatever_the_matrix(sign_in: SignIn) -> None:
    learner, _author = make_learner(sign_in)
    learner.starts()
    saved = learner.saves(op("a", 1, "2", 1))
    urls = ("", "/check", "/token")
    texts = [learner.client.get(learner.url + url).text for url in urls]
    for text in [*texts, saved.text, learner.page(learner.quiz_url)]:
        assert KEY not in text
        assert WHY not in text


def test_who_has_not_passed_sees_marks_alone_when_the_quiz_says_so(sign_in: SignIn) -> None:
    learner, _author = make_learner(sign_in, review=Review(after_pass=True))
    sends_some(learner)
    page = learner.page(f"{learner.url}/result")
    assert "40%" in page
    assert "once you have passed" in page
    for kept in (KEY, WHY, MINE, "Partly right"):
        assert kept not in page
    learner.starts()
    learner.sends(*learner.full_ops())
    for word in (KEY, WHY):
        assert word in learner.page(f"{learner.url}/result")


def test_the_page_says_when_more_will_be_seen_and_until_when(sign_in: SignIn, clock: Clock) -> None:
    sent_at = datetime.fromisoformat("2026-12-03T12:00+00:00")
    matrix = {
        Moment.RIGHT_AFTER: SCORE_ONLY | {Aspect.RESPONSE},
        Moment.WHILE_OPEN: SCORE_ONLY,
        Moment.AFTER_CLOSING: ALL,
    }
    clock(sent_at)
    learner, _author = make_learner(
        sign_in,
        review=Review(matrix=matrix),
        closes_at=sent_at + timedelta(hours=1),
    )
    sends_some(learner)
    page = visible(learner.page(f"{learner.url}/result"))
    assert "Only until" in page
    assert "17:05" in page  # in Karachi
    assert "18:00" in page
    assert "the right answers" in page
    clock(sent_at + timedelta(minutes=6))
    page = visible(learner.page(f"{learner.url}/result"))
    assert "For now you see your score only" in page
    assert "Only until" not in page
    clock(sent_at + timedelta(hours=1))
    page = visible(learner.page(f"{learner.url}/result"))
    assert "18:00" not in page
    assert KEY in page


def test_an_exception_for_one_learner_keeps_the_key_from_that_learner_longer(
    sign_in: SignIn, clock: Clock
) -> None:
    """On the result page and on the record alike: the quiz closes later for them."""
    sent_at = now().replace(second=0, microsecond=0)
    closing = {Moment.AFTER_CLOSING: ALL}
    closes_at = sent_at + timedelta(hours=1)
    learner, author = make_learner(sign_in, review=Review(matrix=closing), closes_at=closes_at)
    sends_some(learner)
    quiz_id, enrolment_id = learner.row().quiz_id, learner.row().enrolment_id
    later = QuizException(
        quiz_id=quiz_id,
        enrolment_id=enrolment_id,
        closes_at=closes_at + timedelta(hours=1),
        reason="Ill",
        made_by_id=author.id,
    )
    db.session.add(later)
    db.session.commit()
    for hours, is_seen in ((1, False), (2, True)):
        clock(sent_at + timedelta(hours=hours))
        pages = everything(learner)
        assert (KEY in pages["result"]) == is_seen
        for name in ("quiz", "lesson", "record", "result"):
            assert ("40%" in visible(pages[name])) == is_seen, (name, hours)


def test_a_quiz_that_left_the_course_still_keeps_to_its_matrix(
    sign_in: SignIn, clock: Clock
) -> None:
    """A learner of a later revision, which has no such quiz, asks for an old attempt."""
    sent_at = now()
    course_settings = {"review": Review(matrix={Moment.AFTER_CLOSING: ALL})}
    learner, _author = make_learner(
        sign_in, closes_at=sent_at + timedelta(hours=1), **course_settings
    )
    sends_some(learner)
    db.session.get_one(Quiz, learner.row().quiz_id).key = "moved"
    db.session.commit()
    assert KEY not in learner.page(f"{learner.url}/result")
    clock(sent_at + timedelta(hours=1))
    assert KEY in learner.page(f"{learner.url}/result")


def test_while_one_attempt_is_kept_back_the_best_of_all_is(sign_in: SignIn, clock: Clock) -> None:
    """Else the record of two attempts would tell of the second what it does not show."""
    sent_at = now()
    matrix = {Moment.WHILE_OPEN: SCORE_ONLY}
    learner, _author = make_learner(sign_in, review=Review(matrix=matrix), counts=Counts.HIGHEST)
    clock(sent_at)
    sends_some(learner)
    clock(sent_at + timedelta(minutes=10))
    assert "40%" in visible(learner.page("/record"))
    sends_some(learner)
    for url in ("/record", f"/courses/{learner.slug}/lessons/testing", f"{learner.url}/result"):
        assert "40%" not in visible(learner.page(url))
    quiz = learner.page(learner.quiz_url)
    assert quiz.count("40%") == 1  # the first attempt, on its own row
    assert 'class="badge">Counts' not in quiz


class TestChanges:
    SENT = datetime.fromisoformat("2026-12-03T12:00+00:00")

    def asked(self, review: Review, closes: int | None, minutes: int) -> tuple[Change, ...]:
        closes_at = None if closes is None else self.SENT + timedelta(minutes=closes)
        moment = self.SENT + timedelta(minutes=minutes)
        return changes(review, self.SENT, closes_at, moment, has_passed=True)

    def test_nothing_changes_where_all_moments_are_alike(self) -> None:
        assert self.asked(Review(), 60, 0) == ()

    @pytest.mark.parametrize("aspects", SUBSETS[:16], ids=str)
    @pytest.mark.parametrize("closes", [None, 2, 5, 60])
    def test_each_change_is_what_the_matrix_says_at_its_moment(
        self, aspects: frozenset[Aspect], closes: int | None
    ) -> None:
        review = review_at(Moment.WHILE_OPEN, aspects)
        shown = review.shows(Moment.RIGHT_AFTER)
        closes_at = None if closes is None else self.SENT + timedelta(minutes=closes)
        for change in self.asked(review, closes, 0):
            shown = (shown | set(change.more)) - set(change.less)
            assert shown == review.shows(moment_of(self.SENT, closes_at, change.at))
        assert not self.asked(review, closes, 61)
