"""Every kind of question on its pages: asked, saved and explained over HTTP, without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from lms.assessments import kinds
from lms.members.models import Member
from tests.assessments.examples import EXAMPLES
from tests.assessments.room import Learner, enrol, fields_of, make_course, visible
from tests.conftest import Client

SignIn = Callable[[Member], Client]


@pytest.fixture
def begun(app: object, sign_in: SignIn) -> Learner:
    member = enrol(make_course(contents=EXAMPLES)).member
    learner = Learner(sign_in(member), member)
    assert learner.starts().status_code == 303
    return learner


def slot_of(learner: Learner, kind: str) -> int:
    opened = learner.opened()
    kinds_asked = [opened.paper.item(slot).kind for slot in opened.slots]
    return kinds_asked.index(kind) + 1


def filled_in(learner: Learner) -> dict[str, Any]:
    """The page as a browser without script sends it when all was answered rightly."""
    page, names = fields_of(learner.page()), names_on(learner)
    given: dict[str, list[str]] = {}
    for slot, key in learner.full_answers().items():
        for entry in key:
            part, _sign, text = entry.partition("=")
            if (name := f"q{slot}.{part}") in names:
                given[name] = [text]
            else:
                given.setdefault(f"q{slot}", []).append(entry)
    return page | given


def names_on(learner: Learner) -> set[str]:
    page = html.document_fromstring(learner.page())
    return {str(name) for name in page.xpath("//form[@data-attempt]//*/@name")}


def test_there_is_an_example_of_every_kind() -> None:
    assert set(EXAMPLES) == set(kinds.KINDS)
    assert [kinds.check(content) for content in EXAMPLES.values()] == [[]] * len(EXAMPLES)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_control_has_a_name_that_is_read_out(begun: Learner, language: str) -> None:
    page = html.document_fromstring(begun.page(f"{begun.url}?lang={language}"))
    ids = {str(one) for one in page.xpath("//@id")}
    controls = page.xpath(
        "//fieldset//*[self::input or self::select or self::textarea][not(@type='hidden')]"
    )
    assert len(controls) >= 30
    for control in controls:
        labels = page.xpath(f"//label[@for='{control.get('id')}']") + control.xpath(
            "ancestor::label"
        )
        assert labels or control.get("aria-label") or control.get("aria-labelledby"), control.name
    for described in page.xpath("//@aria-describedby | //@aria-labelledby"):
        assert set(described.split()) <= ids, described


def test_the_page_without_script_brings_every_right_answer(begun: Learner) -> None:
    sent = begun.client.send(f"{begun.url}/answers", filled_in(begun))
    assert sent.status_code == 303
    stored = {slot: answer for slot, answer in begun.stored().items() if answer}
    assert stored == {n: tuple(key) for n, key in begun.full_answers().items() if key}


def test_what_was_saved_stands_on_the_page_again(begun: Learner) -> None:
    begun.client.send(f"{begun.url}/answers", filled_in(begun))
    first = fields_of(begun.page())
    begun.client.send(f"{begun.url}/answers", first)
    again = fields_of(begun.page())
    for name in ("page", "seen"):
        first.pop(name), again.pop(name)
    assert again == first
    assert first[f"q{slot_of(begun, 'cloze')}.2"] == ["net"]


def test_nothing_on_the_page_tells_the_key(begun: Learner) -> None:
    page = visible(begun.page())
    for secret in ("It leaves your purse", "Because I deliver", "Look for a reason", "portfolio"):
        assert secret not in page


def test_the_result_says_of_every_part_what_was_right(begun: Learner) -> None:
    begun.client.send(f"{begun.url}/answers", filled_in(begun))
    begun.client.send(f"{begun.url}/submit", {"confirmed": "yes"})
    page = visible(begun.page(f"{begun.url}/result"))
    for said in ("Gap 1", "Place 4", "Does the work and answers for it", "after some days"):
        assert said in page, said
    assert "Look for a reason" not in page


def test_an_essay_keeps_its_line_breaks_and_says_when_it_is_short(begun: Learner) -> None:
    slot = slot_of(begun, "essay")
    given = fields_of(begun.page()) | {f"q{slot}": "One.\r\n\r\nTwo."}
    begun.client.send(f"{begun.url}/answers", given)
    assert begun.stored()[slot] == ("One.\n\nTwo.",)
    assert "What is saved has 2 words." in begun.page()
