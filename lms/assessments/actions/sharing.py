"""Who may use the bank of a course. Using is not writing."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from lms.assessments.models import BankShare, QuestionBank
from lms.assessments.queries import banks, uses
from lms.audit.actions import record
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.db import db

NOBODY, SOME, ALL = "nobody", "some", "all"


def scope_of(bank: QuestionBank | None) -> str:
    """Whom the bank is shared with, in a word."""
    if bank is None:
        return NOBODY
    if bank.is_shared:
        return ALL
    return SOME if banks.shared_with(bank.id) else NOBODY


def share_bank(bank: QuestionBank, scope: str, courses: Collection[Course], actor_id: int) -> None:
    """Share the bank with nobody, with all courses, or with these alone; what changes is recorded.

    Published quizzes keep what they drew from it.
    """
    lock(bank.course)
    wanted = {one.id: one for one in courses if one.id != bank.course_id} if scope == SOME else {}
    before = {one.id: one for one in banks.shared_with(bank.id)}
    if bank.is_shared != (scope == ALL):
        bank.is_shared = scope == ALL
        verb = "assessments.bank_shared" if bank.is_shared else "assessments.bank_unshared"
        record(verb, actor_id, "course", bank.course_id)
    for course_id in wanted.keys() - before.keys():
        db.session.add(BankShare(bank_id=bank.id, course_id=course_id))
        _say("assessments.bank_lent", bank, wanted[course_id], actor_id)
    for course_id in before.keys() - wanted.keys():
        _end(bank, course_id)
        _say("assessments.bank_taken_back", bank, before[course_id], actor_id)
    db.session.flush()


def _end(bank: QuestionBank, course_id: int) -> None:
    shares = sa.delete(BankShare).where(BankShare.bank_id == bank.id)
    db.session.execute(shares.where(BankShare.course_id == course_id))


def _say(verb: str, bank: QuestionBank, course: Course, actor_id: int) -> None:
    record(verb, actor_id, "course", bank.course_id, {"course": course.slug})


def losing(bank: QuestionBank, scope: str, courses: Collection[Course]) -> list[Course]:
    """The courses whose quizzes use the bank and could not any more if it were shared so."""
    if scope == ALL:
        return []
    kept = {one.id for one in courses} if scope == SOME else set()
    return [one for one in uses.courses_using(bank) if one.id not in kept]
