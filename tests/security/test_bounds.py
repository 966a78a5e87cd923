"""Numbers, days and nesting past all bounds: an answer in a sentence, never a fall."""

from __future__ import annotations

import json

import pytest

from tests.assessments import room
from tests.conftest import Client
from tests.factories import make_enrolment, make_member
from tests.security.conftest import SignIn

LISTS = ("/members", "/audit", "/certificates", "/teach/courses")
PAGES = ("0", "-1", "1.5", "1e9", "٣", "²", "9" * 19, "9" * 5000, "", "1 OR 1=1", "%")


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("number", PAGES)
def test_a_page_that_no_list_has_is_not_found(administrator: Client, url: str, number: str) -> None:
    assert administrator.get(url, query_string={"page": number}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "0001-01-01"},
        {"until": "0001-01-01"},
        {"since": "9999-12-31"},
        {"until": "9999-12-31"},
        {"actor": "9" * 18},
        {"object": "9" * 18},
        {"object": "9" * 5000},
        {"kind": "x" * 5000, "verb": "' OR 1=1 --"},
    ],
)
def test_the_log_can_be_asked_for_anything(administrator: Client, asked: dict[str, str]) -> None:
    assert administrator.get("/audit", query_string=asked).status_code == 200


OPS = '{"ops": %s}'
BODIES = (
    "[" * 100_000,
    OPS % ("[" * 50_000 + "]" * 50_000),
    "null",
    '"ops"',
    OPS % "{}",
    OPS % "[null]",
    OPS % '[{"id": "a", "question": 1, "seq": %s, "value": "1"}]' % ("9" * 5000),
    OPS % '[{"id": "a", "question": 1, "seq": 1e3, "value": "1"}]',
    OPS % '[{"id": "a", "question": true, "seq": 1, "value": "1"}]',
    OPS % '[{"id": "a", "question": 1, "seq": -1, "value": "1"}]',
    OPS % '[{"id": "a", "question": 1, "seq": 9007199254740992, "value": "1"}]',
    OPS % '[{"id": "", "question": 1, "seq": 1, "value": "1"}]',
    OPS % '[{"id": "a\\u0000", "question": 1, "seq": 1, "value": "1"}]',
    OPS % '[{"id": "a", "question": 1, "seq": 1, "value": [["1"]]}]',
    OPS % '[{"id": "a", "question": 1, "seq": 1, "value": {"a": 1}}]',
    OPS % json.dumps([room.op(f"a{n}", 1, "1", n) for n in range(1, 202)]),
)


@pytest.mark.parametrize("ending", ["answers", "submit"])
def test_answers_that_no_script_of_ours_sends_are_refused(sign_in: SignIn, ending: str) -> None:
    member = make_member("Lubna Learner")
    make_enrolment(room.make_course(), member)
    learner = room.Learner(sign_in(member), member)
    learner.starts()
    headers = {
        "X-CSRFToken": learner.client.csrf_token(),
        "Referer": "https://learn.example.org/",
        "Content-Type": "application/json",
    }
    for body in BODIES:
        answer = learner.client.post(f"{learner.url}/{ending}", data=body, headers=headers)
        assert answer.status_code == 400, (body[:80], answer.status)
    assert learner.stored() == {}
    assert learner.row().state == "open"
