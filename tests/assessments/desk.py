"""An author at the desk of the quiz "costs", over HTTP and without script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import html

from lms.assessments.models import Quiz
from lms.courses.models import Course
from lms.db import db
from lms.members.models import Member, Role
from tests.assessments.room import make_course, quiz_of
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
DESK = "/teach/courses/price-your-work"
QUIZ = f"{DESK}/quizzes/costs"


@dataclass
class Desk:
    client: Client
    course: Course
    author: Member

    @classmethod
    def made(cls, sign_in: SignIn, **settings: Any) -> Desk:
        member = make_member("Amna Author", roles=[Role.INSTRUCTOR])
        return cls(sign_in(member), make_course(authors=[member], **settings), member)

    @property
    def quiz(self) -> Quiz:
        db.session.expire_all()
        return quiz_of(self.course)

    def page(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def status(self, url: str, **data: Any) -> int:
        return int(self.client.send(url, data).status_code)

    def shows(self, url: str, **data: Any) -> str:
        """Send a form that leads to a page of its own, such as a preview."""
        answer = self.client.send(url, data)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def does(self, url: str, **data: Any) -> str:
        """Send a form that must be taken; the page that follows."""
        answer = self.client.send(url, data)
        assert answer.status_code == 303, answer.status
        return self.page(answer.location)

    def is_refused(self, url: str, **data: Any) -> str:
        answer = self.client.send(url, data)
        assert answer.status_code == 422, answer.status
        assert "There is a problem" in answer.text
        return words(answer.text)

    def lines(self) -> list[str]:
        """What stands in the quiz: keys of questions, # heads a heading, ? a draw."""
        return [
            one.question.key
            if one.question
            else f"# {one.heading['en']}"
            if one.heading
            else f"? {(one.pool or {})['take']}"
            for one in self.quiz.entries
        ]

    def line(self, place: int) -> str:
        """The address of the line at this place, from 0."""
        return f"{QUIZ}/lines/{self.quiz.entries[place].id}"


def fields(page: str) -> dict[str, Any]:
    """The controls of the page's own form as a browser would send them."""
    found = html.document_fromstring(page).xpath(
        "//main//form[@method='post'][not(@class='steps')]"
    )
    values: dict[str, list[str]] = {}
    for name, value in found[0].form_values():
        values.setdefault(name, []).append(value.lstrip("\r\n"))
    values.pop("csrf_token")
    return dict(values)


def words(page: str) -> str:
    """What the page says, without its markup."""
    return " ".join(html.document_fromstring(page).text_content().split())
