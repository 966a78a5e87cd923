"""What the pages of a question bank share: whose bank an address means, and who may do what there.

Whoever may use a bank looks at it and asks its questions; whoever writes its course changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.assessments.actions import QUIZ
from lms.assessments.folders import Tree
from lms.assessments.models import Question, QuestionBank
from lms.assessments.queries import banks
from lms.assessments.views.writing import COURSE
from lms.courses import policies
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.db import writing
from lms.members.identity import current_member
from lms.web.forms import render_page
from lms.web.guards import authorise, found

BANK = f"{COURSE}/bank"
NAMED = f"{BANK}/questions/<name>"


@dataclass(frozen=True)
class Desk:
    """A course with its bank, which is None before the first question, and who looks at it."""

    course: Course
    bank: QuestionBank | None
    may_write: bool

    @property
    def tree(self) -> Tree:
        return Tree() if self.bank is None else banks.tree(self.bank.id)

    def page(self, template: str, form: Any = None, **context: Any) -> ResponseReturnValue:
        """A page of this bank."""
        return render_page(
            template,
            form,
            course=self.course,
            may_write=self.may_write,
            desk_of=QUIZ,
            desk="courses/authoring/_desk.html"
            if self.may_write
            else "assessments/bank/_lent.html",
            **context,
        )


def usable(slug: str) -> Desk:
    """The bank of a course for whoever may use it; 404 for others."""
    course, bank = found(banks.course_with_bank(slug))
    if policies.may_edit(current_member, course):
        return Desk(course, bank, may_write=True)
    if bank is None or not banks.may_use(current_member, bank):
        abort(404)
    return Desk(course, bank, may_write=False)


def writable(slug: str) -> Desk:
    """The same for whoever may change it; 403 for those who may only use it.

    A request that writes locks the course first: what it reads of the bank nobody changes any more.
    """
    desk = usable(slug)
    authorise(desk.may_write)
    if writing.get():
        lock(desk.course)
    return desk


def with_bank(desk: Desk) -> QuestionBank:
    """Its bank; 404 when it has none yet."""
    return found(desk.bank)


def question_in(desk: Desk, name: str) -> Question:
    """A question of the bank, one that was taken out too; 404 when there is none."""
    return found(banks.question_of_bank(with_bank(desk).id, name))


def me() -> int:
    return current_member.id


def to_list(desk: Desk, **words: Any) -> ResponseReturnValue:
    return redirect(url_for(".bank", slug=desk.course.slug, **words), 303)
