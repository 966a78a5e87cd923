"""Every kind of question, by what must hold for all of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessments import kinds
from lms.assessments.kinds.item import (
    NO_ANSWER,
    Draw,
    Item,
    Unreadable,
    draw_from_json,
    draw_to_json,
    field_text,
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
    assert len(order) == 2 or list(order) != sorted(order)


def test_two_items_to_order_stand_either_way() -> None:
    """Did they never stand in the right order, the other one would be known to be right."""
    items = [{"en": "first"}, {"en": "second"}]
    item = kinds.load({"kind": "ordering", "text": {"en": "What comes first?"}, "items": items})
    assert {item.draw(chance(seed), True).order for seed in range(20)} == {(0, 1), (1, 0)}


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
