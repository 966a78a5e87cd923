"""The world under fire: a quiz with every kind of question, and learners with an open attempt."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from bench.faulting.site import ADDRESS
from config import Settings
from lms.app import create_app
from lms.assessments import queries
from lms.assessments.actions import start_attempt
from lms.assessments.kinds.item import Answer, Item
from lms.assessments.models import Attempt
from lms.cli.database import bring_up_to_date
from lms.courses import queries as courses
from lms.courses.actions import enrol
from lms.courses.models import LessonProgress
from lms.db import db, unit_of_work
from lms.members.actions import create_member
from lms.members.actions.signing_in import Browser, open_sign_in
from lms.members.models import Member
from lms.web.app import App
from tests.assessments.room import make_course
from tests.assessments.strategies import full_answer

SLUG, KEY = "price-your-work", "costs"


@dataclass(frozen=True)
class Desk:
    """A learner before an open attempt: what the browser holds, and what may be answered.

    The first of the `choices` for a question is the right answer.
    """

    attempt_id: int
    path: str
    headers: dict[str, str]
    choices: dict[int, tuple[Answer, ...]]


@contextmanager
def installation(var: Path, database: str) -> Iterator[App]:
    """The app over that database, with its tables; to be used in this process."""
    settings = Settings.from_env(
        {"HUNAR_VAR": str(var), "HUNAR_PUBLIC_URL": ADDRESS, "HUNAR_DATABASE_URL": database}
    )
    app = create_app(settings)
    with app.app_context():
        bring_up_to_date()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def desks(app: App, many: int) -> list[Desk]:
    """As many learners, each with one lesson done, so that passing completes the course."""
    course = make_course(time_limit=0, attempts=0)
    with unit_of_work():
        _count_gradings()
        return [_desk(app, course.id, number) for number in range(many)]


def _desk(app: App, course_id: int, number: int) -> Desk:
    member = create_member(name=f"Learner {number}")
    revision = courses.current_revision(course_id)
    if revision is None:
        raise RuntimeError("the course is not published")
    enrolment = enrol(member, revision.course)
    reading = next(iter(revision.outline))
    db.session.add(LessonProgress(enrolment_id=enrolment.id, lesson_id=reading.id))
    db.session.flush()
    standing = courses.standing(SLUG, member.id)
    quiz = standing and queries.quiz_standing(standing, KEY)
    if quiz is None:
        raise RuntimeError("the quiz is not there")
    ref = start_attempt(quiz)
    attempt_id = db.session.scalars(sa.select(Attempt.id).where(Attempt.ref == ref)).one()
    opened = queries.attempt_of(member.id, ref)
    if opened is None:
        raise RuntimeError("the attempt is not there")
    slots = enumerate(opened.slots, 1)
    choices = {n: _choices(opened.paper.item(slot), slot.draw) for n, slot in slots}
    return Desk(attempt_id, f"/attempts/{ref}", _browser(app, member), choices)


def _choices(item: Item, draw: object) -> tuple[Answer, ...]:
    right = full_answer(item, draw)  # type: ignore[arg-type]
    options = [(option.value,) for option in item.present(draw).options]  # type: ignore[arg-type]
    typed = [(str(number),) for number in range(1, 10)]
    return (right, *(options or typed), ())


def _browser(app: App, member: Member) -> dict[str, str]:
    """What a browser sends in which this member is signed in and has a page open."""
    entry = open_sign_in(member, Browser(device="bench", address="127.0.0.1"))
    raw = secrets.token_hex(20)
    kept = {"_user_id": entry.token, "csrf_token": raw}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
    return {
        "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}",
        "X-CSRFToken": token,
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Language": "en",
    }


# Each change of the moment in which an attempt was sent leaves a row: a second is a second grade.
_NOTE = "INSERT INTO fault_grading (attempt_id) VALUES (NEW.id)"
_WATCH = {
    "sqlite": [
        "CREATE TRIGGER fault_grading AFTER UPDATE OF submitted_at ON attempt"
        f" WHEN NEW.submitted_at IS NOT OLD.submitted_at BEGIN {_NOTE}; END"
    ],
    "postgresql": [
        "CREATE FUNCTION note_grading() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_NOTE}; RETURN NEW; END $$",
        "CREATE TRIGGER fault_grading AFTER UPDATE OF submitted_at ON attempt FOR EACH ROW"
        " WHEN (NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)"
        " EXECUTE FUNCTION note_grading()",
    ],
}


def _count_gradings() -> None:
    connection = db.session.connection()
    for statement in (
        "CREATE TABLE fault_grading (attempt_id BIGINT NOT NULL)",
        *_WATCH[connection.dialect.name],
    ):
        connection.exec_driver_sql(statement)
