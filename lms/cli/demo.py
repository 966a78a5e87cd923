"""`lms demo`: a small world to look around in. Its people are invented, their password is known."""

from __future__ import annotations

from dataclasses import dataclass

import click
import sqlalchemy as sa
from flask import current_app

from config import ROOT
from lms.assessments import queries as assessments
from lms.assessments.actions import Op, save_answers, start_attempt, submit_attempt
from lms.certificates.models import Certificate
from lms.cli.context import Refused, in_app
from lms.courses import queries as courses
from lms.courses.actions import enrol, load, mark_done, read_library
from lms.courses.models import Course, CourseAuthor, Enrolment, Lesson
from lms.courses.outline import OutlineLesson
from lms.db import db, unit_of_work
from lms.jobs.worker import run_all
from lms.members.actions import agree, confirm_name, create_member
from lms.members.models import Member, Role
from lms.members.passwords import hash_password

PASSWORD = "mango-tree-by-the-canal"  # noqa: S105 - printed for everyone to use
CONTENT = ROOT / "content"


@dataclass(frozen=True)
class Character:
    """Somebody of the demo; `way` is how many lessons of which course are done, 99 is all."""

    name: str
    name_ur: str
    role: Role = Role.TRAINEE
    way: tuple[tuple[str, int], ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@demo.example"


TRAINEE = Character(
    "Sana Iqbal", "ثنا اقبال", way=(("freelance-skills", 2), ("platform-onboarding", 99))
)
STAFF = (
    Character("Kamran Yousaf", "کامران یوسف", Role.INSTRUCTOR),
    Character("Nadia Rahim", "نادیہ رحیم", Role.COORDINATOR),
    Character("Tariq Mehmood", "طارق محمود", Role.ADMINISTRATOR),
)
LEARNERS = (
    Character("Hira Baloch", "حرا بلوچ", way=(("freelance-skills", 4), ("financial-literacy", 1))),
    Character("Bilal Khattak", "بلال خٹک", way=(("freelance-skills", 99),)),
    Character("Zainab Soomro", "زینب سومرو", way=(("freelance-skills", 1),)),
    Character("Usman Gill", "عثمان گل", way=(("financial-literacy", 3),)),
    Character("Mehwish Anwar", "مہوش انور", way=(("platform-onboarding", 2),)),
    Character("Faizan Ali Shah", "فیضان علی شاہ", way=(("freelance-skills", 0),)),
)
ACCOUNTS = (TRAINEE, *STAFF)


@click.command()
@in_app
def demo() -> None:
    """Load the starter courses and a few invented people; safe to run again."""
    if not current_app.config["DEMO"]:
        raise Refused("This is a real installation. Set HUNAR_DEMO=1 for one with known passwords.")
    load_demo()
    show_demo()


def load_demo() -> None:
    """Make the demo's world, whole or not at all, unless it is there."""
    if _is_there():
        return
    click.echo("Loading the starter courses and a few people …")
    library = read_library(CONTENT)
    hashed = hash_password(PASSWORD)
    with unit_of_work(), current_app.test_request_context():
        people = {who: _person(who, hashed) for who in (*ACCOUNTS, *LEARNERS)}
        load(library, people[STAFF[0]])
        _teach_all(people[STAFF[0]])
        for who, member in people.items():
            for slug, lessons in who.way:
                _learn(member, slug, lessons)
    run_all()


def show_demo() -> None:
    """Print the accounts and the link of a certificate."""
    click.echo(f"Accounts (the password of all is {PASSWORD}):")
    for who in ACCOUNTS:
        click.echo(f"  {who.role:<14} {who.email}")
    code = db.session.scalars(sa.select(Certificate.code).order_by(Certificate.id)).first()
    db.session.rollback()
    if code:
        click.echo(f"\nAn issued certificate: {current_app.config['PUBLIC_URL']}/c/{code}")


def _is_there() -> bool:
    found = sa.select(Member.id).where(Member.email == TRAINEE.email)
    there = db.session.scalar(found) is not None
    db.session.rollback()
    return there


def _person(who: Character, password_hash: str) -> Member:
    member = create_member(
        name=who.name,
        name_ur=who.name_ur,
        email=who.email,
        password_hash=password_hash,
        roles=[who.role],
    )
    agree(member)
    if who.way:
        confirm_name(member, who.name, who.name_ur)
    return member


def _teach_all(instructor: Member) -> None:
    taught = sa.select(CourseAuthor.course_id).where(CourseAuthor.member_id == instructor.id)
    for course in db.session.scalars(sa.select(Course).where(Course.id.not_in(taught))):
        db.session.add(CourseAuthor(course_id=course.id, member_id=instructor.id))


def _learn(member: Member, slug: str, lessons: int) -> None:
    """Go through so many lessons as a diligent learner would, quizzes included."""
    course = courses.course_by_slug(slug)
    revision = courses.current_revision(course.id) if course else None
    if course is None or revision is None:
        return
    enrolment = enrol(member, course)
    for lesson in list(revision.outline)[:lessons]:
        _do(enrolment, lesson)


def _do(enrolment: Enrolment, lesson: OutlineLesson) -> None:
    for gate in lesson.gates:
        _pass(enrolment, gate.key)
    mark_done(enrolment, db.session.get_one(Lesson, lesson.id))


def _pass(enrolment: Enrolment, key: str) -> None:
    quiz = assessments.quiz_standing(courses.standing_of(enrolment), key)
    if quiz is None:
        return
    ref = start_attempt(quiz)
    attempt = assessments.attempt_for_grading(enrolment.member_id, ref)
    if attempt is None:
        return
    ops = [
        Op(f"demo-{number}", number, number, attempt.paper.item(slot).key(slot.draw))
        for number, slot in enumerate(attempt.slots, 1)
    ]
    save_answers(attempt, ops)
    submit_attempt(attempt)
