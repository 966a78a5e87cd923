"""What chance decides, and the grade of a whole attempt: pure, for many quizzes at once."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.assessments import kinds
from lms.assessments.actions.attempting import basis_points
from lms.assessments.draws import draw_slots
from lms.assessments.grading import Given, grade_answer, grade_attempt
from lms.assessments.kinds.item import Verdict
from lms.assessments.paper import (
    Group,
    Paper,
    Slot,
    groups_from_json,
    groups_to_json,
    slots_from_json,
    slots_to_json,
)
from lms.assessments.settings import Mode, QuizSettings
from tests.assessments.strategies import answers, contents, full_answer, gradable

seeds = st.integers(0, 2**62)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    items = {
        n: kinds.load(one)
        for n, one in enumerate(draw(st.lists(gradable, min_size=1, max_size=6)), 1)
    }
    settings = QuizSettings(
        shuffle=draw(st.booleans()), pass_mark=Fraction(draw(st.integers(0, 100)))
    )
    group = Group(tuple(items), draw(st.integers(1, len(items))))
    return Paper(title={"en": "?"}, settings=settings, groups=(group,), items=items)


@given(papers(), seeds)
def test_a_draw_takes_as_many_different_questions_as_it_should(paper: Paper, seed: int) -> None:
    slots = draw_slots(paper, seed)
    assert len(slots) == paper.question_count == len({slot.question for slot in slots})
    assert {slot.question for slot in slots} <= set(paper.items)
    assert draw_slots(paper, seed) == slots


@given(papers(), seeds)
def test_what_is_drawn_survives_the_database(paper: Paper, seed: int) -> None:
    slots = draw_slots(paper, seed)
    assert slots_from_json(json.loads(json.dumps(slots_to_json(slots)))) == slots
    assert groups_from_json(json.loads(json.dumps(groups_to_json(paper.groups)))) == paper.groups


@given(papers(), seeds)
def test_without_shuffling_questions_stand_in_the_authors_order(paper: Paper, seed: int) -> None:
    drawn = [slot.question for slot in draw_slots(paper, seed)]
    assert paper.settings.shuffle or drawn == sorted(drawn)


@given(papers(), seeds)
def test_who_knows_everything_gets_everything(paper: Paper, seed: int) -> None:
    slots = draw_slots(paper, seed)
    given = {n: Given(full_answer(paper.item(slot), slot.draw)) for n, slot in enumerate(slots, 1)}
    grade = grade_attempt(paper, slots, given)
    assert grade.score == grade.most > 0
    assert grade.has_passed
    assert {one.verdict for one in grade.slots} == {Verdict.RIGHT}


@given(papers(), seeds)
def test_who_answers_nothing_gets_nothing(paper: Paper, seed: int) -> None:
    grade = grade_attempt(paper, draw_slots(paper, seed), {})
    assert grade.score == 0
    assert grade.has_passed == (paper.settings.pass_mark == 0)
    assert {one.verdict for one in grade.slots} == {Verdict.UNANSWERED}


@given(papers(), seeds, seeds)
def test_the_score_does_not_hang_on_the_order_of_questions(
    paper: Paper, seed: int, other: int
) -> None:
    """Each question is worth the same wherever it stands."""
    first, second = (draw_slots(paper, one) for one in (seed, other))
    worth = [{slot.question: paper.item(slot).mark for slot in slots} for slots in (first, second)]
    shared = worth[0].keys() & worth[1].keys()
    assert all(worth[0][question] == worth[1][question] for question in shared)


def test_a_pass_is_decided_on_exact_numbers() -> None:
    content: dict[str, Any] = {"kind": "true-false", "text": {"en": "?"}, "answer": True}
    items = {n: kinds.load(content | {"mark": mark}) for n, mark in enumerate(["2/3", "1/3"], 1)}
    for pass_mark, passes in ((Fraction(200, 3), True), (Fraction("66.67"), False)):
        paper = Paper(
            title={"en": "?"},
            settings=QuizSettings(pass_mark=pass_mark, shuffle=False),
            groups=(Group((1, 2), 2),),
            items=items,
        )
        grade = grade_attempt(paper, draw_slots(paper, 1), {1: Given(("true",))})
        assert grade.has_passed is passes


def test_the_right_choice_stands_in_every_place_about_as_often() -> None:
    choices = [{"text": {"en": text}, "right": text == "a"} for text in "abcd"]
    item = kinds.load({"kind": "single-choice", "text": {"en": "?"}, "choices": choices})
    paper = Paper(
        title={"en": "?"}, settings=QuizSettings(), groups=(Group((1,), 1),), items={1: item}
    )
    places = Counter(draw_slots(paper, seed)[0].draw.order.index(0) for seed in range(2000))
    assert all(400 < count < 600 for count in places.values())
    assert len(places) == 4


shares = st.fractions(0, 1, max_denominator=12)


@st.composite
def taken(draw: st.DrawFn) -> tuple[Paper, tuple[Slot, ...], dict[int, Given]]:
    """A quiz of any kinds with any rules, with what somebody gave, and what a person gave for it.

    Some questions stand in a pool, and some are worth more or less than their author said.
    """
    items = {
        n: kinds.load(one)
        for n, one in enumerate(draw(st.lists(contents, min_size=1, max_size=5)), 1)
    }
    settings = QuizSettings(
        pass_mark=Fraction(draw(st.integers(0, 100))),
        mode=draw(st.sampled_from(Mode)),
        wrong_penalty=draw(shares),
        try_penalty=draw(shares),
        certainty=draw(st.booleans()),
    )
    marks = st.none() | st.fractions(Fraction(1, 8), 9, max_denominator=8)
    groups = tuple(Group((n,), 1, draw(marks), is_pool=draw(st.booleans())) for n in items)
    paper = Paper(title={"en": "?"}, settings=settings, groups=groups, items=items)
    slots = draw_slots(paper, draw(seeds))
    given = {
        n: Given(
            draw(answers(paper.item(slot), slot.draw)),
            draw(st.none() | st.integers(1, 3)),
            draw(st.integers(0, 5)),
            draw(st.none() | shares),
        )
        for n, slot in enumerate(slots, 1)
    }
    return paper, slots, given


@given(taken())
def test_whatever_the_rules_a_score_lies_within_its_bounds(
    attempt: tuple[Paper, tuple[Slot, ...], dict[int, Given]],
) -> None:
    paper, slots, given = attempt
    grade = grade_attempt(paper, slots, given)
    assert 0 <= grade.score <= grade.most
    assert 0 <= basis_points(grade.score, grade.most) <= 10_000
    assert grade == grade_attempt(paper, slots, given)
    assert not (grade.is_pending and grade.has_passed)
    for slot in grade.slots:
        assert -2 * slot.most <= slot.mark <= slot.most


@given(taken())
def test_whatever_the_rules_who_knows_everything_for_sure_has_full_marks(
    attempt: tuple[Paper, tuple[Slot, ...], dict[int, Given]],
) -> None:
    paper, slots, _given = attempt
    for slot in slots:
        answer = full_answer(paper.item(slot), slot.draw)
        graded = grade_answer(paper, slot, Given(answer, certainty=3, marked=Fraction(1)))
        by_hand = not answer or paper.item(slot).grade(slot.draw, answer).share < 1
        assert by_hand or graded.mark == graded.most
