"""Two languages of a lesson find each other, and nothing that was written is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.courses.aligning import align
from lms.courses.lesson_text import PairedBlock, SourceBlock, read_lesson, write_lesson


def read(text: str) -> list[SourceBlock]:
    blocks, problems = read_lesson(text, "test.md", ["quiz"])
    assert not problems
    return blocks


def joined(english: str, urdu: str, before: list[PairedBlock] | None = None) -> list[PairedBlock]:
    return align({"en": read(english), "ur": read(urdu)}, before or [])


def texts(blocks: list[PairedBlock]) -> list[tuple[str | None, str | None]]:
    return [(block.text.get("en"), block.text.get("ur")) for block in blocks]


def test_a_block_that_urdu_lacks_stands_alone_and_the_rest_is_paired_by_kind() -> None:
    found = joined("Lead\n\n::: note\nMind\n:::\n\n## End", "آغاز\n\n## آخر")
    assert texts(found) == [("Lead", "آغاز"), ("Mind", None), ("## End", "## آخر")]


def test_a_new_section_in_english_does_not_shift_the_pairs_after_it() -> None:
    before = joined("Lead\n\n## Price\n\n## End", "آغاز\n\n## قیمت\n\n## آخر")
    after = joined("Lead\n\n## New\n\n## Price\n\n## End", "آغاز\n\n## قیمت\n\n## آخر", before)
    assert texts(after) == [
        ("Lead", "آغاز"),
        ("## New", None),
        ("## Price", "## قیمت"),
        ("## End", "## آخر"),
    ]


def test_a_pair_stays_when_one_of_its_languages_is_reworded() -> None:
    before = joined("Lead\n\n## Price\n\n## End", "آغاز\n\n## قیمت\n\n## آخر")
    after = joined("Lead\n\n## Fee\n\n## End\n\n## More", "آغاز\n\n## قیمت\n\n## آخر", before)
    assert texts(after)[1] == ("## Fee", "## قیمت")
    assert texts(after)[3] == ("## More", None)


def test_a_quiz_that_english_alone_has_from_the_start_counts_for_both() -> None:
    found = joined("Lead\n\n::: quiz one\n:::", "آغاز")
    assert [block.kind for block in found] == ["text", "quiz"]
    assert write_lesson(found, "ur") == "آغاز\n\n::: quiz one\n:::\n"


def test_a_quiz_taken_out_of_one_language_goes_from_both() -> None:
    before = joined("Lead\n\n::: quiz one\n:::", "آغاز\n\n::: quiz one\n:::")
    after = joined("Lead", "آغاز\n\n::: quiz one\n:::", before)
    assert [block.kind for block in after] == ["text"]


def test_a_quiz_moved_in_one_language_moves_for_both_and_is_not_doubled() -> None:
    before = joined("Lead\n\n::: quiz one\n:::", "آغاز\n\n::: quiz one\n:::")
    after = joined("::: quiz one\n:::\n\nLead", "آغاز\n\n::: quiz one\n:::", before)
    assert [block.kind for block in after] == ["quiz", "text"]


words = st.sampled_from(["one", "two", "three"])
blocks = st.one_of(
    words.map(lambda word: SourceBlock("text", word)),
    words.map(lambda word: SourceBlock("note", word)),
    words.map(lambda word: SourceBlock("image", word, f"pictures/{word}.webp")),
)
lessons = st.lists(blocks, max_size=8)


@given(lessons, lessons, lessons, lessons)
def test_no_words_are_lost_or_reordered_in_either_language(
    first: list[SourceBlock],
    second: list[SourceBlock],
    old_first: list[SourceBlock],
    old_second: list[SourceBlock],
) -> None:
    before = align({"en": old_first, "ur": old_second})
    found = align({"en": first, "ur": second}, before)
    for language, blocks_of in (("en", first), ("ur", second)):
        kept = [(b.kind, b.text[language]) for b in found if language in b.text]
        assert kept == [(b.kind, b.text) for b in blocks_of]


@given(lessons, lessons)
def test_what_was_saved_is_aligned_to_itself(
    first: list[SourceBlock], second: list[SourceBlock]
) -> None:
    before = align({"en": first, "ur": second})
    assert align({"en": first, "ur": second}, before) == before
