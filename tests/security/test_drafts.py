"""What is not published, and what only the office knows, stands on no page of anyone else."""

from __future__ import annotations

from typing import Any

import pytest

from lms.assessments.actions import drafting as quizzes
from lms.courses.actions import drafting
from lms.courses.actions.writing import write_blocks
from lms.courses.lesson_text import PairedBlock
from lms.db import db
from lms.members.models import Gender, Role
from lms.web.app import App
from tests.assessments import room
from tests.conftest import Client
from tests.factories import make_certificate, make_member
from tests.security.conftest import SignIn
from tests.security.town import Town, build

CANARY = "canary-5b77"
TEXT = {"en": f"Unpublished {CANARY}", "ur": f"{CANARY} غیر شائع"}


@pytest.fixture
def town(app: App, sign_in: SignIn) -> Town:
    return build(app, sign_in)


def everything(town: Town, client: Client, *more: str) -> dict[str, bytes]:
    """All bytes that this browser gets from all addresses: bodies and headers."""
    urls = [*more, *(a.url for a in town.addresses() if a.method == "GET")]
    found = {}
    for url in urls:
        with client.get(url) as answer:
            found[url] = answer.data + repr(list(answer.headers)).encode()
    return found


def showing(pages: dict[str, bytes]) -> list[str]:
    return [url for url, page in pages.items() if CANARY.encode() in page]


def rewrite(town: Town) -> None:
    """Every text of the draft says the canary now, and nothing is published."""
    course = town.course
    course.title = course.summary = dict(TEXT)
    course.objectives = [dict(TEXT)]
    for module in course.modules:
        drafting.rename_module(module, dict(TEXT))
    for lesson in course.lessons:
        lesson.title = dict(TEXT)
        gates = [block.args["key"] for block in lesson.blocks if block.kind == "quiz"]
        write_blocks(lesson, [PairedBlock("text", text=TEXT), *_quizzes(gates)])
    drafting.add_lesson(course.modules[0], dict(TEXT), 5)
    quiz = room.quiz_of(course)
    quiz.title = dict(TEXT)
    for question in quiz.questions:
        content = dict(question.newest.content) | {"text": TEXT, "feedback": TEXT}
        quizzes.change_question(quiz, question, content)
    db.session.commit()


def _quizzes(keys: list[str]) -> list[PairedBlock]:
    return [PairedBlock("quiz", key) for key in keys]


@pytest.mark.queries(20)
def test_a_draft_is_read_by_nobody_but_its_author_and_the_office(
    town: Town, sign_in: SignIn, client: Client
) -> None:
    learner = room.Learner(sign_in(town.trainee), town.trainee)
    learner.starts()
    learner.sends(*learner.full_ops())
    rewrite(town)
    more = ["/record", "/home", "/courses", "/teach/courses", f"{learner.url}/result"]
    people = {
        "a stranger": client,
        "the learner": learner.client,
        "a trainee": sign_in(make_member("Nosy Neighbour")),
        "another instructor": sign_in(town.other_author),
        "an assessor": sign_in(make_member("Asma Assessor", roles=[Role.ASSESSOR])),
    }
    told = {who: showing(everything(town, browser, *more)) for who, browser in people.items()}
    assert told == {who: [] for who in people}


@pytest.mark.queries(20)
def test_what_the_office_notes_of_a_member_is_read_by_the_office_alone(
    town: Town, sign_in: SignIn, client: Client
) -> None:
    member = make_member("Tahira Trainee")
    certificate = make_certificate(member)
    noted: dict[str, Any] = {
        "blocked_reason": CANARY,
        "external_number": CANARY,
        "city": CANARY,
        "district": CANARY,
        "province": CANARY,
        "skill": CANARY,
        "cnic": "12345-1234567-1",
        "gender": Gender.OTHER,
    }
    for name, value in noted.items():
        setattr(member, name, value)
    db.session.commit()
    urls = (f"/c/{certificate.code}", f"/c/{certificate.code}.json", f"/members/{member.ref}")
    for browser in (client, sign_in(town.trainee), sign_in(town.author)):
        pages = everything(town, browser, *urls)
        assert showing(pages) == []
        for url, page in pages.items():
            assert b"12345-1234567-1" not in page, url
            assert member.number.encode() not in page or "/learners" in url, url
