"""A lesson's file is read into blocks, paired with its translation, and written again unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.lesson_text import (
    DOWNLOAD,
    IMAGE,
    NOTE,
    TASK,
    TEXT,
    PairedBlock,
    pair,
    read_lesson,
    write_lesson,
)

FILES = {"en": "one.en.md", "ur": "one.ur.md"}
WHOLE = """The lead.

## First

Text with
```
## no heading
::: note
```
![A chart](pictures/chart.webp "What it shows")
After the picture.

::: note
A hint.
:::
::: task
1. Do
2. It
:::
::: download files/sheet.csv
The sheet
:::
::: drill counting
:::
"""


def read(text: str) -> tuple[list[tuple[str, str, str, int]], list[str]]:
    blocks, problems = read_lesson(text, FILES["en"], ["drill"])
    return [(b.kind, b.target, b.text, b.line) for b in blocks], [str(p) for p in problems]


def test_every_kind_of_block_is_read_with_its_line() -> None:
    blocks, problems = read(WHOLE)
    assert problems == []
    assert blocks == [
        (TEXT, "", "The lead.", 1),
        (TEXT, "", "## First\n\nText with\n```\n## no heading\n::: note\n```", 3),
        (IMAGE, "pictures/chart.webp", "A chart", 10),
        (TEXT, "", "After the picture.", 11),
        (NOTE, "", "A hint.", 13),
        (TASK, "", "1. Do\n2. It", 16),
        (DOWNLOAD, "files/sheet.csv", "The sheet", 20),
        ("drill", "counting", "", 23),
    ]


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert read("\ufeff" + WHOLE.replace("\n", "\r\n")) == read(WHOLE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n\n::: note\nb", "one.en.md:3: This block has no line “:::” that ends it."),
        ("a\n:::", "one.en.md:2: This “:::” ends nothing."),
        ("::: note\n\n:::", "one.en.md:1: This block says nothing."),
        ("a\n::: drill\n:::", "one.en.md:2: Write one name after “drill”."),
        ("::: drill a b\n:::", "one.en.md:1: Write one name after “drill”."),
        ("::: drill a\nwords\n:::", "one.en.md:1: “drill” takes no text."),
        ("::: note x\na\n:::", "one.en.md:1: Nothing may follow “note” on its line."),
        (
            "::: warning\na\n:::",
            "one.en.md:1: “::: warning” is no block."
            " These are: download, drill, note, task, untranslated.",
        ),
        (
            "::: note\na\n::: task\nb\n:::",
            "one.en.md:3: A block cannot stand inside another: end it with “:::” first.",
        ),
    ],
)
def test_a_wrong_block_is_named_with_its_line(text: str, problem: str) -> None:
    assert problem in read(text)[1]


def paired(english: str, urdu: str) -> tuple[list[PairedBlock], list[str]]:
    sources = {
        name: read_lesson(text, FILES[name], ["drill"])[0]
        for name, text in {"en": english, "ur": urdu}.items()
    }
    blocks, problems = pair(sources, FILES)
    return blocks, [str(problem) for problem in problems]


def test_both_languages_of_a_lesson_become_one_block_after_another() -> None:
    blocks, problems = paired("Lead\n\n## A\n\nx", "آغاز\n\n## الف\n\nی")
    assert problems == []
    assert [dict(block.text) for block in blocks] == [
        {"en": "Lead", "ur": "آغاز"},
        {"en": "## A\n\nx", "ur": "## الف\n\nی"},
    ]


@pytest.mark.parametrize(
    ("english", "urdu", "problem"),
    [
        (
            "a\n\n## b\n\n::: note\nc\n:::",
            "a\n\n::: note\nc\n:::",
            "one.ur.md:3: Here stands “note”, but at one.en.md:3 there is “text”.",
        ),
        (
            "a\n\n::: note\nc\n:::",
            "a",
            "one.en.md:3: Here stands “note”,"
            " but at one.ur.md:1 there is nothing more to pair it with.",
        ),
        (
            "a\n\n::: drill x\n:::",
            "a\n\n::: drill y\n:::",
            "one.ur.md:3: Here stands “drill y”, but at one.en.md:3 there is “drill x”.",
        ),
        (
            "a\n\n::: untranslated\n:::",
            "a\n\n::: untranslated\n:::",
            "one.en.md:3: This block is untranslated in every language.",
        ),
    ],
)
def test_where_the_languages_part_the_first_place_is_named(
    english: str, urdu: str, problem: str
) -> None:
    assert paired(english, urdu)[1] == [problem]


def test_a_block_may_wait_for_its_translation() -> None:
    blocks, problems = paired("a\n\n::: note\nc\n:::", "ا\n\n::: untranslated\n:::")
    assert problems == []
    assert blocks[1].text == {"en": "c"}
    assert write_lesson(blocks, "ur") == "ا\n\n::: untranslated\n:::\n"


def test_a_language_without_words_has_no_file() -> None:
    source, _ = read_lesson("a\n\n::: drill x\n:::", FILES["en"], ["drill"])
    blocks, problems = pair({"en": source}, FILES)
    assert problems == []
    assert write_lesson(blocks, "en") == "a\n\n::: drill x\n:::\n"
    assert write_lesson(blocks, "ur") is None


LINE = (
    st.text(
        st.characters(
            exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters='[]"`~:#!()\\'
        ),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
WORDS = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
PATH = st.from_regex(r"files/[a-z]{1,8}\.csv", fullmatch=True)


@st.composite
def blocks(draw: st.DrawFn) -> list[PairedBlock]:
    """Blocks as the reader makes them: two texts in a row are parted by a heading."""
    made: list[PairedBlock] = []
    for kind in draw(
        st.lists(st.sampled_from([TEXT, IMAGE, NOTE, TASK, DOWNLOAD, "drill"]), max_size=8)
    ):
        texts = {name: draw(WORDS if kind in {TEXT, NOTE, TASK} else LINE) for name in FILES}
        if kind == TEXT and made and made[-1].kind == TEXT:
            texts = {name: f"## {text}" for name, text in texts.items()}
        target = {IMAGE: "pictures/a.webp", DOWNLOAD: draw(PATH), "drill": f"d{len(made)}"}
        made.append(PairedBlock(kind, target.get(kind, ""), {} if kind == "drill" else texts))
    return made


@given(blocks())
def test_what_is_written_is_read_again_the_same(given_blocks: list[PairedBlock]) -> None:
    texts = {name: write_lesson(given_blocks, name) for name in FILES}
    sources = {
        name: read_lesson(text, FILES[name], ["drill"])[0] for name, text in texts.items() if text
    }
    again, problems = pair(sources, FILES)
    assert problems == []
    assert again == given_blocks
    assert {name: write_lesson(again, name) for name in FILES} == texts
