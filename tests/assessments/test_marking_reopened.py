"""A mark belongs to the answer that its assessor read: a changed answer has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.assessments.models import AttemptState
from lms.members.models import Member
from tests.assessments.by_hand import add_kind
from tests.assessments.room import op, visible
from tests.assessments.test_marking import LIST, Desk

LIVE = "/teach/courses/price-your-work/quizzes/costs/live"
REASON = {"reason": "The wrong page was sent", "minutes": "30"}
SignIn = Callable[[Member], object]


@pytest.fixture
def desk(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Desk:
    add_kind(monkeypatch)
    return Desk(sign_in)  # type: ignore[arg-type]


def reopened(desk: Desk) -> None:
    answer = desk.client.send(f"{LIVE}/{desk.learner.ref}/reopen", REASON)
    assert answer.status_code == 303


def test_a_changed_answer_loses_its_mark_with_all_that_was_said_of_it(desk: Desk) -> None:
    desk.marks(1, "2", "Too short")
    reopened(desk)
    assert desk.client.get(LIST).status_code == 200
    assert "Marked lately" not in visible(desk.client.get(LIST).text)
    desk.learner.saves(op("d", 1, "A longer story.", 9))
    desk.learner.sends()
    response = desk.response()
    assert (response.given_share, response.comment, response.marked_at) == (None, None, None)
    words = visible(desk.client.get(LIST).text)
    assert "2 answers wait" in words
    assert "Marked lately" not in words


def test_a_mark_for_an_answer_that_changed_meanwhile_is_refused(desk: Desk) -> None:
    page = desk.client.get(desk.url()).text
    looked_at = page.split('name="looked_at" type="hidden" value="')[1].split('"')[0]
    reopened(desk)
    desk.learner.saves(op("d", 1, "Another story.", 9))
    desk.learner.sends()
    fields = {"mark": "5", "comment": "", "looked_at": looked_at}
    assert desk.client.send(desk.url(), fields).status_code == 422
    assert desk.response().given_share is None
    assert desk.marks(1, "4").status_code == 303


def test_an_answer_that_stays_keeps_its_mark(desk: Desk) -> None:
    desk.marks(1, "2", "Too short")
    desk.marks(2, "1")
    reopened(desk)
    desk.learner.sends()
    assert desk.row.state == AttemptState.GRADED
    assert desk.response().comment == "Too short"
