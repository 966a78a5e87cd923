"""What must not leave the server, planted in a question of every kind, and looked for everywhere.

A canary stands in every text of a question that is key or feedback. A learner asks at every address
of the app: while the attempt is open, and after it while the quiz keeps back everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lms.assessments import kinds
from lms.assessments.kinds import KINDS
from lms.assessments.review import Review
from lms.courses.actions import enrol
from lms.db import db
from lms.jobs.worker import run_all
from lms.web.app import App
from tests.assessments.room import Learner, make_course, op
from tests.security.conftest import SignIn
from tests.security.town import Town, asked, build

SLUG = "canaries"
WORD = "canary"


def secret(name: str) -> dict[str, str]:
    """A text that learners may not see yet."""
    return {"en": f"{WORD}-{name}", "ur": f"{WORD}-{name}-ur"}


def shown(text: str) -> dict[str, str]:
    return {"en": text, "ur": f"{text} ہے"}


def planted(kind: str, **content: Any) -> dict[str, Any]:
    """A question of this kind with all that every kind has."""
    asked = shown(f"What {kind} asks")
    about = {"feedback": secret(f"{kind}-why"), "hints": [secret(f"{kind}-hint")]}
    return {"kind": kind, "text": asked, **about, **content}


def accepted(name: str) -> list[dict[str, Any]]:
    return [{"text": f"{WORD}-{name}-key", "feedback": secret(f"{name}-to-those")}]


CHOICES = [
    {"text": shown("One"), "right": True, "feedback": secret("one")},
    {"text": shown("Two"), "feedback": secret("two")},
]
PASSAGE = {"en": "It is [[1]] and [[2]].", "ur": "یہ [[1]] اور [[2]] ہے۔"}
GAPS = [
    {"accept": accepted("gap"), "feedback": secret("gap-why")},
    {"number": "987.65", "feedback": secret("number-why")},
]
MARKED = {"sample": secret("sample"), "notes": secret("notes-essay")}
NUMBER = "987.65"  # the key of what takes a number
CONTENTS: dict[str, dict[str, Any]] = {
    "single-choice": planted("single-choice", choices=CHOICES),
    "multiple-choice": planted("multiple-choice", choices=CHOICES, scoring="all-or-nothing"),
    "true-false": planted(
        "true-false", answer=True, if_true=secret("if-true"), if_false=secret("if-false")
    ),
    "short-text": planted("short-text", accept=accepted("word")),
    "numeric": planted("numeric", answer="987.65"),
    "calculated": planted(
        "calculated",
        text={"en": "Take {a}.", "ur": "{a} لیں۔"},
        draw={"a": {"from": 1, "to": 2}},
        answer="987.65 + 0 * a",
    ),
    "matching": planted(
        "matching",
        rows=[
            {"prompt": shown("Left"), "match": shown("Right one")},
            {"prompt": shown("Down"), "match": shown("Up")},
        ],
    ),
    "ordering": planted("ordering", items=[shown("First"), shown("Then")]),
    "cloze": planted("cloze", passage=PASSAGE, gaps=GAPS),
    "word-bank": planted(
        "word-bank", passage=PASSAGE, words=[shown("Salt"), shown("Sugar")], extra=[shown("Tea")]
    ),
    "essay": planted("essay", **MARKED),
    "file-answer": planted("file-answer", **MARKED),
    "scenario": planted(
        "scenario",
        questions=[
            {
                "kind": "short-text",
                "text": shown("Within"),
                "accept": accepted("within"),
                "feedback": secret("within-why"),
            },
            {"kind": "single-choice", "text": shown("Which"), "choices": CHOICES},
        ],
    ),
    "description": planted("description"),
}


def leaks(text: str) -> set[str]:
    """Where a canary or the number that is right stands in it, with a little around."""
    return {
        text[max(0, place - 60) : place + 60]
        for word in (WORD, NUMBER)
        for place in _places(text, word)
    }


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


@pytest.fixture
def town(app: App, sign_in: SignIn) -> Town:
    return build(app, sign_in)


def begun(town: Town, sign_in: SignIn, **settings: Any) -> Learner:
    """The trainee of the town at a quiz of every kind; its addresses now lead there."""
    settings = {"certainty": False} | settings
    course = make_course(SLUG, contents=CONTENTS, authors=[town.author], **settings)
    enrol(town.trainee, course)
    db.session.commit()
    learner = Learner(sign_in(town.trainee), town.trainee, slug=SLUG)
    assert learner.starts().status_code == 303
    for room in ("assessments", "courses", "reports"):
        town.values[room] |= {"slug": SLUG}
    town.values["assessments"] |= {"ref": learner.ref}
    return learner


def found(town: Town, learner: Learner) -> dict[str, set[str]]:
    """The leaks of every page that the learner can open, and of every answer to what they send."""
    told = {
        str(address): _told(asked(learner.client, address))
        for address in town.addresses()
        if not address.guard.roles and not address.is_unsafe
    }
    for n in range(len(CONTENTS) + 2):
        body = {"ops": [op("x", n, ["??=??"], 9)]}
        told[f"save {n}"] = _told(learner.json(f"{learner.url}/answers", body))
    return {name: wrong for name, text in told.items() if (wrong := leaks(text))}


def _told(answer: Any) -> str:
    text = f"{answer.status}\n{answer.headers}\n{answer.get_data().decode(errors='replace')}"
    answer.close()
    return text


def test_every_kind_is_planted_with_all_that_its_author_can_say() -> None:
    assert set(CONTENTS) == set(KINDS)
    for kind, content in CONTENTS.items():
        assert not kinds.check(content), kind
        texts = [text for text in kinds.load(content).texts() if text]
        assert any(WORD in text["en"] for text in texts), kind


def test_every_text_of_a_question_is_asked_or_holds_a_canary(town: Town, sign_in: SignIn) -> None:
    """So that a text which a kind has anew is looked at by somebody."""
    page = begun(town, sign_in).page()
    for kind, content in CONTENTS.items():
        for text in kinds.load(content).texts():
            said = text.get("en", "").split("[[")[0].split("{")[0].strip()
            assert WORD in said or said in page, f"{kind}: {said}"


@pytest.mark.queries(20)
def test_while_an_attempt_is_open_no_address_tells_what_is_right_or_why(
    town: Town, sign_in: SignIn
) -> None:
    learner = begun(town, sign_in)
    assert "What essay asks" in learner.page()
    assert found(town, learner) == {}


@pytest.mark.queries(20)
def test_nor_after_it_while_the_quiz_keeps_it_back(town: Town, sign_in: SignIn) -> None:
    learner = begun(town, sign_in, review=Review(matrix={}))
    sent = learner.sends()
    assert leaks(sent.text) == set()
    run_all()
    assert found(town, learner) == {}
    assert "Your answers" in learner.page(f"{learner.url}/result")


@pytest.mark.queries(20)
def test_what_is_released_is_there_and_what_is_for_assessors_never(
    town: Town, sign_in: SignIn
) -> None:
    """The canaries do sing: else the tests above would prove nothing."""
    learner = begun(town, sign_in)
    learner.sends(op("one", 1, "1", 1))
    run_all()
    leaking = found(town, learner)
    assert "GET /attempts/<ref>/result" in leaking
    page = learner.page(f"{learner.url}/result")
    for kind in CONTENTS:
        if kind != "description":
            assert f"{WORD}-{kind}-why" in page, kind
    for name in (
        "word-key",
        "gap-key",
        "within-key",
        "sample",
        f"{WORD}-one",
        "within-why",
        NUMBER,
    ):
        assert name in page, name
    everything = str(leaking)
    assert "notes-essay" not in everything
