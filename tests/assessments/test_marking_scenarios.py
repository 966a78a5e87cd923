"""A scenario of which a person must mark a part: its assessor sees all, its learner no verdict."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import PracticeCard
from lms.courses.models import Course
from lms.db import db
from lms.jobs.worker import run_all
from lms.members.models import Member
from tests.assessments.room import Learner, enrol, make_course, op, visible
from tests.conftest import Client

SignIn = Callable[[Member], Client]
LIST = "/teach/courses/price-your-work/marking"
SCENARIO = {
    "offer": {
        "kind": "scenario",
        "text": {"en": "A client offers USD 50.", "ur": "ایک کلائنٹ 50 ڈالر دیتا ہے۔"},
        "questions": [
            {
                "kind": "true-false",
                "text": {"en": "The fee is part of it.", "ur": "فیس اس میں شامل ہے۔"},
                "answer": True,
            },
            {
                "kind": "essay",
                "text": {"en": "What do you reply?", "ur": "آپ کیا جواب دیں گے؟"},
                "notes": {"en": "A price must be named.", "ur": "قیمت ضروری ہے۔"},
                "mark": 4,
            },
            {
                "kind": "file-answer",
                "text": {"en": "Hand in your offer.", "ur": "اپنی پیشکش جمع کرائیں۔"},
                "accept": ["csv"],
            },
        ],
    }
}


@pytest.fixture
def room(app: object) -> Course:
    return make_course(contents=SCENARIO)


@pytest.fixture
def learner(room: Course, sign_in: SignIn) -> Learner:
    member = enrol(room).member
    learner = Learner(sign_in(member), member)
    learner.starts()
    return learner


def send_file(learner: Learner, name: str) -> Any:
    data = {"q1.3.file": [(io.BytesIO(b"gig,price\nlogo,40\n" + name.encode()), name)]}
    return learner.client.send(f"{learner.url}/questions/1/files", data)


def answered(learner: Learner) -> None:
    """All three questions, and sent."""
    send_file(learner, "final.csv")
    (ref,) = (entry.partition("=")[2] for entry in learner.stored()[1])
    learner.sends(op("a", 1, ["1=true", "2=I ask for USD 80.", f"3={ref}"], 99))


def marks(client: Client, learner: Learner, mark: str) -> Any:
    url = f"{LIST}/{learner.ref}/1"
    looked_at = client.get(url).text.split('name="looked_at" type="hidden" value="')[1]
    fields = {"mark": mark, "comment": "", "looked_at": looked_at.split('"')[0]}
    return client.send(url, fields)


def test_the_assessor_sees_every_question_with_its_answer_and_notes(
    learner: Learner, room: Course, sign_in: SignIn
) -> None:
    answered(learner)
    page = sign_in(room.authors[0]).get(f"{LIST}/{learner.ref}/1").text
    words = visible(page)
    for asked in ("The fee is part of it.", "What do you reply?", "Hand in your offer."):
        assert asked in words
    assert "I ask for USD 80." in words
    assert "2=I ask" not in words
    assert "A price must be named." in words
    assert "final.csv" in words


def test_the_learner_reads_no_verdict_on_what_only_a_person_can_mark(
    learner: Learner, room: Course, sign_in: SignIn
) -> None:
    answered(learner)
    marks(sign_in(room.authors[0]), learner, "6")
    page = learner.page(f"{learner.url}/result")
    essay = visible(page.split("What do you reply?")[1].split("Hand in your offer.")[0])
    assert "I ask for USD 80." in essay
    assert "Wrong" not in essay
    file = visible(page.split("Hand in your offer.")[1])
    assert "final.csv" in file
    assert "Wrong" not in file
    assert "A price must be named." not in page


def test_it_does_not_come_back_in_the_practice(
    learner: Learner, room: Course, sign_in: SignIn
) -> None:
    answered(learner)
    marks(sign_in(room.authors[0]), learner, "6")
    run_all()
    assert db.session.scalars(sa.select(PracticeCard)).all() == []


def test_a_file_that_was_taken_back_is_not_marked(
    learner: Learner, room: Course, sign_in: SignIn
) -> None:
    send_file(learner, "draft.csv")
    learner.saves(op("none", 1, [], 98))
    answered(learner)
    words = visible(sign_in(room.authors[0]).get(f"{LIST}/{learner.ref}/1").text)
    assert "final.csv" in words
    assert "draft.csv" not in words
