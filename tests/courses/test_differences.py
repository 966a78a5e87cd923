"""What differs between two texts is shown whole, and nothing else."""

from __future__ import annotations

from time import monotonic

from hypothesis import given
from hypothesis import strategies as st

from lms.courses.differences import Piece, Side, differences


def test_equal_texts_have_no_differences() -> None:
    assert differences("One\n\nTwo", "One\n\nTwo\n") == []


def test_a_changed_word_stands_between_what_stayed() -> None:
    assert differences("Sell at 20 dollars.", "Sell at 25 dollars.") == [
        [
            Piece(Side.BOTH, "Sell at "),
            Piece(Side.FIRST, "20 "),
            Piece(Side.SECOND, "25 "),
            Piece(Side.BOTH, "dollars."),
        ]
    ]


def test_a_paragraph_that_only_one_has_is_shown_whole() -> None:
    assert differences("One", "One\n\nTwo words") == [[Piece(Side.SECOND, "Two words")]]


paragraphs = st.lists(st.sampled_from(["a", "a b", "b c d", "e\nf"]), max_size=6)


@given(paragraphs, paragraphs)
def test_the_pieces_hold_every_paragraph_that_differs(first: list[str], second: list[str]) -> None:
    found = differences("\n\n".join(first), "\n\n".join(second))
    for side, paragraphs_of in ((Side.FIRST, first), (Side.SECOND, second)):
        text = ["".join(p.text for p in d if p.side in {Side.BOTH, side}) for d in found]
        for shown in filter(None, text):
            assert shown in "\n\n".join(paragraphs_of)


def test_long_texts_that_share_nothing_are_compared_quickly() -> None:
    start = monotonic()
    differences("a b " * 25_000, "b a " * 25_000)
    differences("a\n\n" * 25_000, "b\n\n" * 25_000)
    assert monotonic() - start < 5
