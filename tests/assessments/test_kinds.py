"""Every kind of question, by what must hold for all of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessments import kinds
from lms.assessments.checking import serious
from lms.assessments.kinds.item import (
    NO_ANSWER,
    Draw,
    Item,
    Unreadable,
    draw_from_json,
    draw_to_json,
    field_text,
    filled,
)
from tests.assessments.strategies import (
    answers,
    bounds,
    chance,
    contents,
    every_kind,
    full_answer,
    gradable,
    matchings,
    multiple_choices,
    orderings,
    single_choices,
    word_banks,
)

seeds = st.integers(0, 2**32)


def drawn(content: dict[str, Any], seed: int) -> tuple[Item, Draw]:
    assert kinds.check(content) == []
    item = kinds.load(content)
    return item, item.draw(chance(seed), True)


def test_every_kind_is_found_and_drawn_up_here() -> None:
    assert set(every_kind) == set(kinds.KINDS)
    assert list(kinds.names())[:2] == ["single-choice", "multiple-choice"]


@pytest.mark.parametrize("kind", every_kind)
@given(data=st.data(), seed=seeds)
@settings(max_examples=20)
def test_every_kind_is_read_written_drawn_shown_and_answered(
    kind: str, data: st.DataObject, seed: int
) -> None:
    item, draw = drawn(data.draw(every_kind[kind]), seed)
    assert item.kind == kind or (kind, item.kind) == ("numeric", "calculated")
    kept = json.loads(json.dumps(item.dump()))
    assert kinds.load(kept) == item
    assert item.parse(draw, item.key(draw)) == item.key(draw)
    assert (item.grade(draw, item.key(draw)).share == 1) == bool(item.key(draw))
    assert item.text in list(item.texts())


@given(gradable, seeds)
def test_a_full_answer_gives_full_marks(content: dict[str, Any], seed: int) -> None:
    item, draw = drawn(content, seed)
    answer = item.parse(draw, full_answer(item, draw))
    assert item.grade(draw, answer).share == 1
    explained = item.explain(draw, answer)
    assert all(part.is_right for part in explained.parts)
    assert all(tally.is_right for tally in item.analyse(draw, answer))


@given(contents, seeds)
def test_no_answer_gives_nothing(content: dict[str, Any], seed: int) -> None:
    item, draw = drawn(content, seed)
    nothing = item.parse(draw, [])
    assert nothing == NO_ANSWER
    grading = item.grade(draw, nothing)
    assert (grading.share, grading.needs_marking) == (0, False)
    assert item.analyse(draw, nothing) == ()
    assert not any(part.is_right or part.given for part in item.explain(draw, nothing).parts)


@given(st.data(), contents, seeds)
def test_marks_stay_within_bounds_and_grading_is_idempotent(
    data: st.DataObject, content: dict[str, Any], seed: int
) -> None:
    item, draw = drawn(content, seed)
    answer = item.parse(draw, data.draw(answers(item, draw)))
    first, second = item.grade(draw, answer), item.grade(draw, answer)
    assert first == second
    assert bounds(first.share)
    if answer and not first.needs_marking:
        assert (first.share == 1) == all(part.is_right for part in first.parts)


@given(st.data(), contents, seeds)
def test_parsing_what_was_parsed_changes_nothing(
    data: st.DataObject, content: dict[str, Any], seed: int
) -> None:
    item, draw = drawn(content, seed)
    answer = item.parse(draw, data.draw(answers(item, draw)))
    assert item.parse(draw, answer) == answer


@given(st.data(), st.one_of(single_choices(), multiple_choices()), seeds, seeds)
def test_the_order_of_options_makes_no_difference(
    data: st.DataObject, content: dict[str, Any], seed: int, other: int
) -> None:
    item, draw = drawn(content, seed)
    answer = item.parse(draw, data.draw(answers(item, draw)))
    shuffled = item.draw(chance(other), True)
    places = {draw.order[int(position) - 1] for position in answer}
    moved = [str(n) for n, place in enumerate(shuffled.order, 1) if place in places]
    again = item.grade(shuffled, item.parse(shuffled, moved))
    assert again.share == item.grade(draw, answer).share


@given(st.data(), st.one_of(matchings(), word_banks()), seeds, seeds)
def test_the_order_of_a_list_makes_no_difference(
    data: st.DataObject, content: dict[str, Any], seed: int, other: int
) -> None:
    item, draw = drawn(content, seed)
    answer = item.parse(draw, data.draw(answers(item, draw)))
    shuffled = item.draw(chance(other), True)
    moved = []
    for entry in answer:
        part, _sign, position = entry.partition("=")
        place = draw.order[int(position) - 1]
        moved.append(f"{part}={shuffled.order.index(place) + 1}")
    again = item.grade(shuffled, item.parse(shuffled, moved))
    assert again == item.grade(draw, answer)


@given(contents, seeds)
def test_the_neutral_form_reads_back_as_the_same_question(
    content: dict[str, Any], seed: int
) -> None:
    item, _draw = drawn(content, seed)
    kept = json.loads(json.dumps(item.dump()))
    assert kinds.load(kept) == item
    assert kinds.load(kept).dump() == kept


@given(contents, seeds)
def test_one_seed_draws_the_same_again(content: dict[str, Any], seed: int) -> None:
    item, draw = drawn(content, seed)
    assert item.draw(chance(seed), True) == draw


@given(contents, seeds)
def test_a_draw_is_stored_and_read_back(content: dict[str, Any], seed: int) -> None:
    item, draw = drawn(content, seed)
    row = json.loads(json.dumps(draw_to_json(draw)))
    assert draw_from_json(row) == draw
    assert item.present(draw_from_json(row)) == item.present(draw)


@given(
    st.one_of(single_choices(), multiple_choices(), matchings(), orderings(), word_banks()), seeds
)
def test_what_the_browser_sends_tells_nothing_of_the_authors_order(
    content: dict[str, Any], seed: int
) -> None:
    item, draw = drawn(content, seed)
    values = [option.value for option in item.present(draw).options]
    assert values == [str(position) for position in range(1, len(values) + 1)]


@given(st.one_of(single_choices(), multiple_choices()), seeds)
def test_without_shuffling_options_stand_as_the_author_wrote_them(
    content: dict[str, Any], seed: int
) -> None:
    item, _draw = drawn(content, seed)
    order = item.draw(chance(seed), False).order
    assert list(order) == sorted(order)


@given(orderings(), seeds, st.booleans())
def test_items_to_order_never_stand_in_the_right_order(
    content: dict[str, Any], seed: int, shuffle: bool
) -> None:
    item, _draw = drawn(content, seed)
    order = item.draw(chance(seed), shuffle).order
    assert sorted(order) == list(range(len(order)))
    assert list(order) != sorted(order)


@given(contents, seeds, st.lists(st.text(max_size=300), min_size=1, max_size=3))
@settings(max_examples=300)
def test_whatever_is_sent_is_refused_or_graded(
    content: dict[str, Any], seed: int, given: list[str]
) -> None:
    item, draw = drawn(content, seed)
    with suppress(Unreadable):
        answer = item.parse(draw, given)
        assert bounds(item.grade(draw, answer).share)
        item.explain(draw, answer)
        item.analyse(draw, answer)


@given(st.data(), contents, seeds)
@settings(max_examples=300)
def test_whatever_is_sent_for_a_part_is_refused_or_graded(
    data: st.DataObject, content: dict[str, Any], seed: int
) -> None:
    item, draw = drawn(content, seed)
    names = st.sampled_from(["0", "1", "2", "3", "01", "1.1", "1.2", "2.1", "", "x", "1.1.1"])
    texts = st.one_of(st.text(max_size=30), st.sampled_from(["0", "1", "2", "99", "-1", "1=1"]))
    given = data.draw(st.lists(st.builds(field_text, names, texts), min_size=1, max_size=4))
    with suppress(Unreadable):
        answer = item.parse(draw, given)
        assert item.parse(draw, answer) == answer
        assert bounds(item.grade(draw, answer).share)
        item.explain(draw, answer)
        item.analyse(draw, answer)


MALFORMED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing at all", {}, "kind"),
    ("a kind that is none", {"kind": "poem", "text": {"en": "?"}}, "kind"),
    ("no text", {"kind": "true-false", "answer": True}, "text"),
    ("text that is none", {"kind": "true-false", "text": "?", "answer": True}, "text"),
    ("an unknown language", {"kind": "true-false", "text": {"fr": "?"}, "answer": True}, "text"),
    ("a number as text", {"kind": "true-false", "text": {"en": 5}, "answer": True}, "text"),
    ("no answer", {"kind": "true-false", "text": {"en": "?"}}, "answer"),
    ("an answer in words", {"kind": "true-false", "text": {"en": "?"}, "answer": "yes"}, "answer"),
    ("an unknown name", {"kind": "true-false", "text": {"en": "?"}, "answer": True, "x": 1}, "x"),
    (
        "a negative mark",
        {"kind": "true-false", "text": {"en": "?"}, "answer": True, "mark": -1},
        "mark",
    ),
    (
        "a huge mark",
        {"kind": "true-false", "text": {"en": "?"}, "answer": True, "mark": 10**9},
        "mark",
    ),
    (
        "a mark that is no number",
        {"kind": "true-false", "text": {"en": "?"}, "answer": True, "mark": "nan"},
        "mark",
    ),
    ("no accepted text", {"kind": "short-text", "text": {"en": "?"}, "accept": []}, "accept"),
    (
        "an empty accepted text",
        {"kind": "short-text", "text": {"en": "?"}, "accept": ["-"]},
        "accept",
    ),
    (
        "choices that are no list",
        {"kind": "single-choice", "text": {"en": "?"}, "choices": {"a": 1}},
        "choices",
    ),
    (
        "one choice",
        {
            "kind": "single-choice",
            "text": {"en": "?"},
            "choices": [{"text": {"en": "a"}, "right": True}],
        },
        "choices",
    ),
    (
        "two right choices",
        {
            "kind": "single-choice",
            "text": {"en": "?"},
            "choices": [{"text": {"en": "a"}, "right": True}, {"text": {"en": "b"}, "right": True}],
        },
        "choices",
    ),
    (
        "no right choice",
        {
            "kind": "multiple-choice",
            "text": {"en": "?"},
            "choices": [{"text": {"en": "a"}}, {"text": {"en": "b"}}],
        },
        "choices",
    ),
    (
        "the same choice twice",
        {
            "kind": "single-choice",
            "text": {"en": "?"},
            "choices": [{"text": {"en": "a"}, "right": True}, {"text": {"en": "a"}}],
        },
        "choices",
    ),
    (
        "a formula that runs code",
        {"kind": "numeric", "text": {"en": "?"}, "answer": "__import__('os').getpid()"},
        "answer",
    ),
    (
        "a name that is not drawn",
        {"kind": "numeric", "text": {"en": "?"}, "answer": "a + 1"},
        "answer",
    ),
    (
        "a placeholder that is not drawn",
        {"kind": "numeric", "text": {"en": "{b}?"}, "answer": "1"},
        "text",
    ),
    (
        "a formula that divides by zero for one draw",
        {
            "kind": "numeric",
            "text": {"en": "{a}"},
            "answer": "1 / (a - 3)",
            "draw": {"a": {"from": 1, "to": 9}},
        },
        "answer",
    ),
    (
        "a draw that runs backwards",
        {
            "kind": "numeric",
            "text": {"en": "{a}"},
            "answer": "a",
            "draw": {"a": {"from": 9, "to": 1}},
        },
        "draw",
    ),
    (
        "a draw without a step",
        {
            "kind": "numeric",
            "text": {"en": "{a}"},
            "answer": "a",
            "draw": {"a": {"from": 1, "to": 2, "step": 0}},
        },
        "draw",
    ),
    (
        "a draw with a million values",
        {
            "kind": "numeric",
            "text": {"en": "{a}"},
            "answer": "a",
            "draw": {"a": {"from": 1, "to": 1_000_000}},
        },
        "draw",
    ),
]


@pytest.mark.parametrize(
    ("content", "where"), [case[1:] for case in MALFORMED], ids=[case[0] for case in MALFORMED]
)
def test_a_question_with_a_flaw_is_named_with_its_place(
    content: dict[str, Any], where: str
) -> None:
    flaws = serious(kinds.check(content))
    assert flaws
    assert where in {flaw.path[0] for flaw in flaws if flaw.path} | (
        {"kind", "answer", "text"} if any(not flaw.path for flaw in flaws) else set()
    )
    assert all(flaw.sentence for flaw in flaws)


def test_a_missing_language_is_only_a_warning() -> None:
    content = {"kind": "true-false", "text": {"en": "?"}, "answer": True}
    (flaw,) = kinds.check(content)
    assert flaw.path == ("text",)
    assert flaw.is_warning
    assert kinds.load(content).dump() == content


class TestMultipleChoice:
    CONTENT: ClassVar[dict[str, Any]] = {
        "kind": "multiple-choice",
        "text": {"en": "Which of these cost you money?"},
        "choices": [
            {"text": {"en": "Tools"}, "right": True},
            {"text": {"en": "Fees"}, "right": True},
            {"text": {"en": "Praise"}},
            {"text": {"en": "Thanks"}},
        ],
    }

    @pytest.mark.parametrize(
        ("scoring", "given", "share"),
        [
            ("right-minus-wrong", "1", "1/2"),
            ("right-minus-wrong", "13", "0"),
            ("right-minus-wrong", "123", "1/2"),
            ("right-minus-wrong", "1234", "0"),
            ("all-or-nothing", "1", "0"),
            ("all-or-nothing", "12", "1"),
            ("per-option", "1", "3/4"),
            ("per-option", "34", "0"),
        ],
    )
    def test_half_right_counts_by_the_authors_choice(
        self, scoring: str, given: str, share: str
    ) -> None:
        item = kinds.load(self.CONTENT | {"scoring": scoring})
        draw = item.draw(chance(1), False)
        assert str(item.grade(draw, tuple(given)).share) == share


class TestNumeric:
    CONTENT: ClassVar[dict[str, Any]] = {
        "kind": "numeric",
        "text": {"en": "A gig sells for USD {price}; {fee} % is kept. What reaches you?"},
        "draw": {"price": {"from": 20, "to": 100, "step": 5}, "fee": {"from": 20, "to": 20}},
        "answer": "price * (1 - fee / 100)",
        "tolerance": "0.01",
        "unit": {"en": "USD", "ur": "ڈالر"},
        "feedback": {"en": "Of {price} you keep four fifths."},
    }
    DRAW = Draw(values={"price": "45", "fee": "20"})

    @pytest.mark.parametrize(
        ("typed", "is_right"),
        [
            ("36", True),
            ("36.00", True),
            ("$36", True),
            ("36 USD", True),
            ("usd 36", True),
            ("۳۶ ڈالر", True),
            ("٣٦٫٠٠", True),
            ("३६", True),
            ("35.99", True),
            ("36.01", True),
            ("35.98", False),
            ("3,6", False),
            ("36 PKR", False),
            ("thirty-six", False),
            ("3600", False),
            ("-36", False),
            ("36%", False),
            ("4 * 9", False),
        ],
    )
    def test_a_number_counts_however_it_is_typed(self, typed: str, is_right: bool) -> None:
        item = kinds.load(self.CONTENT)
        answer = item.parse(self.DRAW, [typed])
        assert (item.grade(self.DRAW, answer).share == 1) is is_right

    def test_what_is_drawn_stands_in_the_text_and_in_the_feedback(self) -> None:
        item = kinds.load(self.CONTENT)
        shown = item.present(self.DRAW)
        assert filled(shown.text, shown.values) == {
            "en": "A gig sells for USD 45; 20 % is kept. What reaches you?"
        }
        explained = item.explain(self.DRAW, NO_ANSWER)
        assert explained.right == ({"en": "36 USD", "ur": "36 ڈالر"},)
        assert filled(explained.feedback, explained.values) == {"en": "Of 45 you keep four fifths."}

    def test_nothing_shown_tells_the_key(self) -> None:
        item = kinds.load(self.CONTENT)
        assert "36" not in str(item.present(self.DRAW))


@pytest.mark.parametrize(
    "typed",
    [
        "portfolio",
        " Portfolio. ",
        "PORT-FOLIO",
        "port folio",
        "پورٹ فولیو",
        "پورٹفولیو",
        "«پورٹ  فوليو»",
        "پورٹ\u200cفولیو",
    ],
)
def test_a_short_text_counts_however_it_is_spelt(typed: str) -> None:
    item = kinds.load(
        {"kind": "short-text", "text": {"en": "?"}, "accept": ["portfolio", "پورٹ فولیو"]}
    )
    draw = item.draw(chance(1), True)
    assert item.grade(draw, item.parse(draw, [typed])).share == 1
