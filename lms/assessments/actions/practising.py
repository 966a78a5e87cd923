"""Practice: what a learner was asked in quizzes comes back, ever later the better it is known."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from lms.assessments import queries, spacing
from lms.assessments.draws import draw_one
from lms.assessments.grading import Given, grade_answer, grade_attempt
from lms.assessments.kinds.item import Verdict
from lms.assessments.models import AttemptState, PracticeCard
from lms.assessments.paper import Paper, Slot
from lms.assessments.queries import OpenedAttempt
from lms.assessments.queries import practising as cards
from lms.assessments.queries.practising import Practised
from lms.assessments.review import Aspect, changes, moment_of
from lms.assessments.spacing import Card, Rating
from lms.db import db, now
from lms.errors import RuleBroken
from lms.jobs import Effect, task


class NotDue(RuleBroken):
    """The question was answered before, on another page."""


@task
def remember(*, attempt_id: int) -> Effect | None:
    """Put the questions of a graded attempt into its learner's practice, once their key is seen.

    Looks again when the learner sees it later.
    """
    attempt = queries.attempt_by_id(attempt_id)
    if attempt is None or attempt.state != AttemptState.GRADED or attempt.submitted_at is None:
        return None
    seen_at = _key_seen_at(attempt, attempt.submitted_at)
    if seen_at is None:
        return None
    if seen_at > now():
        return lambda: look_again(attempt_id, attempt.ref, seen_at)
    verdicts, sent_at = _verdicts(attempt), attempt.submitted_at

    def effect() -> None:
        for question_id, (version_id, verdict) in verdicts.items():
            _remember_one(attempt, question_id, version_id, spacing.rating_of(verdict), sent_at)

    return effect if verdicts else None


def look_again(attempt_id: int, ref: str, moment: datetime) -> None:
    """Have the attempt's questions put into the practice at that moment."""
    key = f"{ref}:{int(moment.timestamp())}"
    remember.later(key=key, run_at=moment, attempt_id=attempt_id)


def _key_seen_at(attempt: OpenedAttempt, submitted_at: datetime) -> datetime | None:
    """When the learner may see the key: now or later; None for never."""
    review, moment = attempt.paper.settings.review, now()
    over_at = queries.access_of(attempt).over_at
    has_passed = queries.has_passed(attempt)
    shown = review.shows(moment_of(submitted_at, over_at, moment), has_passed=has_passed)
    if Aspect.KEY in shown:
        return moment
    to_come = changes(review, submitted_at, over_at, moment, has_passed=has_passed)
    return next((change.at for change in to_come if Aspect.KEY in change.more), None)


def _verdicts(attempt: OpenedAttempt) -> dict[int, tuple[int, Verdict]]:
    """How each question was answered that a machine can mark, with its version, by its id."""
    grade = grade_attempt(attempt.paper, attempt.slots, queries.given(attempt.id))
    fit = {
        slot.question: graded.verdict
        for slot, graded in zip(attempt.slots, grade.slots, strict=True)
        if _is_fit(attempt.paper, slot)
    }
    questions = cards.questions_of(fit) if fit else {}
    return {questions[one]: (one, verdict) for one, verdict in fit.items()}


def _is_fit(paper: Paper, slot: Slot) -> bool:
    """Whether a machine can ask it and mark all of it: a scenario may hold what a person marks."""
    item = paper.item(slot)
    key = item.key(slot.draw)
    return item.is_answerable and bool(key) and item.grade(slot.draw, key).share == 1


def _remember_one(
    attempt: OpenedAttempt, question_id: int, version_id: int, rating: Rating, sent_at: datetime
) -> None:
    """An answer in a quiz counts like one in the practice, unless a later one has counted."""
    found = cards.card_for_answer(attempt.enrolment_id, question_id)
    known = _card(found.card) if found is not None else spacing.new_card(sent_at)
    if known.reviewed_at is not None and known.reviewed_at >= sent_at:
        return
    after = spacing.review(known, rating, sent_at)
    if found is None:
        found = PracticeCard(
            enrolment_id=attempt.enrolment_id,
            question_id=question_id,
            question_version_id=version_id,
            quiz_version_id=attempt.version_id,
            seed=_seed(),
            card={"plan": after.dump()},
            due_at=after.due_at,
        )
        db.session.add(found)
    else:
        found.question_version_id, found.quiz_version_id = version_id, attempt.version_id
        found.card, found.due_at, found.seed = {"plan": after.dump()}, after.due_at, _seed()
    db.session.flush()


def slot_of(one: Practised, seed: int) -> Slot:
    """The question with what chance decides for it from this seed."""
    version_id = one.card.question_version_id
    return Slot(version_id, draw_one(one.paper, seed, version_id))


def turn_of(card: PracticeCard) -> str:
    """A name for the turn that the card waits for, so that one turn is answered once."""
    return card.due_at.isoformat()


def answer_card(one: Practised, given: Sequence[str], turn: str) -> Verdict:
    """Keep an answer, plan when the question comes again, and draw it anew for then.

    Raises NotDue, Unreadable.
    """
    card = cards.card_for_answer(one.card.enrolment_id, one.card.question_id)
    if card is None or turn_of(card) != turn or card.due_at > now():
        raise NotDue(_("You have answered this question already. Here is the next."))
    slot = slot_of(one, card.seed)
    answer = one.paper.item(slot).parse(slot.draw, given)
    verdict = grade_answer(one.paper, slot, Given(answer)).verdict
    _plan(card, card.card["plan"], spacing.rating_of(verdict), card.seed, answer)
    card.seed = _seed()
    db.session.flush()
    return verdict


def call_easy(one: Practised) -> None:
    """The learner says that the right answer just given was easy; saying it again is nothing."""
    card = cards.card_for_answer(one.card.enrolment_id, one.card.question_id)
    last = last_turn(card) if card is not None else None
    if card is None or last is None or last["rating"] != Rating.GOOD:
        return
    _plan(card, last["before"], Rating.EASY, last["seed"], last["answer"], last["at"])
    db.session.flush()


def last_turn(card: PracticeCard) -> Mapping[str, Any] | None:
    """What was answered last in the practice: answer, seed, rating; None before the first time."""
    found: Mapping[str, Any] | None = card.card.get("last")
    return found


def _plan(
    card: PracticeCard,
    before: Mapping[str, Any],
    rating: Rating,
    seed: int,
    answer: Sequence[str],
    at: str | None = None,
) -> None:
    moment = now() if at is None else datetime.fromisoformat(at)
    after = spacing.review(Card.load(before), rating, moment)
    last = {
        "before": dict(before),
        "rating": str(rating),
        "seed": seed,
        "answer": list(answer),
        "at": moment.isoformat(),
    }
    card.card = {"plan": after.dump(), "last": last}
    card.due_at = after.due_at


def _card(content: Mapping[str, Any]) -> Card:
    return Card.load(content["plan"])


def _seed() -> int:
    return secrets.randbits(62)
