"""The list of a question bank, and what is done with many of its questions at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments import citing, folders, kinds, rendering
from lms.assessments.actions import banking
from lms.assessments.actions.categories import category_at
from lms.assessments.folders import Tree, Wanted
from lms.assessments.forms.bank import (
    DIFFICULTY_NAMES,
    DifficultyForm,
    FilingForm,
    QuizChoiceForm,
    TagsForm,
)
from lms.assessments.kinds.item import Text
from lms.assessments.likeness import pairs, signature
from lms.assessments.models import Question, QuestionBank, QuestionVersion
from lms.assessments.pools import Candidate
from lms.assessments.queries import banks, uses
from lms.assessments.views.bank_desk import BANK, Desk, me, to_list, usable, with_bank, writable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers
from lms.courses import queries as courses
from lms.courses.forms import ConfirmForm
from lms.courses.models import Fact
from lms.db import now
from lms.i18n import LANGUAGES, local_day
from lms.members.identity import current_member
from lms.web.forms import Form
from lms.web.guards import found
from lms.web.pagination import Page, paginate

PER_PAGE = 25
MOST_CHOSEN = 200
_ID = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Entry:
    """A question in a list. `due` are the keys of facts that somebody must check first."""

    question: Question
    version: QuestionVersion
    text: Text
    quizzes: int
    due: frozenset[str]

    @property
    def content(self) -> Mapping[str, Any]:
        return self.version.content

    @property
    def missing(self) -> list[str]:
        """The languages that its text lacks."""
        return [name for language, name in LANGUAGES.items() if language not in self.text]


@bp.get(BANK)
@writers
def bank(slug: str) -> ResponseReturnValue:
    """The questions of the bank, as far as the address asks for them."""
    desk = usable(slug)
    if desk.bank is None:
        return desk.page("assessments/bank/empty.html", kind_names=kinds.names())
    wanted, tree = Wanted.of(request.args, kinds.KINDS), desk.tree
    folder = found(tree.at(wanted.folder)) if wanted.folder not in ("", "-") else None
    facts = courses.facts()
    due = _due(desk.bank, facts)
    select = banks.listed(
        desk.bank.id,
        wanted,
        categories=None if folder is None else [one.id for one in tree.within(folder)],
        among=list(due) if wanted.only == folders.DUE else None,
    )
    page = paginate(select, PER_PAGE)
    return desk.page(
        "assessments/bank/bank.html",
        bank=desk.bank,
        tree=tree,
        folder=folder,
        wanted=wanted,
        page=page,
        entries=_entries(desk.bank, tree, page, facts, due),
        due=due,
        tags=banks.tags_of(desk.bank.id),
        kind_names=kinds.names(),
        difficulty_names=DIFFICULTY_NAMES,
        taken_out=_ids("taken"),
        deeds=DEEDS if desk.may_write else {"quiz": DEEDS["quiz"]},
        link=lambda **other: url_for(".bank", slug=slug, **(wanted.dump() | other)),
    )


def _due(bank: QuestionBank, facts: Mapping[str, Fact]) -> dict[int, set[str]]:
    today = local_day(now())
    keys = {key for key, fact in facts.items() if banks.is_due(fact, today)}
    return banks.resting_on(bank.id, keys)


def _entries(
    bank: QuestionBank,
    tree: Tree,
    page: Page[Any],
    facts: Mapping[str, Fact],
    due: Mapping[int, set[str]],
) -> list[Entry]:
    rows: Sequence[tuple[Question, QuestionVersion]] = page.items
    candidates = {one.id: candidate_of(one, said, tree) for one, said in rows}
    asked = uses.quizzes_using(
        candidates, uses.lines_asking(list(candidates)), uses.draws_from(bank)
    )
    known = {key: fact.snapshot() for key, fact in facts.items()}
    return [
        Entry(one, said, shown_text(said, known), asked[one.id], frozenset(due.get(one.id, ())))
        for one, said in rows
    ]


def candidate_of(question: Question, said: QuestionVersion, tree: Tree) -> Candidate:
    """The question as a draw sees it."""
    tags = said.content.get("tags", ())
    return Candidate(tree.path(question.category_id), tags, question.difficulty)


def shown_text(version: QuestionVersion, facts: citing.Facts) -> dict[str, str]:
    """What the question asks, in words without marks and with its facts, by language."""
    texts = citing.with_facts(version.content["text"], facts)
    return {language: rendering.plain(text) for language, text in texts.items()}


# ---- many at once


def _ids(name: str) -> list[int]:
    """The numbers given under this name, each once."""
    given = (int(one) for one in request.values.getlist(name) if _ID.fullmatch(one))
    return list(dict.fromkeys(given))[:MOST_CHOSEN]


def _chosen(bank: QuestionBank) -> list[Question]:
    """The questions that were ticked, or all that the page listed."""
    return banks.questions_of_bank(bank.id, _ids("listed" if "all" in request.values else "chosen"))


@bp.route(f"{BANK}/chosen", methods=["GET", "POST"])
@writers
def chosen(slug: str) -> ResponseReturnValue:
    """Do one thing with all questions that were chosen; first ask for what it needs."""
    deed = DEEDS.get(request.values.get("do", ""))
    desk = usable(slug) if deed in (None, DEEDS["quiz"]) else writable(slug)
    bank, deed = with_bank(desk), deed or abort(404)
    questions = _chosen(bank)
    if not questions:
        flash(_("Choose one question at least, then go on."), "warn")
        return to_list(desk)
    form = deed.form(desk)
    if form.validate_on_submit():
        return deed.do(desk, questions, form)
    return desk.page(
        "assessments/bank/chosen.html",
        form,
        deed=deed,
        name=request.values["do"],
        questions=questions,
        lines=uses.lines_asking([one.id for one in questions]) if deed.takes_out else [],
        draws=_draws(bank, desk.tree, questions) if deed.takes_out else [],
        texts=_texts(questions),
        kind_names=kinds.names(),
    )


def _texts(questions: Iterable[Question]) -> dict[int, dict[str, str]]:
    """What these questions ask, by their ids."""
    known = _known_facts()
    return {one.id: shown_text(one.newest, known) for one in questions}


def _known_facts() -> citing.Facts:
    return {key: fact.snapshot() for key, fact in courses.facts().items()}


def _draws(bank: QuestionBank, tree: Tree, questions: Iterable[Question]) -> list[uses.DrawLine]:
    candidates = [candidate_of(one, one.newest, tree) for one in questions]
    return [line for line in uses.draws_from(bank) if any(map(line.pool.fits, candidates))]


def _file(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    bank = with_bank(desk)
    category = category_at(bank, form.path)
    return _told(desk, banking.file_questions(bank, questions, category))


def _tag(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    bank = with_bank(desk)
    return _told(desk, banking.tag_questions(bank, questions, add=form.chosen, author_id=me()))


def _untag(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    bank = with_bank(desk)
    return _told(desk, banking.tag_questions(bank, questions, remove=form.chosen, author_id=me()))


def _rate(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    bank = with_bank(desk)
    return _told(desk, banking.rate_questions(bank, questions, form.chosen, me()))


def _ask(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    quizzes = banks.quizzes_for(current_member, with_bank(desk))
    quiz = found(next((one for one in quizzes if str(one.id) == form.quiz.data), None))
    outcome = banking.ask_in_quiz(quiz, questions)
    _say(
        ngettext(
            "%(num)s question stands at the end of the quiz now.",
            "%(num)s questions stand at the end of the quiz now.",
            outcome.changed,
        ),
        outcome,
    )
    return redirect(url_for(".edit_quiz", slug=quiz.course.slug, key=quiz.key), 303)


def _take_out(desk: Desk, questions: list[Question], form: Any) -> ResponseReturnValue:
    outcome = banking.take_out(with_bank(desk), questions)
    _say(
        ngettext(
            "%(num)s question is taken out of the bank.",
            "%(num)s questions are taken out of the bank.",
            outcome.changed,
        ),
        outcome,
    )
    return to_list(desk, taken=[one.id for one in questions])


def _told(desk: Desk, outcome: banking.Outcome) -> ResponseReturnValue:
    _say(
        ngettext("%(num)s question is changed.", "%(num)s questions are changed.", outcome.changed),
        outcome,
    )
    return to_list(desk)


def _say(sentence: str, outcome: banking.Outcome) -> None:
    flash(sentence)
    for why, count in outcome.refused.items():
        stayed = ngettext(
            "%(num)s question stayed as it was: %(why)s",
            "%(num)s questions stayed as they were: %(why)s",
            count,
            why=why,
        )
        flash(stayed, "warn")


@dataclass(frozen=True)
class Deed:
    """Something that can be done with many questions: the form for it, and how it is done."""

    label: Callable[[], str]
    form: Callable[[Desk], Form]
    do: Callable[[Desk, list[Question], Any], ResponseReturnValue]
    takes_out: bool = False


DEEDS: dict[str, Deed] = {
    "category": Deed(
        lambda: _("Move to a category"), lambda desk: FilingForm.among(desk.tree), _file
    ),
    "tag": Deed(lambda: _("Add tags"), lambda desk: TagsForm(), _tag),
    "untag": Deed(lambda: _("Remove tags"), lambda desk: TagsForm(), _untag),
    "difficulty": Deed(lambda: _("Say how hard they are"), lambda desk: DifficultyForm(), _rate),
    "quiz": Deed(
        lambda: _("Put into a quiz"),
        lambda desk: QuizChoiceForm.among(banks.quizzes_for(current_member, with_bank(desk))),
        _ask,
    ),
    "take-out": Deed(
        lambda: _("Take out of the bank"), lambda desk: ConfirmForm(), _take_out, takes_out=True
    ),
}


@bp.get(f"{BANK}/taken-out")
@writers
def taken_out(slug: str) -> ResponseReturnValue:
    """The questions that were taken out; each can be put back."""
    desk = writable(slug)
    bank = with_bank(desk)
    page = paginate(banks.removed(bank.id), PER_PAGE)
    known = _known_facts()
    entries = [
        Entry(one, said, shown_text(said, known), 0, frozenset()) for one, said in page.items
    ]
    return desk.page(
        "assessments/bank/taken_out.html", page=page, entries=entries, kind_names=kinds.names()
    )


@bp.post(f"{BANK}/put-back")
@writers
def put_back(slug: str) -> ResponseReturnValue:
    """Undo taking questions out."""
    desk = writable(slug)
    bank = with_bank(desk)
    outcome = banking.put_back(bank, banks.questions_of_bank(bank.id, _ids("chosen")))
    _say(
        ngettext(
            "%(num)s question is back in the bank.",
            "%(num)s questions are back in the bank.",
            outcome.changed,
        ),
        outcome,
    )
    return to_list(desk)


# ---- near duplicates


@bp.get(f"{BANK}/alike")
@writers
def alike(slug: str) -> ResponseReturnValue:
    """Pairs of questions that say nearly the same, most alike first."""
    desk = writable(slug)
    bank = with_bank(desk)
    contents = banks.contents(bank.id)
    found_pairs = pairs({one: signature(content) for one, content in contents.items()})
    ids = {one for pair in found_pairs[:PER_PAGE] for one in (pair.first, pair.second)}
    questions = banks.questions_of_bank(bank.id, ids)
    known = _known_facts()
    return desk.page(
        "assessments/bank/alike.html",
        pairs=found_pairs[:PER_PAGE],
        more=len(found_pairs) - PER_PAGE,
        questions={one.id: one for one in questions},
        texts=_texts(questions),
        contents={one.id: _readable(one.newest.content, known) for one in questions},
        kind_names=kinds.names(),
    )


def _readable(content: Mapping[str, Any], facts: citing.Facts) -> Mapping[str, Any]:
    """The content with its facts, unless a number that it needs is not there."""
    readable: Mapping[str, Any] = content
    return readable if citing.flaws(content, facts) else citing.with_facts(content, facts)
