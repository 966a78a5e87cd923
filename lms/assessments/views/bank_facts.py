"""The facts under the questions of a bank: which must be looked at again, and what they say now.

Whoever writes the bank may say that a fact is still true. That it says something else changes
courses of others as well, so the programme office does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments import citing, drafts
from lms.assessments.forms.bank import FactForm, FactValueForm
from lms.assessments.models import Question
from lms.assessments.queries import banks
from lms.assessments.views.bank import shown_text
from lms.assessments.views.bank_desk import BANK, Desk, me, usable, with_bank, writable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers
from lms.courses import queries as courses
from lms.courses.actions import facts as actions
from lms.courses.actions.drafting import Overtaken
from lms.courses.models import Fact
from lms.db import now
from lms.i18n import local_day
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.guards import found, role

OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)
office = role(*OFFICE)
FACT = f"{BANK}/facts/<fact>"


@dataclass(frozen=True)
class Resting:
    """A fact with the questions that rest on it; `is_due` when somebody must check it."""

    fact: Fact
    questions: list[tuple[Question, dict[str, str]]]
    is_due: bool

    @property
    def due_since(self) -> date | None:
        """The day after its last good one; None when it waits for a check without one."""
        return self.fact.review_by if self.fact.review_by < local_day(now()) else None


@bp.get(f"{BANK}/facts")
@writers
def facts_to_check(slug: str) -> ResponseReturnValue:
    """The facts that questions of the bank rest on: first those that are due."""
    desk = usable(slug)
    bank = with_bank(desk)
    facts = courses.facts()
    resting = banks.resting_on(bank.id, facts.keys())
    under = _under(facts.values(), bank.id, resting)
    return desk.page(
        "assessments/bank/facts.html",
        due=[one for one in under if one.is_due],
        fine=[one for one in under if not one.is_due],
        is_office=_is_office(),
    )


def _under(facts: Iterable[Fact], bank_id: int, resting: dict[int, set[str]]) -> list[Resting]:
    known = {fact.key: fact.snapshot() for fact in facts}
    questions = banks.questions_of_bank(bank_id, resting)
    today = local_day(now())
    under = [
        Resting(
            fact,
            [
                (one, shown_text(one.newest, known))
                for one in questions
                if fact.key in resting[one.id]
            ],
            banks.is_due(fact, today),
        )
        for fact in facts
    ]
    return sorted((one for one in under if one.questions), key=lambda one: one.fact.review_by)


def _is_office() -> bool:
    return any(current_member.has_role(one) for one in OFFICE)


@bp.route(FACT, methods=["GET", "POST"])
@writers
def check_fact(slug: str, fact: str) -> ResponseReturnValue:
    """Say that a fact is still true, after a look at its source."""
    desk = writable(slug)
    one = _resting(desk, fact)
    form = FactForm(data=FactForm.of_fact(one.fact))
    if form.validate_on_submit():
        with form.showing(Overtaken):
            actions.confirm_fact(one.fact, form.day, form.version.data or "", me())
            flash(_("Thank you. Questions that rest on this fact are drawn again."))
            return _to_facts(desk)
    return desk.page("assessments/bank/fact.html", form, one=one, is_office=_is_office())


@bp.route(f"{FACT}/value", methods=["GET", "POST"])
@office
def change_fact(slug: str, fact: str) -> ResponseReturnValue:
    """Write down what a fact says now; published courses that cite it are renewed."""
    desk = writable(slug)
    one = _resting(desk, fact)
    form = FactValueForm(data=FactValueForm.of_fact(one.fact))
    if form.validate_on_submit() and _can_be_asked(one.fact, form):
        with form.showing(Overtaken):
            renewed = actions.change_fact(
                one.fact, form.said, form.day, form.version.data or "", me()
            )
            flash(
                ngettext(
                    "The fact is changed, and %(num)s published course is renewed.",
                    "The fact is changed, and %(num)s published courses are renewed.",
                    renewed,
                )
            )
            return _to_facts(desk)
    return desk.page("assessments/bank/fact_value.html", form, one=one)


def _can_be_asked(fact: Fact, form: FactValueForm) -> bool:
    """Whether every question that rests on the fact can still be computed with what it says now."""
    contents = banks.contents_on(fact.key)
    keys = {key for content in contents for key in citing.cited(content)}
    known = dict(drafts.facts(keys))
    said = form.said
    known[fact.key] = {**fact.snapshot(), "value": said.value, "text": said.text} | {
        "status": "stated"
    }
    others = {key: {**one, "status": "stated"} for key, one in known.items()}
    flaws = [flaw for content in contents for flaw in citing.flaws(content, others)]
    if flaws:
        form.value.errors = [
            *form.value.errors,
            _("A question cannot be asked with it: %(problem)s", problem=flaws[0].sentence),
        ]
    return not flaws


def _resting(desk: Desk, key: str) -> Resting:
    """A fact that a question of this bank rests on; 404 for any other."""
    bank = with_bank(desk)
    fact = found(courses.facts([key]).get(key))
    resting = banks.resting_on(bank.id, [key])
    return found(next(iter(_under([fact], bank.id, resting)), None))


def _to_facts(desk: Desk) -> ResponseReturnValue:
    return redirect(url_for(".facts_to_check", slug=desk.course.slug), 303)
