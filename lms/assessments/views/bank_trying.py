"""Trying a question as a learner would meet it. Nothing is stored."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import citing, drafts, kinds, rendering
from lms.assessments.draws import draw_slots
from lms.assessments.kinds.item import NO_ANSWER, Answer, Item, Shown, Unreadable, field_text
from lms.assessments.numbers import written
from lms.assessments.paper import Group, Paper, Slot
from lms.assessments.prose import Pictures
from lms.assessments.results import ResultSlot, practised_slot
from lms.assessments.settings import QuizSettings
from lms.assessments.views.bank_desk import NAMED, question_in, usable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers
from lms.courses import queries as courses

MOST_SEED = 2**32
SLOT = 1
"""The number that the controls carry: the question is alone on its page."""


@dataclass(frozen=True)
class Trial:
    """The question as a quiz of its own, drawn; with the answer and all about it once it is sent.

    Why an answer cannot be read is said in `refusal`.
    """

    paper: Paper
    slot: Slot
    answer: Answer = NO_ANSWER
    refusal: str = ""
    result: ResultSlot | None = None

    @property
    def shown(self) -> Shown:
        return self.paper.item(self.slot).present(self.slot.draw)

    @property
    def is_answerable(self) -> bool:
        return self.paper.item(self.slot).is_answerable


@bp.route(f"{NAMED}/try", methods=["GET", "POST"])
@writers
def try_question(slug: str, name: str) -> ResponseReturnValue:
    """The question drawn from a seed that travels along; sent, it is graded and explained."""
    desk = usable(slug)
    question = question_in(desk, name)
    content = question.newest.content
    facts = drafts.facts(citing.cited(content))
    flaws, seed, trial = citing.flaws(content, facts), _seed(), None
    if not flaws:
        item = kinds.load(citing.with_facts(content, facts))
        trial = _tried(item, seed, courses.media_of(desk.course.id))
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


def _tried(item: Item, seed: int, pictures: Pictures) -> Trial:
    paper = Paper(
        title=item.text,
        settings=QuizSettings(),
        groups=(Group((SLOT,), 1),),
        items={SLOT: item},
        html=rendering.html_of(item, pictures),
    )
    (slot,) = draw_slots(paper, seed)
    if request.method != "POST":
        return Trial(paper, slot)
    try:
        answer = item.parse(slot.draw, _given())
    except Unreadable as refusal:
        return Trial(paper, slot, refusal=str(refusal))
    return Trial(paper, slot, answer, result=practised_slot(paper, slot, answer))


def _given() -> list[str]:
    """What stands in the controls: `q1` bare, `q1.2` with its part before it."""
    prefix = f"q{SLOT}."
    parts = [
        field_text(name.removeprefix(prefix), text)
        for name, text in request.form.items(multi=True)
        if name.startswith(prefix) and text
    ]
    return [text for text in request.form.getlist(f"q{SLOT}") if text] + parts
