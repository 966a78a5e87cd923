"""What is said back to a browser that sent something of an attempt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments import queries
from lms.assessments.actions import Saving, Told, too_late_sentence
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import duration
from lms.assessments.views.asking import unanswered
from lms.db import now
from lms.i18n import format_moment


def seconds_left(attempt: OpenedAttempt) -> int | None:
    """Until the end, by the server's clock; None when nothing ends the attempt."""
    if attempt.deadline_at is None:
        return None
    return max(0, (attempt.deadline_at - now()) // timedelta(seconds=1))


def flash_all(saving: Saving, told: Told) -> None:
    """Say on the next page what was not taken, and what else there is to know."""
    for sentence in dict.fromkeys(saving.refused.values()):
        flash(sentence, "warn")
    if saving.overtaken:
        flash(
            _(
                "Some questions were answered on another page since this one was opened."
                " The newer answers were kept: look at them once more."
            ),
            "warn",
        )
    if told.given:
        flash(_given(told))


def saved_sentence(attempt: OpenedAttempt) -> str:
    every = len(attempt.questions)
    answered = every - len(unanswered(attempt))
    sentence: str = ngettext(
        "Saved. %(num)s of %(all)s questions has an answer.",
        "Saved. %(num)s of %(all)s questions have an answer.",
        answered,
        all=every,
    )
    return sentence


def onward(url: str, saving: Saving, told: Told) -> ResponseReturnValue:
    """Go to that page; a script is told its address."""
    flash_all(saving, told)
    if not request.is_json:
        return redirect(url, 303)
    return jsonify(as_json(saving, told) | {"next": url})


def said(attempt: OpenedAttempt, saving: Saving, told: Told, **more: Any) -> ResponseReturnValue:
    """200 while answers are taken or when all of these had been; else 409 with what is stored."""
    if saving.is_open or not saving.refused:
        return jsonify(as_json(saving, told) | {"seconds": seconds_left(attempt)} | more)
    stored = {n: list(one.answer) for n, one in queries.responses(attempt.id).items()}
    body = {
        "type": "about:blank",
        "title": _("That is not possible now"),
        "status": 409,
        "detail": too_late_sentence(attempt),
        "stored": stored,
        "next": url_for(".attempt", ref=attempt.ref),
    }
    response = jsonify(body | as_json(saving, told))
    response.mimetype = "application/problem+json"
    return response, 409


def as_json(saving: Saving, told: Told) -> dict[str, Any]:
    """What became of the operations; `told` are sentences for the person."""
    told_sentences = [
        *([_given(told)] if told.given else []),
        *([_elsewhere(told.elsewhere_since)] if told.elsewhere_since is not None else []),
    ]
    return {
        "saved": saving.saved,
        "refused": [{"id": op, "reason": why} for op, why in saving.refused.items()],
        "overtaken": saving.overtaken,
        "told": told_sentences,
    }


def _given(told: Told) -> str:
    span = duration(int(told.given.total_seconds()))
    return str(_("Your connection was broken: %(span)s were given back to you.", span=span))


def _elsewhere(since: datetime) -> str:
    return str(
        _(
            "This attempt is also open on another page or device, since %(moment)s."
            " Of two answers to one question, the newer one counts.",
            moment=format_moment(since),
        )
    )
