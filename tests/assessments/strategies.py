"""Questions and answers for property tests: content as authors write it, of every kind."""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter
from random import Random  # noqa: TID251 - tests want the same draw again
from typing import Any

from hypothesis import strategies as st

from lms.assessments.kinds.item import Answer, Draw, Item
from lms.assessments.kinds.multiple_choice import SCORINGS, MultipleChoice
from lms.assessments.spelling import normalised


def chance(seed: int) -> Random:
    """A generator that draws the same again."""
    return Random(seed)  # noqa: S311 - guessing it gains nothing here


words = (
    st.text("abcdefgh اآبپتجچحدرسشعفقکگلمنوہیے", min_size=1, max_size=12)
    .map(str.strip)
    .filter(normalised)
)
texts = st.fixed_dictionaries({"en": words, "ur": words})
marks = st.sampled_from([1, 2, "0.5", "1/3", 10])


@st.composite
def _stem(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    content = {"kind": kind, "mark": draw(marks), "text": draw(texts)}
    return content | ({"feedback": draw(texts)} if draw(st.booleans()) else {})


@st.composite
def _choices(draw: st.DrawFn, rights: list[bool]) -> list[dict[str, Any]]:
    different = draw(
        st.lists(
            texts, min_size=len(rights), max_size=len(rights), unique_by=itemgetter("en", "ur")
        )
    )
    return [{"text": text, "right": right} for text, right in zip(different, rights, strict=True)]


@st.composite
def single_choices(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(2, 6))
    right = draw(st.integers(0, size - 1))
    choices = draw(_choices([place == right for place in range(size)]))
    return draw(_stem("single-choice")) | {"choices": choices}


@st.composite
def multiple_choices(draw: st.DrawFn) -> dict[str, Any]:
    rights = draw(st.lists(st.booleans(), min_size=2, max_size=6).filter(any))
    content = draw(_stem("multiple-choice")) | {"choices": draw(_choices(rights))}
    return content | {"scoring": draw(st.sampled_from(sorted(SCORINGS)))}


@st.composite
def true_falses(draw: st.DrawFn) -> dict[str, Any]:
    return draw(_stem("true-false")) | {"answer": draw(st.booleans())}


@st.composite
def short_texts(draw: st.DrawFn) -> dict[str, Any]:
    return draw(_stem("short-text")) | {"accept": draw(st.lists(words, min_size=1, max_size=4))}


@st.composite
def numerics(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(-50, 50))
    content = draw(_stem("numeric")) | {
        "draw": {
            "a": {"from": start, "to": start + draw(st.integers(0, 40)), "step": 5},
            "b": {"from": "0.25", "to": "2.75", "step": "0.25"},
        },
        "answer": draw(
            st.sampled_from(["a + b", "a * (1 - b / 4)", "round(a / b, 2)", "max(a, b)"])
        ),
        "tolerance": draw(st.sampled_from(["0.01", "0.000001", 1])),
    }
    content["text"] = {name: f"{text} {{a}} {{b}}" for name, text in content["text"].items()}
    return content


contents = st.one_of(single_choices(), multiple_choices(), true_falses(), short_texts(), numerics())


def full_answer(item: Item, draw: Draw) -> Answer:
    """What somebody who knows everything answers."""
    return item.key(draw)


def answers(item: Item, draw: Draw) -> st.SearchStrategy[Answer]:
    """Anything that the page of this question can send."""
    options = [option.value for option in item.present(draw).options]
    if isinstance(item, MultipleChoice):
        return st.lists(st.sampled_from(options), unique=True).map(tuple)
    if options:
        return st.lists(st.sampled_from(options), max_size=1).map(tuple)
    typed = st.one_of(words, st.integers(-100, 100).map(str), st.just(full_answer(item, draw)[0]))
    return st.lists(typed, max_size=1).map(tuple)


def bounds(share: Fraction) -> bool:
    return 0 <= share <= 1
