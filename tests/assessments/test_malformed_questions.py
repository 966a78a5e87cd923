"""What is wrong with a question is named where it stands, in every kind."""

from __future__ import annotations

from typing import Any

import pytest

from lms.assessments import kinds
from lms.assessments.checking import serious
from tests.assessments.strategies import asked, rows

TWO = [{"en": "a"}, {"en": "b"}]

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
    ("nothing accepted in full", asked("short-text", accept=[{"text": "a", "share": 0}]), "accept"),
    ("a share above all", asked("short-text", accept=["a", {"text": "b", "share": 2}]), "accept"),
    ("a star alone", asked("short-text", accept=["*"]), "accept"),
    ("a star that joins what it parts", asked("short-text", accept=["e*\u0301"]), "accept"),
    ("an accepted mapping of others", asked("short-text", accept=[{"word": "a"}]), "accept"),
    ("a number without a key", asked("numeric"), "answer"),
    ("two keys", asked("numeric", answer="1", range={"from": 1, "to": 2}), "answer"),
    ("a range that runs backwards", asked("numeric", range={"from": 2, "to": 1}), "range"),
    ("a range of more", asked("numeric", range={"from": 2, "to": 3, "step": 1}), "range"),
    ("a negative tolerance", asked("numeric", answer="1", tolerance=-1), "tolerance"),
    (
        "a tolerance beyond the number",
        asked("numeric", answer="1", tolerance_percent=101),
        "tolerance_percent",
    ),
    (
        "a unit that is needed and not named",
        asked("numeric", answer="1", unit_needed=True),
        "unit_needed",
    ),
    (
        "a unit worth nothing",
        asked("numeric", answer="1", units=[{"unit": "km", "factor": 0}]),
        "units",
    ),
    ("a unit with digits", asked("numeric", answer="1", units=["m2"]), "units"),
    ("a unit twice", asked("numeric", answer="1", units=["m", "m"]), "units"),
    ("nothing drawn", asked("calculated", answer="1"), "draw"),
    (
        "a range of drawn values",
        asked("calculated", draw={"a": {"from": 1, "to": 2}}, range={"from": 1, "to": 2}),
        "range",
    ),
    ("one row", asked("matching", rows=rows("ab")), "rows"),
    ("one match for all rows", asked("matching", rows=rows("ab", "cb")), "rows"),
    ("a row twice", asked("matching", rows=rows("ab", "ac")), "rows"),
    (
        "a wrong match that fits",
        asked("matching", rows=rows("ab", "cd"), extra=[{"en": "d"}]),
        "extra",
    ),
    (
        "a row without a match",
        asked("matching", rows=[{"prompt": {"en": "a"}}, *rows("cd")]),
        "rows",
    ),
    ("one item", asked("ordering", items=TWO[:1]), "items"),
    ("an item twice", asked("ordering", items=[*TWO, TWO[0]]), "items"),
    ("thirteen items", asked("ordering", items=[{"en": str(n)} for n in range(13)]), "items"),
    ("a scoring that is none", asked("ordering", items=TWO, scoring="luck"), "scoring"),
    ("no gap", asked("cloze", passage={"en": "None."}, gaps=[]), "gaps"),
    (
        "a gap that stands nowhere",
        asked("cloze", passage={"en": "[[1]]"}, gaps=[{"number": 1}] * 2),
        "passage",
    ),
    (
        "a gap too many",
        asked("cloze", passage={"en": "[[1]] [[2]]"}, gaps=[{"number": 1}]),
        "passage",
    ),
    ("a gap twice", asked("cloze", passage={"en": "[[1]] [[1]]"}, gaps=[{"number": 1}]), "passage"),
    (
        "a gap that one language lacks",
        asked("cloze", passage={"en": "[[1]]", "ur": "؟"}, gaps=[{"number": 1}]),
        "passage",
    ),
    ("a gap without a key", asked("cloze", passage={"en": "[[1]]"}, gaps=[{"mark": 1}]), "gaps"),
    (
        "a gap with two keys",
        asked("cloze", passage={"en": "[[1]]"}, gaps=[{"number": 1, "accept": ["1"]}]),
        "gaps",
    ),
    (
        "a gap worth nothing",
        asked("cloze", passage={"en": "[[1]]"}, gaps=[{"number": 1, "mark": 0}]),
        "gaps",
    ),
    (
        "one choice in a gap",
        asked("cloze", passage={"en": "[[1]]"}, gaps=[{"choices": TWO[:1]}]),
        "gaps",
    ),
    (
        "the tolerance of a text",
        asked("cloze", passage={"en": "[[1]]"}, gaps=[{"accept": ["a"], "tolerance": 1}]),
        "gaps",
    ),
    ("one word", asked("word-bank", passage={"en": "[[1]]"}, words=TWO[:1]), "words"),
    (
        "a word twice, once to be used",
        asked("word-bank", passage={"en": "[[1]] [[2]] [[3]]"}, words=[*TWO, TWO[0]]),
        "words",
    ),
    (
        "a wrong word that fits",
        asked("word-bank", passage={"en": "[[1]] [[2]]"}, words=TWO, extra=TWO[:1]),
        "extra",
    ),
    ("more words at least than at most", asked("essay", least=9, most=8), "most"),
    ("half a word", asked("essay", least="0.5"), "least"),
    ("a file that runs", asked("file-answer", accept=["exe"]), "accept"),
    ("no file", asked("file-answer", most=0), "most"),
    ("a scenario without questions", asked("scenario", questions=[]), "questions"),
    ("a scenario in a scenario", asked("scenario", questions=[asked("scenario")]), "questions"),
    ("a text in a scenario", asked("scenario", questions=[asked("description")]), "questions"),
    (
        "a flaw within a scenario",
        asked("scenario", questions=[asked("true-false", answer="yes")]),
        "questions",
    ),
    (
        "hints within a scenario",
        asked("scenario", questions=[asked("true-false", answer=True, hints=TWO)]),
        "questions",
    ),
    (
        "a scenario with a mark of its own",
        asked("scenario", mark=2, questions=[asked("true-false", answer=True)]),
        "mark",
    ),
    ("a text that is worth something", asked("description", mark=1), "mark"),
    ("six hints", asked("essay", hints=[{"en": str(n)} for n in range(6)]), "hints"),
    ("a tag without end", asked("essay", tags=["a" * 41]), "tags"),
    ("a difficulty that is none", asked("essay", difficulty="devilish"), "difficulty"),
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
