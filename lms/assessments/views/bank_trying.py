"""Trying a question as a learner would meet it. Nothing is stored."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import citing, drafts, kinds
from lms.assessments.draws import draw_slots
from lms.assessments.grading import Given, SlotGrade, grade_answer
from lms.assessments.kinds.item import (
    NO_ANSWER,
    Answer,
    Explained,
    Item,
    Shown,
    Unreadable,
    field_text,
)
from lms.assessments.numbers import written
from lms.assessments.paper import Group, Paper, Slot
from lms.assessments.settings import QuizSettings
from lms.assessments.views.bank_desk import NAMED, question_in, usable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers

MOST_SEED = 2**32
SLOT = 1
"""The number that the controls carry: the question is alone on its page."""


@dataclass(frozen=True)
class Trial:
    """The question as a quiz of its own, drawn; with the answer and its grade once there is one."""

    paper: Paper
    slot: Slot
    answer: Answer = NO_ANSWER
    refusal: str = ""
    grade: SlotGrade | None = None

    @property
    def item(self) -> Item:
        return self.paper.item(self.slot)

    @property
    def shown(self) -> Shown:
        return self.item.present(self.slot.draw)

    @property
    def explained(self) -> Explained:
        return self.item.explain(self.slot.draw, self.answer)


@bp.route(f"{NAMED}/try", methods=["GET", "POST"])
@writers
def try_question(slug: str, name: str) -> ResponseReturnValue:
    """The question drawn from a seed that travels along; sent, it is graded and explained."""
    desk = usable(slug)
    question = question_in(desk, name)
    content = question.newest.content
    facts = drafts.facts(citing.cited(content))
    flaws = citing.flaws(content, facts)
    seed = _seed()
    trial = None
    if not flaws:
        item = kinds.load(citing.with_facts(content, facts))
        trial = _tried(item, seed)
    return desk.page(
        "assessments/bank/try.html",
        question=question,
        flaws=flaws,
        trial=trial,
        n=SLOT,
        seed=seed,
        again=url_for(".try_question", slug=slug, name=name, seed=_other_seed()),
        written=written,
    )


def _seed() -> int:
    """The seed of the address; without one, any."""
    text = request.args.get("seed")
    if text is None:
        return _other_seed()
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) >= MOST_SEED:
        abort(404)
    return int(text)


def _other_seed() -> int:
    return secrets.randbelow(MOST_SEED)


def _tried(item: Item, seed: int) -> Trial:
    paper = Paper(
        title=item.text, settings=QuizSettings(), groups=(Group((SLOT,), 1),), items={SLOT: item}
    )
    (slot,) = draw_slots(paper, seed)
    if request.method != "POST":
        return Trial(paper, slot)
    try:
        answer = item.parse(slot.draw, _given())
    except Unreadable as refusal:
        return Trial(paper, slot, refusal=str(refusal))
    return Trial(paper, slot, answer, grade=grade_answer(paper, slot, Given(answer)))


def _given() -> list[str]:
    """What stands in the controls: `q1` bare, `q1.2` with its part before it."""
    prefix = f"q{SLOT}."
    parts = [
        field_text(name.removeprefix(prefix), text)
        for name, text in request.form.items(multi=True)
        if name.startswith(prefix) and text
    ]
    return [text for text in request.form.getlist(f"q{SLOT}") if text] + parts
