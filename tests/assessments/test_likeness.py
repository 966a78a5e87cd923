"""Questions written twice are found, and those that only begin alike are not."""

from __future__ import annotations

from random import Random  # noqa: TID251 - tests want the same bank again
from time import thread_time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.assessments.likeness import LEAST, pairs, signature
from tests.assessments.strategies import contents

OTHERS: list[dict[str, Any]] = [
    {"text": {"en": "Which of these is a search engine?", "ur": "ان میں سے سرچ انجن کون سا ہے؟"}},
    {
        "text": {
            "en": "Which of these is a strong password?",
            "ur": "ان میں سے مضبوط پاس ورڈ کون سا ہے؟",
        }
    },
    {
        "text": {
            "en": "Which of these is a payment app?",
            "ur": "ان میں سے ادائیگی کی ایپ کون سی ہے؟",
        }
    },
    {
        "text": {
            "en": "How many grams are in two kilograms?",
            "ur": "دو کلو میں کتنے گرام ہوتے ہیں؟",
        }
    },
]
QUESTION: dict[str, Any] = {
    "kind": "single-choice",
    "text": {
        "en": "A customer asks for a price before naming the work. What do you do first?",
        "ur": "گاہک کام بتانے سے پہلے قیمت پوچھتا ہے۔ آپ سب سے پہلے کیا کریں گے؟",
    },
    "choices": [
        {"text": {"en": "Ask what the work is", "ur": "پوچھیں کہ کام کیا ہے"}, "right": True},
        {"text": {"en": "Name the lowest price", "ur": "سب سے کم قیمت بتائیں"}},
        {"text": {"en": "Stop answering", "ur": "جواب دینا بند کر دیں"}},
    ],
}


def likeness(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How alike two are among others; 0 when they are not found."""
    bank = {n: signature(content) for n, content in enumerate([one, other, *OTHERS])}
    return next((p.likeness for p in pairs(bank) if (p.first, p.second) == (0, 1)), 0.0)


def changed(**fields: Any) -> dict[str, Any]:
    return QUESTION | fields


def test_the_same_in_another_order_with_other_feedback_is_the_same() -> None:
    turned = changed(choices=QUESTION["choices"][::-1], feedback={"en": "Because …"}, mark=2)
    assert likeness(QUESTION, turned) == 1


def test_letters_of_another_keyboard_and_other_signs_are_the_same() -> None:
    ur = QUESTION["text"]["ur"].replace("ی", "ي").replace("ک", "ك").replace("ہ", "ه")
    assert ur != QUESTION["text"]["ur"]
    en = QUESTION["text"]["en"].upper().replace(".", " …").replace("price", "**price**")
    assert likeness(QUESTION, changed(text={"en": en, "ur": ur})) == 1
    only_urdu = {
        "text": {"ur": ur},
        "choices": [{"text": {"ur": c["text"]["ur"]}} for c in QUESTION["choices"]],
    }
    assert likeness(QUESTION, only_urdu) == 1


def test_a_word_more_or_less_is_nearly_the_same() -> None:
    en = "A customer asks for the price before naming the work. What would you do first?"
    edited = {
        "text": {"en": en},
        "choices": [{"text": {"en": c["text"]["en"]}} for c in QUESTION["choices"]],
    }
    assert LEAST <= likeness(QUESTION, edited) < 1


def test_questions_that_begin_alike_are_different() -> None:
    bank = {n: signature(content) for n, content in enumerate([*OTHERS, QUESTION])}
    assert pairs(bank) == []


def test_one_beginning_with_other_options_is_another_question() -> None:
    stem = {"en": "Which of the following is right about this?"}
    one = {
        "text": stem,
        "choices": [{"text": {"en": t}} for t in ("Invoices are numbered", "Tax is paid later")],
    }
    other = {
        "text": stem,
        "choices": [{"text": {"en": t}} for t in ("Photos need light", "Logos need space")],
    }
    assert likeness(one, other) == 0


def test_answers_in_no_language_count() -> None:
    one = {"text": {"en": "What is it called?"}, "accept": ["spreadsheet", "worksheet"]}
    other = {"text": {"en": "What is it called?"}, "accept": ["browser", "navigator"]}
    assert likeness(one, other) == 0
    assert likeness(one, dict(one)) == 1


@given(st.lists(contents, max_size=8), st.floats(0.3, 1))
def test_every_pair_is_found_that_is_alike_enough(bank: list[dict[str, Any]], least: float) -> None:
    signatures = {n: signature(content) for n, content in enumerate(bank)}
    found = pairs(signatures, least)
    assert [p.likeness for p in found] == sorted((p.likeness for p in found), reverse=True)
    assert all(p.first < p.second and least <= p.likeness <= 1 + 1e-9 for p in found)
    assert len({(p.first, p.second) for p in found}) == len(found)
    looser = {(p.first, p.second): p.likeness for p in pairs(signatures, 0.05)}
    wanted = {ids for ids, alike in looser.items() if alike >= least}
    assert {(p.first, p.second) for p in found} == wanted


@given(st.lists(contents, min_size=1, max_size=5))
def test_a_copy_is_found_beside_its_original(bank: list[dict[str, Any]]) -> None:
    signatures = [signature(content) for content in bank]
    found = pairs(dict(enumerate([*signatures, signatures[0]])))
    assert any(p.second == len(bank) and p.likeness == 1 for p in found) or not signatures[0]


def test_empty_questions_are_alike_to_none() -> None:
    assert pairs({1: signature({}), 2: signature({"text": {}}), 3: frozenset()}) == []


def test_five_thousand_questions_are_compared_within_seconds() -> None:
    chance = Random(7)  # noqa: S311 - a bank, no secret
    text = lambda count: " ".join(f"w{int(chance.paretovariate(0.7)) % 4000}" for _ in range(count))
    ask = lambda: {
        "text": {"en": f"which of these is a {text(10)}", "ur": f"ان میں سے کون سا {text(10)}"},
        "choices": [{"text": {"en": text(4), "ur": text(4)}} for _ in range(4)],
    }
    bank = [ask() for _ in range(4_950)]
    bank += [question | {"choices": question["choices"][::-1]} for question in bank[:50]]
    began = thread_time()
    found = pairs({n: signature(question) for n, question in enumerate(bank)})
    assert thread_time() - began < 6
    assert {(n, 4_950 + n) for n in range(50)} <= {(p.first, p.second) for p in found}


def test_a_bank_of_copies_is_no_square_of_pairs() -> None:
    copies = pairs({n: signature(QUESTION) for n in range(3_000)})
    assert len(copies) == 2_999
