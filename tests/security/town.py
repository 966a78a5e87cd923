"""A small town with one thing of each kind, and the address of each thing behind every rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import url_for
from werkzeug.routing import Rule

from lms.assessments import queries
from lms.assessments.access import Granted
from lms.assessments.actions.banking import create_question
from lms.assessments.actions.categories import add_category
from lms.assessments.actions.exceptions import give_exception
from lms.assessments.models import AnswerFile, AttemptEvent
from lms.courses.actions.files import add_file
from lms.courses.actions.groups import add_learners, create_group
from lms.courses.models import Course
from lms.db import db
from lms.media.actions import prepare_file
from lms.members.models import Member, Role
from lms.web.app import App
from lms.web.guards import Guard, guard_of
from tests.assessments import room
from tests.assessments.bankroom import make_fact
from tests.conftest import Client
from tests.factories import make_certificate, make_enrolment, make_member

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SLUG, OTHER_SLUG = "price-your-work", "keep-your-books"
FIELDS: Mapping[str, Any] = {
    "title_en": "Mine now",
    "name": "Mine Now",
    "reason": "Because I can",
    "minutes": "7",
    "to": "down",
    "role": "administrator",
    "number": "123",
    "module": "start",
    "text_en": "Mine now.",
    "is_right": "y",
    "locale": "ur",
    "current": "wrong",
    "email": "mine@example.org",
    "password": "gulberg-lahore-77",
}
"""Something plausible for every form that there is."""


@dataclass(frozen=True)
class Address:
    """A rule of the app's map with one method, leading to a thing of this town."""

    endpoint: str
    rule: str
    method: str
    url: str
    guard: Guard

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def is_unsafe(self) -> bool:
        return self.method not in SAFE


@dataclass
class Town:
    """Who lives here; `values` fills the rules of each blueprint with things of theirs."""

    app: App
    trainee: Member
    author: Member
    course: Course
    other_author: Member
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def addresses(self) -> list[Address]:
        """Every rule of the app with every method it takes, each at something that is there."""
        return list(self._addresses())

    def _addresses(self) -> Iterator[Address]:
        for rule in self.app.url_map.iter_rules():
            guard = guard_of(self.app.view_functions[rule.endpoint])
            assert guard is not None
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(rule.endpoint, rule.rule, method, self.address(rule), guard)

    def address(self, rule: Rule, **other: Any) -> str:
        """Where the rule leads to a thing of this town; `other` puts other values in."""
        room_of = rule.endpoint.partition(".")[0]
        given = self.values[room_of] | self.values.get(rule.endpoint, {}) | _by_path(rule) | other
        wanted = {name: given[name] for name in rule.arguments}
        with self.app.test_request_context():
            return url_for(rule.endpoint, **wanted)


def _by_path(rule: Rule) -> dict[str, str]:
    """Which key is meant: the rules of lessons, modules and quizzes all call theirs `key`."""
    for word, key in (("/lessons/", "reading"), ("/modules/", "start"), ("/quizzes/", "costs")):
        if word in rule.rule:
            return {"key": key}
    return {}


def build(app: App, sign_in: Any) -> Town:
    """A course with a quiz and a file, a learner in it with an open attempt and a certificate."""
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    other = make_member("Omar Other", roles=[Role.INSTRUCTOR])
    course = room.make_course(SLUG, authors=[author], contents=_without("word"))
    room.make_course(OTHER_SLUG, authors=[other], contents=_without("cost"))
    file = add_file(course, prepare_file(b"a,b\n", "list.csv"), author)
    trainee = make_member("Tahira Trainee", email="tahira@example.org")
    enrolment = make_enrolment(course, trainee)
    group = create_group(course, "Evening", author.id)
    add_learners(course, group, [enrolment], author.id)
    quiz = room.quiz_of(course)
    give_exception(quiz, enrolment, Granted(extra_minutes=5), "Slow connection", author.id)
    (exception,) = queries.exception_rows(quiz.id)
    learner = room.Learner(sign_in(trainee), trainee)
    learner.starts()
    attempt = learner.row()
    handed_in = AttemptEvent(attempt_id=attempt.id, kind="handed-in", data={"ops": []})
    answer_file = AnswerFile(
        attempt_id=attempt.id,
        slot=1,
        name="work.csv",
        media_type="text/csv",
        size=4,
        storage_key=file.media_file.sha256,
    )
    db.session.add_all([handed_in, answer_file])
    db.session.flush()
    certificate = make_certificate(trainee, has_pdf=False)
    town = Town(app, trainee, author, course, other)
    town.values = {
        "assets": {"name": app.extensions["assets"].url("css/app.css").removeprefix("/static/")},
        "health": {},
        "audit": {},
        "reports": {"slug": SLUG},
        "media": {"ref": file.media_file.ref, "name": file.media_file.name},
        "members": {"ref": trainee.ref, "token": "no-such-token"},
        "assessments": {
            "slug": SLUG,
            "name": "cost",
            "ref": learner.ref,
            "line": quiz.entries[0].id,
            "exception": exception.id,
            "number": 1,
            "slot": 1,
            "question": 1,
            "event": handed_in.id,
        }
        | _in_bank(course, author),
        "assessments.answer_file": {"ref": answer_file.ref},
        "courses": {"slug": SLUG},
        "authoring": {
            "slug": SLUG,
            "ref": author.ref,
            "path": file.path,
            "group": group.id,
            "enrolment": enrolment.id,
        },
        "certificates": {
            "code": certificate.code,
            "number": certificate.number,
            "letter": "C",
        },
    }
    db.session.commit()
    return town


def _in_bank(course: Course, author: Member) -> dict[str, Any]:
    """A category of its bank, and a fact that one of its questions rests on."""
    category = add_category(course, {"en": "Fees"})
    content = {
        "kind": "numeric",
        "text": {"en": "Double the fee."},
        "draw": {"fee": {"fact": make_fact().key}},
        "answer": "fee * 2",
    }
    create_question(course, content, category, author.id)
    return {"category": category.key, "fact": "market.fee", "number": 1}


def _without(name: str) -> dict[str, dict[str, Any]]:
    return {key: content for key, content in room.CONTENTS.items() if key != name}


def asked(client: Client, address: Address, url: str | None = None, **fields: Any) -> Any:
    """The answer to this address: a form with its token and plausible fields when it is unsafe."""
    if not address.is_unsafe:
        return client.open(url or address.url, method=address.method)
    return client.send(url or address.url, dict(FIELDS) | fields, method=address.method)


def rows() -> dict[str, str]:
    """A fingerprint of each table."""
    db.session.rollback()
    return {table.name: _fingerprint(table) for table in db.metadata.sorted_tables}


def _fingerprint(table: sa.Table) -> str:
    found = sorted(map(repr, db.session.execute(sa.select(table))))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
