"""Trying the draft of a quiz as a learner would take it, and why an attempt was drawn as it was."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import queries
from lms.assessments.actions import Filled
from lms.assessments.draws import draw_slots
from lms.assessments.explaining import explain
from lms.assessments.freezing import draft_paper
from lms.assessments.grading import grade_attempt
from lms.assessments.kinds.item import Answer, Shown, Unreadable
from lms.assessments.numbers import written
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries import Stored, left_out_by
from lms.assessments.results import BEST_POINTS, sections_of, slots_shown
from lms.assessments.review import ALL
from lms.assessments.views.room import bp
from lms.assessments.views.sent import read, sent
from lms.assessments.views.writing import COURSE, QUIZ, course_of, quiz_of, writers
from lms.db import now
from lms.i18n import local_day
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import found

HIGHEST_SEED = 999_999
_SEED = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Tried:
    """A question of the draft as the page of an attempt shows it; `stored` is what was answered."""

    slot: int
    number: int
    shown: Shown
    is_answerable: bool
    section: int | None
    most: Fraction
    stored: Stored

    @property
    def answer(self) -> Answer:
        return self.stored.answer


_NO_ANSWER = Stored(seq=0, answer=())


@bp.get(f"{QUIZ}/try")
@writers
def try_quiz(slug: str, key: str) -> ResponseReturnValue:
    """The draft as one attempt: ?seed= draws the same again. Nothing of it is stored."""
    quiz = quiz_of(slug, key)
    if "seed" not in request.args:
        return redirect(url_for(".try_quiz", slug=slug, key=key, seed=_new_seed()))
    seed = _seed(request.args["seed"])
    paper, slots, left_out = _drawn(draft_paper(quiz), seed)
    return render_page(
        "assessments/editor/try.html",
        course=quiz.course,
        quiz=quiz,
        paper=paper,
        asked=_asked(paper, slots, {}),
        seed=seed,
        next_seed=_new_seed(),
        left_out=len(left_out),
        written=written,
    )


@bp.post(f"{QUIZ}/try")
@writers
@prepare(read)
def grade_try(slug: str, key: str) -> ResponseReturnValue:
    """What those answers would win, with everything that a learner could ever see."""
    quiz = quiz_of(slug, key)
    seed = _seed(request.form.get("seed", ""))
    paper, slots, _left_out = _drawn(draft_paper(quiz), seed)
    page = sent().page
    stored = _answers(paper, slots, page.given if page is not None else {})
    grade = grade_attempt(paper, slots, {place: one.given for place, one in stored.items()})
    return render_page(
        "assessments/editor/tried.html",
        course=quiz.course,
        quiz=quiz,
        paper=paper,
        grade=grade,
        percent=int(grade.score * 100 / grade.most) if grade.most else 0,
        sections=sections_of(paper, slots_shown(paper, slots, stored, ALL)),
        best_points=BEST_POINTS,
        seed=seed,
        next_seed=_new_seed(),
        written=written,
    )


def _new_seed() -> int:
    return secrets.randbelow(HIGHEST_SEED) + 1


def _seed(text: str) -> int:
    return int(text) if _SEED.fullmatch(text) else abort(400)


def _drawn(paper: Paper, seed: int) -> tuple[Paper, tuple[Slot, ...], Mapping[int, set[str]]]:
    """The attempt that this seed would draw today."""
    left_out = left_out_by(paper, local_day(now()))
    return paper, draw_slots(paper, seed, left_out), left_out


def _asked(paper: Paper, slots: Sequence[Slot], stored: Mapping[int, Stored]) -> list[Tried]:
    asked, number = [], 0
    for place, slot in enumerate(slots, 1):
        item = paper.item(slot)
        number += item.is_answerable
        asked.append(
            Tried(
                place,
                number,
                item.present(slot.draw),
                item.is_answerable,
                slot.section,
                paper.most(slot),
                stored.get(place, _NO_ANSWER),
            )
        )
    return asked


def _answers(paper: Paper, slots: Sequence[Slot], given: Mapping[int, Filled]) -> dict[int, Stored]:
    """What can be read of the answers; an answer that cannot is none."""
    stored = {}
    for place, slot in enumerate(slots, 1):
        filled = given.get(place, Filled())
        try:
            answer = paper.item(slot).parse(slot.draw, filled.given)
        except Unreadable:
            continue
        if answer:
            certainty = filled.certainty if paper.settings.certainty else None
            stored[place] = Stored(seq=place, answer=answer, certainty=certainty)
    return stored


@bp.get(f"{COURSE}/attempts/<ref>/draw")
@writers
def explain_draw(slug: str, ref: str) -> ResponseReturnValue:
    """The seed of an attempt, what each draw had to choose from, and what was left out and why."""
    course = course_of(slug)
    one = found(queries.attempt_in_course(course.id, ref))
    paper = queries.paper(one.attempt.quiz_version_id, one.version_ref)
    left_out = set(one.attempt.left_out)
    due = left_out_by(paper, local_day(now()))
    return render_page(
        "assessments/editor/draw_explained.html",
        course=course,
        one=one,
        paper=paper,
        explanation=explain(paper, one.attempt.slots, one.attempt.seed, left_out, due),
        left_out=left_out,
    )
