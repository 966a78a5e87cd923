"""A published course with a quiz of every kind, its learner, and the learner's browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.access import QuizAccess
from lms.assessments.actions import drafting
from lms.assessments.models import Attempt, Quiz
from lms.assessments.queries import OpenedAttempt
from lms.assessments.settings import QuizSettings
from lms.courses import actions as courses
from lms.courses.actions import drafting as outlines
from lms.courses.actions.publishing import publish
from lms.courses.actions.writing import write_blocks
from lms.courses.lesson_text import PairedBlock
from lms.courses.models import Course, Enrolment
from lms.db import db
from lms.members.models import Member, Role
from tests.assessments.strategies import full_answer
from tests.conftest import Client
from tests.factories import make_member

CANARY = "canary-7f3a"
"""Stands in every text that must not leave the server while an attempt is open."""

WHY = {"en": f"Because {CANARY}.", "ur": f"کیونکہ {CANARY}۔"}


def choice(text: str, *, right: bool = False) -> dict[str, Any]:
    return {"text": {"en": text, "ur": f"{text} ہے"}, "right": right, "feedback": WHY}


CONTENTS: dict[str, dict[str, Any]] = {
    "cost": {
        "kind": "single-choice",
        "text": {"en": "What belongs in the cost of a gig?", "ur": "کام کی لاگت میں کیا شامل ہے؟"},
        "choices": [choice("All hours", right=True), choice("Typing"), choice("Nothing")],
        "feedback": WHY,
    },
    "evidence": {
        "kind": "multiple-choice",
        "mark": 2,
        "text": {"en": "Which are evidence of demand?", "ur": "طلب کا ثبوت کیا ہے؟"},
        "choices": [
            choice("Orders", right=True),
            choice("Posts", right=True),
            choice("Praise"),
            choice("Likes"),
        ],
        "feedback": WHY,
    },
    "statement": {
        "kind": "true-false",
        "text": {"en": "Fees are a cost.", "ur": "فیس بھی لاگت ہے۔"},
        "answer": True,
        "feedback": WHY,
    },
    "net": {
        "kind": "numeric",
        "text": {
            "en": "Of USD {price}, 20 % is kept.",
            "ur": "{price} ڈالر میں سے 20 فیصد کٹتا ہے۔",
        },
        "draw": {"price": {"from": 20, "to": 100, "step": 5}},
        "answer": "price * 0.8",
        "tolerance": "0.01",
        "unit": {"en": "USD", "ur": "ڈالر"},
        "feedback": WHY,
    },
    "word": {
        "kind": "short-text",
        "text": {"en": "What shows your best work?", "ur": "آپ کا بہترین کام کیا دکھاتا ہے؟"},
        "accept": ["portfolio", "پورٹ فولیو", CANARY],
        "feedback": WHY,
    },
}


def make_course(
    slug: str = "price-your-work",
    contents: Mapping[str, dict[str, Any]] = CONTENTS,
    authors: list[Member] | None = None,
    **settings: Any,
) -> Course:
    """A course of two lessons, published; the second shows the quiz "costs".

    Its questions stand in the order of `contents` unless settings say to shuffle.
    """
    author = authors[0] if authors else make_member("Amna Author", roles=[Role.INSTRUCTOR])
    details = outlines.CourseDetails(
        slug=slug,
        track="skills",
        title={"en": "Price your work"},
        summary={"en": "What to ask."},
        objectives=[{"en": "Name a price"}],
        hours=2,
    )
    course = outlines.create_course(author, details)
    module = outlines.add_module(course, {"en": "Start"})
    for title, kind in (("Reading", ""), ("Testing", "quiz")):
        lesson = outlines.add_lesson(module, {"en": title}, 5)
        blocks = [PairedBlock("text", text={"en": f"{title}.", "ur": "متن"})]
        write_blocks(lesson, blocks + ([PairedBlock(kind, "costs")] if kind else []))
    put_quiz(course, {"en": "Costs", "ur": "لاگت"}, contents, **settings)
    publish(course, author)
    db.session.commit()
    return course


def put_quiz(
    course: Course, title: dict[str, str], contents: Mapping[str, dict[str, Any]], **settings: Any
) -> Quiz:
    """Bring the draft of the quiz "costs" to this."""
    asked, access = rules(**settings)
    return drafting.put_quiz(course, "costs", title, asked, contents, access=access)


def rules(**given: Any) -> tuple[QuizSettings, QuizAccess]:
    """Settings and access of a quiz of which these are given; the rest is as most tests want it."""
    usual: dict[str, Any] = {
        "attempts": 3,
        "time_limit": 20,
        "grace": 0,
        "shuffle": False,
        "shuffle_choices": False,
    }
    values = usual | given
    live = {field.name for field in fields(QuizAccess)}
    return (
        QuizSettings(**{name: value for name, value in values.items() if name not in live}),
        QuizAccess(**{name: value for name, value in values.items() if name in live}),
    )


def enrol(course: Course, name: str = "Ayesha Khan") -> Enrolment:
    enrolment = courses.enrol(make_member(name), course)
    db.session.commit()
    return enrolment


@dataclass
class Learner:
    """A member's browser at one quiz."""

    client: Client
    member: Member
    slug: str = "price-your-work"
    key: str = "costs"
    ref: str = ""

    @property
    def quiz_url(self) -> str:
        return f"/courses/{self.slug}/quizzes/{self.key}"

    @property
    def url(self) -> str:
        return f"/attempts/{self.ref}"

    def starts(self) -> Any:
        answer = self.client.send(f"{self.quiz_url}/attempts")
        if answer.status_code == 303:
            self.ref = answer.location.rsplit("/", 1)[-1]
        return answer

    def page(self, url: str = "") -> str:
        answer = self.client.get(url or self.url)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def json(self, url: str, body: Any) -> Any:
        headers = {
            "X-CSRFToken": self.client.csrf_token(),
            "Referer": "https://learn.example.org/",
            "Accept": "application/json",
        }
        return self.client.post(url, json=body, headers=headers)

    def saves(self, *ops: dict[str, Any]) -> Any:
        return self.json(f"{self.url}/answers", {"ops": list(ops)})

    def sends(self, *ops: dict[str, Any], confirmed: bool = True) -> Any:
        return self.json(f"{self.url}/submit", {"ops": list(ops), "confirmed": confirmed})

    def opened(self) -> OpenedAttempt:
        opened = queries.attempt_of(self.member.id, self.ref)
        assert opened is not None
        return opened

    def full_answers(self) -> dict[int, list[str]]:
        """What somebody who knows everything answers, by the number of the question."""
        opened = self.opened()
        slots = enumerate(opened.slots, 1)
        return {n: list(full_answer(opened.paper.item(s), s.draw)) for n, s in slots}

    def full_ops(self, seq: int = 1) -> list[dict[str, Any]]:
        answers = self.full_answers().items()
        return [op(f"full-{seq}-{n}", n, value, seq + n) for n, value in answers]

    def stored(self) -> dict[int, tuple[str, ...]]:
        return {n: one.answer for n, one in queries.responses(self.opened().id).items()}

    def row(self) -> Attempt:
        return db.session.scalars(sa.select(Attempt).where(Attempt.ref == self.ref)).one()


def op(name: str, question: int, value: Any, seq: int) -> dict[str, Any]:
    return {"id": name, "question": question, "value": value, "seq": seq}


def fields_of(page: str) -> dict[str, Any]:
    """The controls of the attempt's form as a browser without script would send them."""
    from lxml import html

    form = html.document_fromstring(page).xpath("//form[@data-attempt]")[0]
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    values.pop("csrf_token")
    return dict(values)


def quiz_of(course: Course, key: str = "costs") -> Quiz:
    quiz = queries.quiz_by_key(course.id, key)
    assert quiz is not None
    return quiz


def visible(page: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
