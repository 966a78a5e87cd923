"""A new password: by a mailed link, or by a code from the programme office."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from lms.db import db
from lms.members import actions, queries
from lms.members.actions.recovery import LINK_PURPOSE
from lms.members.forms import AskResetForm, ClaimForm, ResetForm
from lms.members.identifying import identify
from lms.members.models import Member, OneTimeCode
from lms.members.refusals import Blocked, CodeWrong, LinkUsed
from lms.members.views.room import bp, browser, enter, hashed_password, text
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import public
from lms.web.limits import count, limit, refuse_if_over, remote_address

QUARTER, HOUR, WEEK = 900, 3600, 7 * 86400
ASKED_BY_ONE_ADDRESS = 60
ASKED_FOR_ONE_ACCOUNT = 3
CLAIMS_BY_ONE_ADDRESS = 60
TRIES_A_CODE = 5


@bp.route("/reset", methods=["GET", "POST"])
@public
def reset() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whoever is known or not."""
    form = AskResetForm()
    if form.validate_on_submit():
        limit("reset-address", remote_address(), ASKED_BY_ONE_ADDRESS, HOUR)
        limit("reset-account", _account(text(form.identifier)), ASKED_FOR_ONE_ACCOUNT, HOUR)
        actions.ask_reset(text(form.identifier))
        return redirect(url_for("members.reset_asked"))
    return render_page("members/reset.html", form)


@bp.get("/reset/asked")
@public
def reset_asked() -> ResponseReturnValue:
    """What happens now."""
    return render_page("members/reset_asked.html")


def _hashed_for_link() -> str | None:
    """The hash of the password, when the link is one of ours: nothing limits how often one asks."""
    is_ours = _code((request.view_args or {})["token"]) is not None
    return hashed_password() if is_ours else None


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@prepare(_hashed_for_link)
def new_password(token: str) -> ResponseReturnValue:
    """Set a new password by the link from a mail. Opening the link changes nothing yet."""
    code = _code(token)
    if code is None:
        return render_template("members/link_used.html"), 404
    member = db.session.get_one(Member, code.member_id)
    form = ResetForm()
    form.known = (member.name, member.name_ur, member.given_email, member.given_mobile)
    if queries.has_agreed(member.id):
        del form.accept
    if form.validate_on_submit() and g.prepared:
        with form.showing(LinkUsed, Blocked):
            actions.reset_password(code, g.prepared)
            actions.agree(member)
            answer = enter(member, actions.open_sign_in(member, browser()))
            flash(_("Your new password is set. You are signed out everywhere else."))
            return answer
    return render_page("members/new_password.html", form)


def _code(token: str) -> OneTimeCode | None:
    serializer = URLSafeSerializer(current_app.config["SECRET_KEY"], salt=LINK_PURPOSE)
    try:
        return queries.open_code(str(serializer.loads(token)))
    except BadSignature:
        return None


@dataclass(frozen=True)
class _Claim:
    """A try to claim: the new password's hash, and the name under which wrong codes are counted."""

    password_hash: str | None
    counted_as: str


def _prepared() -> _Claim:
    limit("claim-address", remote_address(), CLAIMS_BY_ONE_ADDRESS, QUARTER)
    typed = request.form.get("identifier", "")
    aimed = [queries.handed_code(member.id) for member in queries.bearers(identify(typed))]
    # A new code begins a new count, so that nobody's guesses can lock a member out for long.
    codes = "-".join(str(code.id) for code in aimed if code is not None)
    counted_as = f"{_account(typed)}:{codes}"
    refuse_if_over("claim-code", counted_as, TRIES_A_CODE, WEEK)
    return _Claim(hashed_password(), counted_as)


@bp.route("/claim", methods=["GET", "POST"])
@public
@prepare(_prepared)
def claim() -> ResponseReturnValue:
    """Take over one's account, or set a new password, by a code that staff handed over."""
    form = ClaimForm()
    if form.validate_on_submit():
        with form.showing(CodeWrong, Blocked):
            return _claim(form, g.prepared)
    return render_page("members/claim.html", form)


def _claim(form: ClaimForm, prepared: _Claim) -> ResponseReturnValue:
    try:
        member = actions.claim(text(form.identifier), text(form.code), prepared.password_hash or "")
    except CodeWrong:
        count("claim-code", prepared.counted_as, WEEK)
        raise
    actions.agree(member)
    answer = enter(member, actions.open_sign_in(member, browser()))
    flash(_("Your password is set. Your member number is %(number)s.", number=member.number))
    return answer


def _account(typed: str) -> str:
    meant = identify(typed)
    return meant.value if meant else typed.strip().casefold()[:100]
