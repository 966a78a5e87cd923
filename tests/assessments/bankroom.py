"""A course with a bank of its own, the browser of its author, and other people's courses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from lxml import html

from lms.assessments import queries
from lms.assessments.actions import categories
from lms.assessments.actions.banking import create_question
from lms.assessments.models import Question, QuestionBank, QuestionCategory
from lms.assessments.queries import banks
from lms.courses.models import Course, Fact
from lms.db import db
from lms.members.models import Member, Role
from tests.assessments.room import make_course
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
BANK = "/teach/courses/price-your-work/bank"


def true_false(en: str, ur: str = "", **more: Any) -> dict[str, Any]:
    text = {"en": en} | ({"ur": ur} if ur else {})
    return {"kind": "true-false", "text": text, "answer": True} | more


def number(en: str, fact: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "numeric",
        "text": {"en": en},
        "draw": {"fee": {"fact": fact}},
        "answer": "fee * 2",
    } | more


def make_fact(
    key: str = "market.fee",
    value: str = "20",
    review_by: date = date(2100, 1, 1),
    status: str = "stated",
) -> Fact:
    fact = Fact(
        key=key,
        value=value,
        unit="percent",
        text={"en": f"{value} %", "ur": f"{value} فیصد"},
        source_title="Terms of the market",
        source_url="https://market.example/terms",
        certainty="A",
        checked_on=date(2026, 1, 1),
        review_by=review_by,
        status=status,
    )
    db.session.add(fact)
    db.session.commit()
    return fact


@dataclass
class Keeper:
    """Somebody at the bank of a course."""

    member: Member
    client: Client
    course: Course

    @property
    def url(self) -> str:
        return f"/teach/courses/{self.course.slug}/bank"

    @property
    def bank(self) -> QuestionBank:
        bank = queries.bank_of(self.course.id)
        assert bank is not None
        return bank

    def page(self, url: str = "") -> str:
        answer = self.client.get(f"{self.url}{url}")
        assert answer.status_code == 200, f"{url}: {answer.status}"
        return str(answer.text)

    def does(self, url: str, **data: Any) -> str:
        """Send a form that must be taken; the page that follows."""
        answer = self.client.send(f"{self.url}{url}", data, follow_redirects=True)
        assert answer.status_code == 200, f"{url}: {answer.status}"
        return str(answer.text)

    def is_refused(self, url: str, **data: Any) -> str:
        """Send a form that must be shown again; its page."""
        answer = self.client.send(f"{self.url}{url}", data)
        assert answer.status_code == 422, f"{url}: {answer.status}"
        assert "There is a problem" in answer.text
        return str(answer.text)

    def adds(self, content: dict[str, Any], category: str = "") -> Question:
        path = tuple(part for part in category.split("/") if part)
        from lms.assessments.actions.questions import bank_for

        place = categories.category_at(bank_for(self.course), path)
        question = create_question(self.course, content, place, self.member.id)
        db.session.commit()
        return question

    def adds_shared(self) -> Question:
        return self.adds(true_false("Lent, is it not?"))

    def question(self, key: str) -> Question:
        db.session.expire_all()
        question = banks.question_of_bank(self.bank.id, key)
        assert question is not None
        return question

    def category(self, name: str) -> QuestionCategory:
        folder = banks.tree(self.bank.id).at(name)
        assert folder is not None
        return db.session.get_one(QuestionCategory, folder.id)

    def paths(self) -> list[str]:
        db.session.expire_all()
        return [folder.name for folder in banks.tree(self.bank.id).folders]


def make_keeper(
    sign_in: SignIn, slug: str = "price-your-work", name: str = "Amna Author"
) -> Keeper:
    member = make_member(name, roles=[Role.INSTRUCTOR])
    return Keeper(member, sign_in(member), make_course(slug, authors=[member]))


def listed(page: str) -> list[str]:
    """What the questions of a list say, in its order."""
    found = html.document_fromstring(page).xpath("//*[@class='bank-text']")
    return [" ".join(one.text_content().split()) for one in found]


def fields(page: str, place: int = 0) -> dict[str, Any]:
    """The controls of a form that is sent, as a browser would send them."""
    forms = html.document_fromstring(page).xpath("//main//form[@method='post']")
    values: dict[str, list[str]] = {}
    for name, value in forms[place].form_values():
        values.setdefault(name, []).append(value.lstrip("\r\n"))
    values.pop("csrf_token")
    return dict(values)


def entries(verb: str) -> list[dict[str, Any]]:
    """The summaries of the acts of this kind in the audit log."""
    from lms.audit.models import AuditEntry

    query = sa.select(AuditEntry.summary).where(AuditEntry.verb == verb).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def ids(questions: Iterable[Question]) -> list[int]:
    return [question.id for question in questions]
