"""Questions and answers for property tests: content as authors write it, of every kind."""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter
from random import Random  # noqa: TID251 - tests want the same draw again
from typing import Any

from hypothesis import strategies as st

from lms.assessments.kinds import KINDS
from lms.assessments.kinds.item import Answer, Draw, Item, field_text
from lms.assessments.kinds.multiple_choice import SCORINGS
from lms.assessments.kinds.ordering import SCORINGS as ORDERINGS
from lms.assessments.kinds.scenario import Scenario
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
refs = st.text("ABCXYZabcxyz019-_", min_size=22, max_size=22)
_scorings = st.sampled_from(["per-part", "all-or-nothing"])


def _different(least: int, most: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """Texts of which no two are the same."""
    return st.lists(texts, min_size=least, max_size=most, unique_by=itemgetter("en", "ur"))


@st.composite
def _stem(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": kind, "text": draw(texts)}
    if KINDS[kind].has_mark:
        content["mark"] = draw(marks)
    return content | ({"feedback": draw(texts)} if draw(st.booleans()) else {})


@st.composite
def _about(draw: st.DrawFn, stem: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """With hints, tags and a difficulty, which a question within another one has not."""
    content = draw(stem)
    if draw(st.booleans()):
        content["hints"] = draw(st.lists(texts, min_size=1, max_size=3))
    if draw(st.booleans()):
        content["tags"] = draw(st.lists(words, min_size=1, max_size=3))
    if draw(st.booleans()):
        content["difficulty"] = draw(st.sampled_from(["easy", "medium", "hard"]))
    return content


@st.composite
def _choices(draw: st.DrawFn, rights: list[bool]) -> list[dict[str, Any]]:
    different = draw(_different(len(rights), len(rights)))
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
    content = draw(_stem("true-false")) | {"answer": draw(st.booleans())}
    return content | ({"if_true": draw(texts)} if draw(st.booleans()) else {})


@st.composite
def _accepted(draw: st.DrawFn) -> list[Any]:
    """One that is fully right, and others that may be worth less."""
    first = draw(words) + draw(st.sampled_from(["", "*", "\\*", "*b"]))
    others = draw(st.lists(st.tuples(words, st.sampled_from(["0", "1/2", "1"])), max_size=3))
    rows: list[Any] = [{"text": text, "share": share} for text, share in others]
    rows.insert(draw(st.integers(0, len(rows))), first)
    return rows


@st.composite
def short_texts(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(_stem("short-text")) | {"accept": draw(_accepted())}
    return content | ({"case": True} if draw(st.booleans()) else {})


@st.composite
def numerics(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(_stem("numeric"))
    start = draw(st.integers(-50, 50))
    if draw(st.booleans()):
        content["range"] = {"from": start, "to": start + draw(st.integers(0, 9))}
    else:
        content["answer"] = draw(st.sampled_from(["1/3", "36", "2 ** 5", "-0.0001", "10 / 7"]))
        content["tolerance"] = draw(st.sampled_from([0, "0.01", 1]))
        content["tolerance_percent"] = draw(st.sampled_from([0, "0.5", 10]))
    if draw(st.booleans()):
        content["units"] = ["m", {"unit": "km", "factor": 1000}, {"unit": "میل", "factor": "1609"}]
        content["unit_needed"] = draw(st.booleans())
    return content


@st.composite
def calculateds(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(-50, 50))
    content = draw(_stem(draw(st.sampled_from(["calculated", "numeric"])))) | {
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


@st.composite
def matchings(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(2, 5))
    pool = draw(_different(2, 5))
    extra = [text for text in draw(_different(0, 3)) if text not in pool]
    matches = [pool[draw(st.integers(0, len(pool) - 1))] for _row in range(size)]
    matches[:2] = pool[:2]  # at least two that differ
    rows = [
        {"prompt": prompt, "match": match}
        for prompt, match in zip(draw(_different(size, size)), matches, strict=True)
    ]
    content = draw(_stem("matching")) | {"rows": rows, "scoring": draw(_scorings)}
    return content | ({"extra": extra} if extra else {})


@st.composite
def orderings(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(_stem("ordering")) | {"items": draw(_different(2, 6))}
    return content | {"scoring": draw(st.sampled_from(sorted(ORDERINGS)))}


@st.composite
def _passage(draw: st.DrawFn, gaps: int) -> dict[str, str]:
    """A text in which each gap stands once, in each language in an order of its own."""
    order = st.permutations(range(1, gaps + 1))
    return {
        language: " ".join(f"{draw(words)} [[{number}]]" for number in draw(order))
        for language in ("en", "ur")
    }


@st.composite
def _gap(draw: st.DrawFn) -> dict[str, Any]:
    gap: dict[str, Any] = draw(
        st.one_of(
            st.fixed_dictionaries({"choices": _different(2, 4)}),
            st.fixed_dictionaries({"accept": _accepted()}),
            st.fixed_dictionaries({"number": st.integers(-9, 9), "tolerance": st.just("0.5")}),
        )
    )
    return gap | {"mark": draw(marks)}


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    gaps = draw(st.lists(_gap(), min_size=1, max_size=4))
    return draw(_stem("cloze")) | {"passage": draw(_passage(len(gaps))), "gaps": gaps}


@st.composite
def word_banks(draw: st.DrawFn) -> dict[str, Any]:
    several = draw(_different(2, 5))
    extra = several[: draw(st.integers(0, len(several) - 1))]
    bank = several[len(extra) :]
    fill = bank + ([bank[0]] if draw(st.booleans()) else [])
    content = draw(_stem("word-bank")) | {
        "passage": draw(_passage(len(fill))),
        "words": fill,
        "reuse": len(fill) > len(bank) or draw(st.booleans()),
        "scoring": draw(_scorings),
    }
    return content | ({"extra": extra} if extra else {})


@st.composite
def essays(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(_stem("essay")) | {"least": draw(st.integers(0, 50)), "most": 60}
    return content | ({"sample": draw(texts), "notes": draw(texts)} if draw(st.booleans()) else {})


@st.composite
def file_answers(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(_stem("file-answer")) | {"most": draw(st.integers(1, 3))}
    return content | ({"accept": [".PDF", "docx"]} if draw(st.booleans()) else {})


descriptions = _stem("description")
by_machine = {
    "single-choice": single_choices(),
    "multiple-choice": multiple_choices(),
    "true-false": true_falses(),
    "short-text": short_texts(),
    "numeric": numerics(),
    "calculated": calculateds(),
    "matching": matchings(),
    "ordering": orderings(),
    "cloze": clozes(),
    "word-bank": word_banks(),
}
by_hand = {"essay": essays(), "file-answer": file_answers()}


@st.composite
def scenarios(draw: st.DrawFn, within: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    questions = draw(st.lists(within, min_size=1, max_size=3))
    return draw(_stem("scenario")) | {"questions": questions}


gradable = _about(st.one_of(*by_machine.values(), scenarios(st.one_of(*by_machine.values()))))
"""Questions that the machine can mark."""

contents = st.one_of(
    gradable,
    _about(
        st.one_of(*by_hand.values(), scenarios(st.one_of(*by_machine.values(), *by_hand.values())))
    ),
)
"""Questions of all kinds but the one that asks nothing."""

every_kind = {
    **by_machine,
    **by_hand,
    "scenario": scenarios(st.one_of(*by_machine.values())),
    "description": descriptions,
}


def full_answer(item: Item, draw: Draw) -> Answer:
    """What somebody who knows everything answers."""
    return item.key(draw)


def answers(item: Item, draw: Draw) -> st.SearchStrategy[Answer]:
    """Anything that the page of this question can send."""
    if isinstance(item, Scenario):
        each = [
            _numbered(str(number), one, answers(one, drawn))
            for number, (one, drawn) in enumerate(zip(item.questions, draw.parts, strict=True), 1)
        ]
        return st.tuples(*each).map(lambda parts: tuple(text for part in parts for text in part))
    shown = item.present(draw)
    options = [option.value for option in shown.options]
    key = full_answer(item, draw)
    if item.is_parted:
        return st.lists(_entries(key, options), unique_by=lambda e: e.split("=")[0]).map(tuple)
    if item.kind == "multiple-choice":
        return st.lists(st.sampled_from(options), unique=True).map(tuple)
    if options:
        return st.lists(st.sampled_from(options), max_size=1).map(tuple)
    if item.kind == "file-answer":
        return st.lists(refs, max_size=1).map(tuple)
    typed = st.one_of(words, st.integers(-100, 100).map(str), *map(st.just, key))
    return st.lists(typed, max_size=1).map(tuple)


def _entries(key: Answer, options: list[str]) -> st.SearchStrategy[str]:
    """Right entries, and the same parts with other values of the lists that are right elsewhere."""
    names = [entry.partition("=")[0] for entry in key]
    if not options:
        return st.sampled_from(key)
    wrong = st.builds(field_text, st.sampled_from(names), st.sampled_from(options))
    return st.one_of(st.sampled_from(key), wrong)


def _numbered(
    number: str, item: Item, given: st.SearchStrategy[Answer]
) -> st.SearchStrategy[Answer]:
    sign = "." if item.is_parted else "="
    return given.map(lambda texts: tuple(f"{number}{sign}{text}" for text in texts))


def bounds(share: Fraction) -> bool:
    return 0 <= share <= 1


def asked(kind: str, **content: Any) -> dict[str, Any]:
    """A question of this kind with hardly a text."""
    return {"kind": kind, "text": {"en": "?"}, **content}


def rows(*pairs: str) -> list[dict[str, Any]]:
    """Rows of a matching: "ab" asks a and matches b."""
    return [{"prompt": {"en": one[0]}, "match": {"en": one[1]}} for one in pairs]
