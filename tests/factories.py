"""Rows for tests: plain typed functions, one heading a room."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import cache

from lms.certificates.models import Certificate
from lms.certificates.queries import of_enrolment
from lms.courses.actions import enrol, mark_done, publish, write_blocks
from lms.courses.blocks import kinds
from lms.courses.draft_text import read_texts
from lms.courses.models import Course, Enrolment, Lesson, Module, Track
from lms.courses.queries import current_revision
from lms.db import db
from lms.jobs.worker import run_all
from lms.members import actions
from lms.members.models import Member, Role
from lms.members.passwords import hash_password

# ---- members ----

PASSWORD = "korangi-creek-42"


@cache
def password_hash() -> str:
    """PASSWORD as it is kept; hashed once a run, because hashing is slow on purpose."""
    return hash_password(PASSWORD)


def make_member(
    name: str = "Ayesha Khan",
    *,
    name_ur: str | None = "عائشہ خان",
    email: str | None = None,
    mobile: str | None = None,
    roles: Iterable[Role] = (),
    has_password: bool = True,
    locale: str = "en",
) -> Member:
    """A member who is committed, whose password is PASSWORD and whose search words are there."""
    member = actions.create_member(
        name=name,
        name_ur=name_ur,
        email=email,
        mobile=mobile,
        roles=roles,
        password_hash=password_hash() if has_password else None,
        locale=locale,
    )
    db.session.commit()
    return member


# ---- courses ----

LESSON = {
    "en": "What this lesson gives.\n\n## Do it\n\nCount your **hours**.\n",
    "ur": "اس سبق میں کیا ہے۔\n\n## کریں\n\nاپنے **گھنٹے** گنیں۔\n",
}


def make_course(
    slug: str = "price-your-work",
    lessons: Mapping[str, Mapping[str, str]] | None = None,
    *,
    author: Member | None = None,
    is_published: bool = True,
) -> Course:
    """A committed course of one module; `lessons` holds their texts by language, by key."""
    course = Course(
        slug=slug,
        track=Track.SKILLS,
        title={"en": f"Course {slug}", "ur": f"کورس {slug}"},
        summary={"en": "What it is about.", "ur": "یہ کس بارے میں ہے۔"},
        objectives=[{"en": "Name a fair price", "ur": "مناسب قیمت بتانا"}],
        hours=2,
    )
    if author is not None:
        course.authors.append(author)
    module = Module(key="start", title={"en": "Start", "ur": "آغاز"}, course=course)
    db.session.add_all([course, module])
    for key, texts in (lessons or {"first": LESSON, "second": LESSON}).items():
        add_lesson(module, key, texts)
    if is_published:
        publish(course, author)
    db.session.commit()
    return course


def add_lesson(module: Module, key: str, texts: Mapping[str, str] = LESSON) -> Lesson:
    """A lesson at the end of the module's draft."""
    title = {"en": key.capitalize(), "ur": f"سبق {key}"}
    place = len(module.lessons)
    lesson = Lesson(key=key, title=title, course=module.course, module=module, position=place)
    db.session.add(lesson)
    db.session.flush()
    write_texts(lesson, texts)
    return lesson


def write_texts(lesson: Lesson, texts: Mapping[str, str]) -> None:
    """Make these the texts of the draft; they must be right."""
    blocks, problems = read_texts(texts, kinds().keys())
    assert not problems, problems
    write_blocks(lesson, blocks)


def make_enrolment(course: Course, member: Member | None = None) -> Enrolment:
    """A committed enrolment."""
    enrolment = enrol(member or make_member(), course)
    db.session.commit()
    return enrolment


# ---- certificates ----


def complete(enrolment: Enrolment) -> None:
    """Do every lesson of the course, as one transaction; committed."""
    revision = current_revision(enrolment.course_id)
    assert revision is not None
    for lesson in revision.outline:
        mark_done(enrolment, db.session.get_one(Lesson, lesson.id))
    db.session.commit()


def make_certificate(
    member: Member | None = None, *, course: Course | None = None, has_pdf: bool = False
) -> Certificate:
    """A committed certificate, issued by completing a course; with its PDF when asked for."""
    enrolment = make_enrolment(course or make_course(f"course-{secrets.token_hex(4)}"), member)
    complete(enrolment)
    if has_pdf:
        run_all()
    certificate = of_enrolment(enrolment.id)
    assert certificate is not None
    return certificate
