"""Files as answers: looked at by content, kept for their attempt, read by few, never run."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from lms.assessments.actions import uploading
from lms.assessments.models import AnswerFile
from lms.courses.models import Course
from lms.db import db
from lms.members.models import Member, Role
from tests.assessments.room import CANARY, CONTENTS, WHY, Learner, enrol, fields_of, make_course, op
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
WORK = {
    "work": {
        "kind": "file-answer",
        "text": {"en": "Hand in your price list.", "ur": "اپنی قیمتوں کی فہرست جمع کرائیں۔"},
        "accept": ["csv", "png"],
        "most": 2,
        "feedback": WHY,
    },
    "more": {"kind": "file-answer", "text": {"en": "And one more.", "ur": "ایک اور۔"}},
    "statement": CONTENTS["statement"],
}
CSV = b"gig,price\nlogo,40\n"


@pytest.fixture
def handing(app: object, sign_in: SignIn) -> Learner:
    return begin(sign_in, make_course(contents=WORK))


def begin(sign_in: SignIn, course: Course, name: str = "Ayesha Khan") -> Learner:
    member = enrol(course, name).member
    learner = Learner(sign_in(member), member)
    learner.starts()
    return learner


def upload(learner: Learner, *files: tuple[bytes, str], number: int = 1, **fields: Any) -> Any:
    sent = [(io.BytesIO(data), name) for data, name in files]
    data = {f"q{number}.file": sent, **fields}
    return learner.client.send(f"{learner.url}/questions/{number}/files", data)


def files() -> list[AnswerFile]:
    return list(db.session.scalars(sa.select(AnswerFile).order_by(AnswerFile.id)))


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def test_a_file_becomes_the_answer_and_stands_on_the_page(handing: Learner) -> None:
    assert upload(handing, (CSV, "my prices.csv")).location == f"{handing.url}#q1"
    (file,) = files()
    assert handing.stored() == {1: (file.ref,)}
    page = handing.page()
    assert "my-prices.csv" in page
    assert f"/answer-files/{file.ref}" in page
    assert CANARY not in page


def test_pictures_are_coded_anew(handing: Learner) -> None:
    upload(handing, (picture() + b"<script>", "board.png"))
    (file,) = files()
    assert (file.media_type, file.name) == ("image/webp", "board.webp")


def test_what_stood_on_the_page_is_saved_along(handing: Learner) -> None:
    fields = fields_of(handing.page()) | {"q3": ["true"]}
    upload(handing, (CSV, "a.csv"), **fields)
    assert set(handing.stored()) == {1, 3}


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"MZ\x90\x00\x03", "tool.exe", "We take these kinds of files"),
        (b"<svg onload=alert(1)>", "a.svg", "We take these kinds of files"),
        (b"<html><script>1</script>", "a.csv", "We take these kinds of files"),
        (b"no picture", "a.png", "not a picture"),
        (CSV, "a.txt", "must end with one of: csv, png"),
    ],
)
def test_what_is_not_taken_is_refused_in_a_sentence(
    handing: Learner, data: bytes, name: str, sentence: str
) -> None:
    upload(handing, (data, name))
    assert sentence in handing.page()
    assert (files(), handing.stored()) == ([], {})


def test_no_more_files_than_the_question_takes(handing: Learner) -> None:
    upload(handing, (CSV, "a.csv"), (CSV, "b.csv"), (CSV, "c.csv"))
    assert "At most 2 files" in handing.page()
    assert (files(), handing.stored()) == ([], {})
    upload(handing, (CSV, "a.csv"), (CSV, "b.csv"))
    assert len(files()) == 2


def test_an_attempt_takes_so_many_files_and_no_more(
    handing: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_OF_ATTEMPT", 3)
    for turn in range(5):
        handing.saves(op(f"clear{turn}", 1, [], 100 * turn + 50))
        upload(handing, (CSV, "a.csv"))
    assert len(files()) == 3


def test_the_ref_of_another_file_is_refused(handing: Learner, sign_in: SignIn) -> None:
    other = Learner(handing.client, handing.member, slug="other")
    member = enrol(make_course("other", WORK), "Bilal Khan").member
    other = Learner(sign_in(member), member, slug="other")
    other.starts()
    upload(other, (CSV, "a.csv"))
    upload(handing, (CSV, "b.csv"), number=2)
    theirs, mine = files()
    for ref in (theirs.ref, mine.ref, "A" * 22):
        answer = handing.saves(op(f"steal-{ref}", 1, [ref], 900))
        assert "was not sent for this question" in answer.json["refused"][0]["reason"]
    assert 1 not in handing.stored()
    assert handing.saves(op("keep", 2, [mine.ref], 901)).json["saved"] == ["keep"]


def test_a_file_is_taken_back_by_leaving_it_out(handing: Learner) -> None:
    upload(handing, (CSV, "a.csv"))
    handing.saves(op("none", 1, [], 99))
    assert handing.stored()[1] == ()
    assert "a.csv" not in handing.page()


def test_only_the_learner_and_those_who_mark_read_it(handing: Learner, sign_in: SignIn) -> None:
    upload(handing, (CSV, "a.csv"))
    url = f"/answer-files/{files()[0].ref}"
    author = db.session.scalars(sa.select(Course)).one().authors[0]
    assessor = make_member("Asad Assessor", roles=[Role.ASSESSOR])
    for client in (handing.client, sign_in(author), sign_in(assessor)):
        answer = client.get(url)
        assert (answer.status_code, answer.data) == (200, CSV)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        answer.close()
    strangers = [make_member("Nosy"), make_member("Omar Other", roles=[Role.INSTRUCTOR])]
    for stranger in strangers:
        assert sign_in(stranger).get(url).status_code == 404
    assert handing.client.get("/answer-files/none").status_code == 404


def test_after_the_end_no_file_is_kept(handing: Learner, clock: Callable[[Any], None]) -> None:
    clock(handing.row().deadline_at)
    upload(handing, (CSV, "a.csv"))
    assert (files(), handing.stored()) == ([], {})


@pytest.mark.parametrize("number", [0, 3, 9])
def test_a_question_that_takes_none_keeps_none(handing: Learner, number: int) -> None:
    upload(handing, (CSV, "a.csv"), number=number)
    assert files() == []


def test_a_file_that_was_chosen_and_not_sent_is_asked_for_before_anything_is_over(
    handing: Learner,
) -> None:
    fields = fields_of(handing.page()) | {"q1.file": "my prices.csv", "q3": ["true"]}
    for button in ("answers", "submit"):
        handing.client.send(f"{handing.url}/{button}", fields | {"confirmed": "yes"})
        assert "chosen file was not sent" in handing.page()
    assert handing.stored() == {3: ("true",)}
    assert handing.row().submitted_at is None
