"""One question of a bank: written, tried, looked back at, and where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessments import citing, drafts, kinds
from lms.assessments.actions import banking
from lms.assessments.actions.categories import category_at
from lms.assessments.actions.questions import bank_for
from lms.assessments.forms import QuestionForm, form_for, saved_meanwhile
from lms.assessments.forms.bank import FilingForm
from lms.assessments.models import Question, QuestionCategory, QuestionVersion
from lms.assessments.queries import banks, uses
from lms.assessments.versions import Change, difference
from lms.assessments.views.bank import candidate_of, shown_text
from lms.assessments.views.bank_desk import BANK, NAMED, Desk, me, question_in, usable, writable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import is_sound, writers
from lms.courses import policies
from lms.courses import queries as courses
from lms.courses.actions.drafting import Overtaken
from lms.courses.forms import ConfirmForm
from lms.db import now
from lms.i18n import local_day
from lms.members.identity import current_member
from lms.web.guards import found

VERSIONS_SHOWN = 50


@bp.route(f"{BANK}/new-question", methods=["GET", "POST"])
@writers
def new_bank_question(slug: str) -> ResponseReturnValue:
    """A form for a question of the kind asked for by ?kind=, in the category by ?category=."""
    desk = writable(slug)
    kind = request.args.get("kind", "single-choice")
    form = form_for(kind)() if kind in kinds.KINDS else abort(404)
    filing = FilingForm.among(desk.tree, data={"shelf": request.args.get("category", "")})
    if _is_complete(form, filing):
        category = _category(desk, filing)
        question = banking.create_question(desk.course, form.content, category, me())
        flash(_("The question stands in the bank."))
        return _to_question(desk, question)
    return _form_page(desk, None, form, filing)


@bp.route(NAMED, methods=["GET", "POST"])
@writers
def bank_question(slug: str, name: str) -> ResponseReturnValue:
    """The form of a question of the bank."""
    desk = writable(slug)
    question = question_in(desk, name)
    item = kinds.load(question.newest.content)
    make = form_for(item.kind)
    values = make.of_content(item.dump())
    form = make(data=values | {"version": drafts.question_version(question)})
    place = "/".join(desk.tree.path(question.category_id))
    filing = FilingForm.among(desk.tree, data={"shelf": place})
    if _is_complete(form, filing):
        with form.showing(Overtaken):
            category, version = _category(desk, filing), form.version.data
            banking.rewrite_question(question, form.content, category, version, me())
            flash(_("The question is saved."))
            return _to_question(desk, question)
    saved = saved_meanwhile(form, values, drafts.question_version(question))
    return _form_page(desk, question, form, filing, saved)


def _is_complete(form: QuestionForm, filing: FilingForm) -> bool:
    """Whether a whole question was sent, for a category that is there."""
    sound = is_sound(form)
    if not filing.is_submitted() or filing.validate():
        return sound
    for sentence in filing.shelf.errors:
        form.refuse(str(sentence))
    return False


def _category(desk: Desk, filing: FilingForm) -> QuestionCategory | None:
    return category_at(bank_for(desk.course), filing.path)


def _form_page(
    desk: Desk,
    question: Question | None,
    form: QuestionForm,
    filing: FilingForm,
    saved: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    return desk.page(
        "assessments/bank/question.html",
        form,
        filing=filing,
        question=question,
        kind_names=kinds.names(),
        within=kinds.names_within(),
        saved=saved,
        due=_due_keys(question),
    )


def _due_keys(question: Question | None) -> list[str]:
    """The facts under the question that somebody must check before a draw gives it again."""
    if question is None:
        return []
    facts = courses.facts(citing.cited(question.newest.content))
    today = local_day(now())
    return [key for key, fact in facts.items() if banks.is_due(fact, today)]


def _to_question(desk: Desk, question: Question) -> ResponseReturnValue:
    url = url_for(".bank_question", slug=desk.course.slug, name=question.key)
    return redirect(url, 303)


@bp.route(f"{NAMED}/duplicate", methods=["GET", "POST"])
@writers
def duplicate_question(slug: str, name: str) -> ResponseReturnValue:
    desk = writable(slug)
    question = question_in(desk, name)
    form = ConfirmForm()
    if form.validate_on_submit():
        copy = banking.duplicate_question(question, me())
        flash(_("This is the copy. Change it as you like."))
        return _to_question(desk, copy)
    return desk.page(
        "assessments/bank/duplicate.html", form, question=question, text=_text(question)
    )


# ---- looking back


@dataclass(frozen=True)
class Told:
    """A version with who wrote it, and what it changed of the one before."""

    version: QuestionVersion
    author: str | None
    changes: list[Change]


@bp.get(f"{NAMED}/history")
@writers
def question_history(slug: str, name: str) -> ResponseReturnValue:
    """All versions, the newest first, each with what it changed."""
    desk = usable(slug)
    question = question_in(desk, name)
    return desk.page(
        "assessments/bank/history.html",
        question=question,
        text=_text(question),
        told=_told(question.versions),
    )


def _told(versions: Sequence[QuestionVersion]) -> list[Told]:
    names = banks.names_of({one.made_by_id for one in versions if one.made_by_id})
    before = [None, *versions[:-1]]
    shown = [
        Told(
            one,
            names.get(one.made_by_id or 0),
            difference(last.content, one.content) if last is not None else [],
        )
        for last, one in list(zip(before, versions, strict=True))[-VERSIONS_SHOWN:]
    ]
    return shown[::-1]


@bp.route(f"{NAMED}/history/<int:number>/restore", methods=["GET", "POST"])
@writers
def restore_question(slug: str, name: str, number: int) -> ResponseReturnValue:
    """Say again what an older version said."""
    desk = writable(slug)
    question = question_in(desk, name)
    version = found(next((one for one in question.versions if one.number == number), None))
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.showing(banking.NotSound):
            banking.restore_version(question, number, me())
            flash(_("The question says again what version %(number)s said.", number=number))
            return redirect(url_for(".question_history", slug=slug, name=name), 303)
    return desk.page(
        "assessments/bank/restore.html",
        form,
        question=question,
        version=version,
        changes=difference(question.newest.content, version.content),
    )


# ---- where it is used


@bp.get(f"{NAMED}/uses")
@writers
def question_uses(slug: str, name: str) -> ResponseReturnValue:
    """The quizzes that ask it or may draw it, and the attempts that were given it."""
    desk = usable(slug)
    question = question_in(desk, name)
    candidate = candidate_of(question, question.newest, desk.tree)
    return desk.page(
        "assessments/bank/uses.html",
        question=question,
        text=_text(question),
        uses=uses.uses_of(question, candidate),
        writes=_writes,
    )


def _writes(course: Any) -> bool:
    """Whether the member writes the course, so that a link to its quizzes leads somewhere."""
    return policies.may_edit(current_member, course)


def _text(question: Question) -> dict[str, str]:
    facts = drafts.facts(citing.cited(question.newest.content))
    return shown_text(question.newest, facts)
