"""What an author does at the desk, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.courses import queries
from lms.courses.models import Course
from lms.members.models import Member, Role
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
TEACH = "/teach/courses"
ENGLISH = (
    "The lead.\n\n## Price your work\n\nAdd up your costs.\n\n::: note\nFees count too.\n:::\n"
)
URDU = "آغاز۔\n\n## کام کی قیمت\n\nخرچ جمع کریں۔\n\n::: note\nفیس بھی شامل ہے۔\n:::\n"


@dataclass
class Author:
    """An instructor at a desk, and the course on it."""

    member: Member
    client: Client
    slug: str = "price-your-work"

    @property
    def course(self) -> Course:
        course = queries.course_by_slug(self.slug)
        assert course is not None
        return course

    @property
    def desk(self) -> str:
        return f"{TEACH}/{self.slug}"

    def lesson(self, key: str = "first") -> str:
        return f"{self.desk}/lessons/{key}"

    def page(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def sends(self, url: str, **data: Any) -> Any:
        return self.client.send(url, data)

    def does(self, url: str, **data: Any) -> str:
        """Send a form that must be taken; the page that follows."""
        answer = self.client.send(url, data, follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def creates_course(self, **changes: Any) -> None:
        self.does("/teach/new-course", **(details() | changes))

    def adds_module(self, title: str = "Start") -> None:
        self.does(f"{self.desk}/new-module", title_en=title, title_ur="آغاز")

    def adds_lesson(self, title: str = "First", module: str = "start") -> None:
        url = f"{self.desk}/modules/{module}/new-lesson"
        self.does(url, title_en=title, title_ur="پہلا", minutes="10")

    def opens(self, key: str = "first") -> dict[str, str]:
        """The fields of the editor as this author's browser holds them."""
        return fields(self.page(self.lesson(key)))

    def writes(self, english: str = ENGLISH, urdu: str = URDU, key: str = "first") -> None:
        self.does(self.lesson(key), **(self.opens(key) | {"text_en": english, "text_ur": urdu}))

    def publishes(self) -> str:
        return self.does(f"{self.desk}/publish")

    def order(self) -> list[tuple[str, list[str]]]:
        return [(m.key, [lesson.key for lesson in m.lessons]) for m in self.course.modules]


def make_author(sign_in: SignIn, *, role: Role = Role.INSTRUCTOR, name: str = "Amna") -> Author:
    member = make_member(name, roles=[role])
    return Author(member, sign_in(member))


def with_lesson(sign_in: SignIn) -> Author:
    """An author whose course has one module with one lesson, written in both languages."""
    author = make_author(sign_in)
    author.creates_course()
    author.adds_module()
    author.adds_lesson()
    author.writes()
    return author


def make_learner(sign_in: SignIn, author: Author) -> Client:
    """A trainee who is enrolled in the author's course."""
    trainee = sign_in(make_member("Dua"))
    enrolment = {"name": "Dua", "name_ur": "", "is_right": "y"}
    assert trainee.send(f"/courses/{author.slug}/enrol", enrolment).status_code in {302, 303}
    return trainee


def details(**changes: Any) -> dict[str, Any]:
    """The form of a course, filled in."""
    return {
        "title_en": "Price your work",
        "title_ur": "اپنے کام کی قیمت",
        "summary_en": "What to charge.",
        "summary_ur": "کتنا لینا ہے۔",
        "objectives_en": "Count costs\nName a price",
        "objectives_ur": "خرچ گننا\nقیمت بتانا",
        "track": "skills",
        "hours": "2",
        "slug": "",
        **changes,
    }


def fields(page: str) -> dict[str, str]:
    """The controls of a page's form as a browser would send them, without token and files."""
    from lxml import html

    form = html.document_fromstring(page).xpath("//main//form[@method='post'][not(@class='steps')]")
    values = dict(form[0].form_values())
    return {name: _sent(value) for name, value in values.items() if name != "csrf_token"}


def _sent(value: str) -> str:
    """As a browser does: the line break right after the tag is none of the text."""
    return re.sub(r"\r?\n", "\r\n", re.sub(r"^\r?\n", "", value))
