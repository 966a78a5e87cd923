"""A town in which every text that anyone may have written tries to run a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from lms.assessments.actions import drafting as quizzes
from lms.assessments.actions import note
from lms.assessments.actions.lines import add_heading
from lms.assessments.models import (
    AnswerFile,
    Attempt,
    AttemptState,
    QuestionCategory,
    QuizException,
    Response,
)
from lms.assessments.signals import Signal
from lms.audit.actions import record
from lms.certificates.actions import revoke
from lms.certificates.models import Certificate
from lms.courses.actions import publish
from lms.courses.actions.files import add_file
from lms.courses.actions.writing import write_blocks
from lms.courses.lesson_text import PairedBlock
from lms.courses.models import Fact, Group
from lms.db import db, now
from lms.media.actions import prepare_file, prepare_image
from lms.members.models import Role
from lms.web.app import App
from tests.assessments import room
from tests.conftest import Client
from tests.courses.pictures import jpeg
from tests.factories import complete, make_certificate, make_enrolment, make_member
from tests.security.conftest import SignIn
from tests.security.town import SLUG, Town, build

EVIL = """"'><img src=x onerror=alert(1)><svg onload=alert(2)><script>alert(3)</script>"""
SHORT = """"'><img src=x onerror=alert(4)>"""
BOTH = {"en": EVIL, "ur": EVIL}
MARKDOWN = f"""{EVIL}

## {EVIL}

<script>alert(5)</script>

[press](javascript:alert(6)) [press](JaVaScRiPt:alert(6))
[press](data:text/html,<script>alert(7)</script>)
![pic](javascript:alert(8)) <javascript:alert(9)> [ref]: javascript:alert(10)
[title](https://example.org "onmouseover=alert(11) {SHORT}")

```html"><script>alert(12)</script>
<script>alert(13)</script>
```

| {SHORT} | b |
|:-:|--:|
| {SHORT} | {SHORT} |

<iframe srcdoc="<script>alert(15)</script>">
"""


@dataclass(frozen=True)
class Shown:
    """A page as it was sent to somebody."""

    who: str
    url: str
    answer: Any

    def __str__(self) -> str:
        return f"{self.url} for {self.who} ({self.answer.status})"


def pages(app: App, sign_in: SignIn) -> list[Shown]:
    """Every page that shows something which somebody wrote, as its readers get it."""
    town = build(app, sign_in)
    learner = room.Learner(sign_in(town.trainee), town.trainee)
    _write(town)
    learner.starts()
    more = _answer(town, learner)
    _write_desk(town)
    members = {
        "the learner": learner.client,
        "a stranger": app.test_client(),
        "the author": sign_in(town.author),
        "the office": sign_in(make_member("Adil", roles=[Role.ADMINISTRATOR, Role.COORDINATOR])),
    }
    shown = [*_addresses(town, members, more), *_echoes(town, members, learner)]
    db.session.rollback()
    return shown


def _write(town: Town) -> None:
    """Whatever a form or a package could have let in, and what none lets in as well."""
    course = town.course
    course.title, course.summary, course.objectives = BOTH, BOTH, [BOTH]
    course.modules[0].title = BOTH
    fact = Fact(
        key="evil.fact",
        text=BOTH,
        source_title=EVIL,
        source_url="https://example.org/?" + SHORT.replace('"', "%22"),
        certainty="A",
        checked_on=now().date(),
        review_by=now().date(),
        status="stated",
    )
    db.session.add(fact)
    picture = add_file(course, prepare_image(jpeg(), f"{SHORT}.jpg"), town.author)
    file = add_file(course, prepare_file(b"=1+1\n", f"{SHORT}.csv"), town.author)
    both = {"en": MARKDOWN, "ur": MARKDOWN}
    for lesson in course.lessons:
        lesson.title = BOTH
        keys = [block.args["key"] for block in lesson.blocks if block.kind == "quiz"]
        blocks = [
            PairedBlock("text", text=both),
            PairedBlock("note", text=both),
            PairedBlock("task", text=both),
            PairedBlock("image", picture.path, BOTH, BOTH),
            PairedBlock("download", file.path, both),
            *(PairedBlock("text", text={"en": "{{fact:evil.fact}}"}) for _key in keys),
            *(PairedBlock("quiz", key) for key in keys),
        ]
        write_blocks(lesson, blocks)
    _write_quiz(town)
    publish(course, town.author)
    for member in (town.trainee, town.author):
        member.name, member.name_ur = EVIL, EVIL
        member.external_number, member.city, member.skill = f"{SHORT}{member.id}", SHORT, SHORT
        member.certificate_name, member.certificate_name_ur = EVIL, EVIL
        record("members.name_changed", member.id, "member", member.id, {"before": EVIL})
        record(SHORT, member.id, SHORT, 1, {EVIL: EVIL})
    town.trainee.blocked_reason = EVIL
    db.session.commit()


def _write_quiz(town: Town) -> None:
    quiz = room.quiz_of(town.course)
    quiz.title = BOTH
    for question in list(quiz.questions):
        content = dict(question.newest.content) | {"text": BOTH, "feedback": BOTH}
        if "choices" in content:
            names = range(len(content["choices"]))
            content["choices"] = [
                one | {"text": {"en": f"{EVIL}{n}", "ur": f"{EVIL}{n}"}, "feedback": BOTH}
                for n, one in zip(names, content["choices"], strict=True)
            ]
        if "unit" in content:
            content["unit"] = BOTH
        quizzes.change_question(quiz, question, content)
    word = dict(room.CONTENTS["word"]) | {"text": BOTH, "feedback": BOTH, "accept": [EVIL]}
    quizzes.add_question(quiz, word | {"hints": [BOTH], "tags": [SHORT]}, "evil")
    tale = {"kind": "essay", "text": BOTH, "sample": BOTH, "notes": BOTH}
    within = [tale, dict(room.CONTENTS["statement"]) | {"text": BOTH, "feedback": BOTH}]
    scenario = {"kind": "scenario", "text": BOTH, "questions": within}
    add_heading(quiz, BOTH)
    quizzes.add_question(quiz, scenario, "scene")
    db.session.commit()


def _write_desk(town: Town) -> None:
    """Names and reasons that stand on the desks of a quiz, and the file of an answer."""
    quiz = room.quiz_of(town.course)
    for category in db.session.scalars(sa.select(QuestionCategory)):
        category.title = BOTH
    for group in db.session.scalars(sa.select(Group)):
        group.name = SHORT
    for exception in db.session.scalars(sa.select(QuizException)):
        exception.reason = EVIL
    for file in db.session.scalars(sa.select(AnswerFile)):
        file.name = SHORT
    quiz.access = dict(quiz.access) | {"password": SHORT, "addresses": [SHORT]}
    attempts = sa.select(Attempt.id).where(Attempt.quiz_id == quiz.id)
    for attempt_id in db.session.scalars(attempts).all():
        note(attempt_id, Signal.EXTENDED, town.author.id, minutes=5, reason=EVIL)
    db.session.commit()


def _answer(town: Town, learner: room.Learner) -> list[str]:
    """Three attempts, the last one open; the addresses of what came of the second."""
    learner.saves(*[room.op(f"o{n}", n, SHORT, n) for n in range(1, 6)])
    learner.sends()
    learner.starts()
    learner.saves(*[room.op(f"p{n}", n, SHORT, n) for n in range(1, 6)])
    learner.sends(room.op("tale", 6, [f"1={EVIL}", "2=true"], 9))
    sent, answered = learner.ref, learner.row()
    assert answered.state == AttemptState.SUBMITTED
    response = db.session.get_one(Response, (answered.id, 6))
    response.given_share = Fraction(1)
    response.comment, response.marked_by_id, response.marked_at = EVIL, town.author.id, now()
    db.session.commit()
    learner.starts()
    assert sent != learner.ref
    teach = f"/teach/courses/{SLUG}"
    return [
        f"/attempts/{sent}/result",
        f"/attempts/{learner.ref}",
        f"{teach}/marking/{sent}/6",
        f"{teach}/quizzes/costs/live/{sent}",
        f"{teach}/quizzes/costs/live?state=submitted",
        f"{teach}/bank/questions/scene",
        f"{teach}/quizzes/costs/questions/scene",
    ]


def _addresses(town: Town, members: dict[str, Client], more: list[str]) -> Iterator[Shown]:
    valid, revoked = make_certificate(town.trainee), _revoked(town)
    extra = [f"/c/{valid.code}", f"/c/{revoked.code}", f"/members/{town.author.ref}"]
    queries = (f"/{name}?q={EVIL}&state={SHORT}" for name in ("verify", "members", "certificates"))
    asked = [*extra, *more, *queries, f"/sign-in?next={EVIL}&lang={SHORT}", f"/audit?verb={EVIL}"]
    asked += [f"/{EVIL}", f"/courses?track={EVIL}", f"/home?lang=ur&{EVIL}={EVIL}", "/members?q=a"]
    asked += [a.url for a in town.addresses() if a.method == "GET"]
    for who, client in members.items():
        for url in asked:
            with client.get(url) as answer:
                answer.get_data()
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 308):
                yield Shown(who, url, answer)


def _revoked(town: Town) -> Certificate:
    certificate = make_certificate(make_member("Raheela Revoked"))
    revoke(certificate, EVIL, town.author.id)
    db.session.commit()
    return certificate


def _echoes(town: Town, members: dict[str, Client], learner: room.Learner) -> Iterator[Shown]:
    """Forms that were refused, with what was sent in them."""
    names = ("name", "name_ur", "contact", "identifier", "code", "email", "mobile", "number")
    more = ("title_en", "title_ur", "summary_en", "objectives_en", "slug", "minutes", "hours")
    quiz = ("text_en", "text_ur", "mark", "answer", "tolerance", "unit_en", "accept", "reason")
    rows = (
        "choices-0-text_en",
        "choices-0-feedback_en",
        "spans-0-name",
        "spans-0-start",
        "version",
    )
    everything = dict.fromkeys((*names, *more, *quiz, *rows, "to", "role", "next"), EVIL)
    for who, client in members.items():
        for address in town.addresses():
            if address.is_unsafe and "sign-out" not in address.rule:
                answer = client.send(address.url, everything)
                if answer.mimetype == "text/html" and answer.status_code >= 400:
                    yield Shown(who, address.url, answer)


__all__ = ["SLUG", "Shown", "complete", "make_enrolment", "pages"]
