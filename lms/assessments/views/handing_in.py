"""Handing in answers as a file: by the learner, or by staff for somebody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from lms.assessments import queries
from lms.assessments.actions import Heard, Op, TooManyFiles, hand_in, hear, too_late_sentence
from lms.assessments.forms import HandInForm
from lms.assessments.queries import OpenedAttempt
from lms.assessments.views.attempts import me, mine
from lms.assessments.views.room import bp
from lms.assessments.views.sent import MOST_BYTES, ops_in
from lms.errors import RuleBroken
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import found, signed_in


class NoAnswers(RuleBroken):
    """The file is none that a page of ours saved, or it is of another attempt."""

    status = 422


@dataclass(frozen=True)
class AnswerSheet:
    """What a file of answers says: for which attempt, and the operations."""

    attempt: str
    ops: tuple[Op, ...]


def read_sheet() -> AnswerSheet | None:
    """The uploaded file; None when it is not one of ours. Read before the transaction opens."""
    file = request.files.get("file")
    data = b"" if file is None else file.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return None
    try:
        body: Any = json.loads(data)
        if not isinstance(body, dict) or not isinstance(body.get("attempt"), str):
            return None
        return AnswerSheet(body["attempt"], ops_in(body))
    except (ValueError, RecursionError, BadRequest):
        return None


@bp.route("/attempts/<ref>/hand-in", methods=["GET", "POST"])
@signed_in
@prepare(read_sheet)
def hand_in_file(ref: str) -> ResponseReturnValue:
    """Take the file that a page saved: what comes in time counts, what comes later is kept."""
    form, attempt = HandInForm(), mine(ref)
    if form.validate_on_submit():
        with form.showing(NoAnswers, TooManyFiles):
            take_sheet(found(queries.attempt_for_saving(me(), ref)), me())
            return redirect(url_for(".attempt", ref=ref), 303)
    return render_page("assessments/live/hand_in.html", form, attempt=attempt)


def take_sheet(attempt: OpenedAttempt, member_id: int) -> None:
    """Hand in the file that came with this request, and say what became of it."""
    sheet: AnswerSheet | None = g.prepared
    if sheet is None:
        raise NoAnswers(_("This is no file with answers that a page of ours has saved."))
    if sheet.attempt != attempt.ref:
        raise NoAnswers(_("The answers in this file are of another attempt."))
    attempt, _ignored = hear(attempt, Heard())
    saving = hand_in(attempt, sheet.ops, member_id)
    if not saving.is_open and saving.refused:
        flash(too_late_sentence(attempt), "warn")
        flash(_("The file is kept. An instructor of the course decides about it."), "warn")
        return
    for sentence in dict.fromkeys(saving.refused.values()):
        flash(sentence, "warn")
    count = len(saving.saved)
    flash(ngettext("%(num)s answer is saved.", "%(num)s answers are saved.", count))
