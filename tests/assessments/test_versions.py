"""What changed in a question is told whole, in its place, and nothing else is."""

from __future__ import annotations

from time import thread_time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.assessments.versions import Change, difference
from lms.courses.differences import Piece, Side
from lms.i18n import in_language
from lms.web.app import App
from tests.assessments.strategies import contents

QUESTION: dict[str, Any] = {
    "kind": "single-choice",
    "text": {"en": "Sell at 20 dollars."},
    "choices": [
        {"text": {"en": "Ask what the work is"}, "right": True},
        {"text": {"en": "Name a price"}},
        {"text": {"en": "Stop answering"}},
    ],
}
BOTH, FIRST, SECOND = Side.BOTH, Side.FIRST, Side.SECOND


def changed(**fields: Any) -> list[Change]:
    return difference(QUESTION, QUESTION | fields)


def said(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_words_that_stayed_stand_between_those_that_changed() -> None:
    assert changed(text={"en": "Sell at 25 dollars."}) == [
        Change(
            "Question · English",
            "en",
            (Piece(BOTH, "Sell at "), Piece(FIRST, "20 "), Piece(BOTH, "dollars.")),
            (Piece(BOTH, "Sell at "), Piece(SECOND, "25 "), Piece(BOTH, "dollars.")),
        )
    ]


def test_a_language_that_was_added_was_nothing_before() -> None:
    (change,) = changed(text={"en": "Sell at 20 dollars.", "ur": "بیچیں"})
    assert change == Change("Question · اردو", "ur", (), (Piece(SECOND, "بیچیں"),))


def test_choices_are_known_again_wherever_they_stand() -> None:
    ask, name, stop = QUESTION["choices"]
    (order,) = changed(choices=[name, stop, ask])
    assert (order.path_label, said(order.before), said(order.after)) == (
        "Choices · Order",
        "1, 2, 3",
        "2, 3, 1",
    )
    (went,) = changed(choices=[ask, stop])
    assert (went.path_label, said(went.before), went.after) == (
        "Choice 2 · English",
        "Name a price",
        (),
    )
    (came,) = changed(choices=[ask, {"text": {"en": "Something new"}}, name, stop])
    assert (came.path_label, came.before, said(came.after)) == (
        "Choice 2 · English",
        (),
        "Something new",
    )
    (other,) = changed(choices=[ask, {"text": {"en": "Entirely other words"}}, stop])
    assert (said(other.before), said(other.after)) == ("Name a price", "Entirely other words")


def test_what_was_left_out_has_its_usual_value() -> None:
    (mark,) = changed(mark=2)
    assert (mark.path_label, said(mark.before), said(mark.after)) == ("Marks", "1", "2")
    assert changed(mark=1) == []
    (right, _other) = changed(
        choices=[
            QUESTION["choices"][0] | {"right": False},
            *QUESTION["choices"][1:2],
            QUESTION["choices"][2] | {"right": True},
        ]
    )
    assert (right.path_label, said(right.before), said(right.after)) == (
        "Choice 1 · Right",
        "Yes",
        "No",
    )


def test_plain_lists_and_drawn_values_are_told_item_by_item() -> None:
    before = {"accept": ["a", "b"], "draw": {"from": {"from": 1, "to": 5}}}
    after = {"accept": ["b", "c"], "draw": {"from": {"from": 1, "to": 9}}}
    accept, drawn = difference(before, after)
    assert accept.before == (Piece(FIRST, "a\n"), Piece(BOTH, "b\n"))
    assert accept.after == (Piece(BOTH, "b\n"), Piece(SECOND, "c\n"))
    assert (drawn.path_label, said(drawn.before), said(drawn.after)) == (
        "Drawn values · from · To",
        "5",
        "9",
    )


def test_fields_that_nobody_named_keep_their_own_names() -> None:
    (change,) = changed(size={"deep": [3]})
    assert (change.path_label, said(change.after)) == ("size · deep", "3\n")


def test_the_names_of_fields_are_in_the_language_of_the_page(app: App) -> None:
    with app.test_request_context(), in_language("ur"):
        labels = [change.path_label for change in changed(text={"en": "x"}, mark=2)]
    assert labels == ["سوال · English", "نمبر"]


@given(contents)
def test_what_is_the_same_has_no_differences(content: dict[str, Any]) -> None:
    assert difference(content, dict(content)) == []


@given(contents, contents)
def test_each_side_holds_its_own_words_whole(before: dict[str, Any], after: dict[str, Any]) -> None:
    changes = difference(before, after)
    assert bool(changes) == (before != after)
    for change in changes:
        assert {piece.side for piece in change.before} <= {BOTH, FIRST}
        assert {piece.side for piece in change.after} <= {BOTH, SECOND}
        assert change.before != change.after
    told = {(c.path_label, said(c.before), said(c.after)) for c in changes}
    for language, name in (("en", "English"), ("ur", "اردو")):
        old, new = before["text"][language], after["text"][language]
        assert ((f"Question · {name}", old, new) in told) == (old != new)


json = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab ", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "en", "ur", "choices", "draw", "x"]), inner)
    ),
    max_leaves=12,
)
dicts = st.dictionaries(
    st.sampled_from(["text", "choices", "draw", "right", "x"]), json, max_size=4
)


@given(dicts, dicts)
def test_whatever_is_stored_can_be_compared(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert difference(before, before) == []
    difference(before, after)


def test_long_questions_are_compared_at_once() -> None:
    rows = lambda word: [{"text": {"en": f"{word} " * 60 + str(n)}} for n in range(100)]
    one = {"text": {"en": "a b " * 500}, "choices": rows("x")}
    other = {"text": {"en": "b a " * 500}, "choices": rows("y")[::-1]}
    began = thread_time()
    difference(one, other)
    assert thread_time() - began < 2
