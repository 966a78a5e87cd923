"""Signing in, by one step or two, and out."""

from __future__ import annotations

import segno
from flask import current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from lms.db import db
from lms.members import actions, identity, queries
from lms.members import second_step as codes
from lms.members.forms import SecondStepForm, SignInForm
from lms.members.identifying import identify
from lms.members.identity import current_member
from lms.members.models import Member, SecondFactor
from lms.members.refusals import Blocked, CodeWrong
from lms.members.views.room import (
    NEXT,
    PENDING,
    bp,
    browser,
    enter,
    home,
    tell_of_reuse,
    text,
)
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import public, signed_in
from lms.web.limits import count, limit, refuse_if_over, remote_address

QUARTER = 900
FAILURES_OF_ONE_ADDRESS = 200  # a whole class signs in behind one address
FAILURES_FOR_ONE_ACCOUNT = 10
SECOND_STEPS = 6


def _verified() -> int | None:
    """Whose password was sent; failures are counted by address and by account."""
    typed, password = request.form.get("identifier", ""), request.form.get("password", "")
    if not typed or not password:
        return None
    meant = identify(typed)
    account = meant.value if meant else typed.strip().casefold()
    refuse_if_over("sign-in-address", remote_address(), FAILURES_OF_ONE_ADDRESS, QUARTER)
    refuse_if_over("sign-in-account", account, FAILURES_FOR_ONE_ACCOUNT, QUARTER)
    member_id = actions.whose_password(typed, password)
    if member_id is None:
        count("sign-in-address", remote_address(), QUARTER)
        count("sign-in-account", account, QUARTER)
    return member_id


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@prepare(_verified)
def sign_in() -> ResponseReturnValue:
    """Sign in by e-mail, mobile or member number."""
    if current_member.is_authenticated:
        return redirect(url_for("reports.home"))
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        member = queries.by_id(g.prepared) if g.prepared else None
        if member is None:
            form.form_errors = [_("These do not belong together. Check both and try again.")]
        else:
            with form.showing(Blocked):
                return enter(member, actions.open_sign_in(member, browser()), form.next.data)
    return render_page("members/sign_in.html", form)


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """Type a code from the app; at the first time, set the app up with it."""
    pending = queries.pending_sign_in(session.get(PENDING))
    if pending is None:
        return redirect(url_for("members.sign_in"))
    member = db.session.get_one(Member, pending.member_id)
    form = SecondStepForm()
    if form.validate_on_submit():
        limit("second-step", str(member.id), SECOND_STEPS, QUARTER)
        with form.showing(CodeWrong, Blocked):
            entry = actions.answer_second_step(pending, text(form.code), browser())
            return _in(member, entry)
    return render_page("members/second_step.html", form, set_up=_set_up(member))


def _in(member: Member, entry: actions.Entry) -> ResponseReturnValue:
    """Inside at last; who has just set the app up sees the recovery codes first."""
    going_to = session.get(NEXT) or home(member)
    identity.remember(entry.token)
    tell_of_reuse(member)
    if not entry.recovery_codes:
        return redirect(going_to)
    return render_page("members/recovery_codes.html", codes=entry.recovery_codes, going_to=going_to)


def _set_up(member: Member) -> dict[str, object] | None:
    """What the app needs, for who has not confirmed it yet: a QR code and the secret as text."""
    factor: SecondFactor | None = member.second_factor
    if factor is None or factor.confirmed_at is not None:
        return None
    issuer = current_app.config["ISSUER_NAME"]
    address = codes.address(factor.secret, account=member.number, issuer=issuer)
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff")
    groups = [factor.secret[i : i + 4] for i in range(0, len(factor.secret), 4)]
    return {"qr": Markup(drawn), "secret": " ".join(groups)}  # noqa: S704 - made by segno


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this sign-in, on the server too."""
    actions.sign_out(current_member.sign_in_id)
    identity.forget()
    flash(_("You are signed out."))
    return redirect(url_for("reports.welcome"))
