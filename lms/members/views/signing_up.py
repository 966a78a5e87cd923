"""Becoming a member, and what one agrees to by it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.i18n import locale
from lms.members import actions, queries
from lms.members.actions import NewMember
from lms.members.forms import SignUpForm
from lms.members.identifying import Identifier, Kind
from lms.members.identity import current_member
from lms.members.models import Document, Member
from lms.members.refusals import Blocked
from lms.members.terms import VERSIONS
from lms.members.views.room import bp, browser, enter, hashed_password, text
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import public
from lms.web.limits import limit, remote_address

HOUR, DAY = 3600, 86400
AN_HOUR_FROM_ONE_ADDRESS = 100  # a whole class signs up behind one address
A_DAY_FOR_ONE_CONTACT = 5


@dataclass(frozen=True)
class _Sent:
    """The hash of the new password, and who has this contact with this very password already."""

    password_hash: str | None
    known_id: int | None


def _prepared() -> _Sent:
    limit("sign-up-address", remote_address(), AN_HOUR_FROM_ONE_ADDRESS, HOUR)
    contact, password = request.form.get("contact", ""), request.form.get("password", "")
    return _Sent(hashed_password(), actions.whose_password(contact, password))


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@prepare(_prepared)
def sign_up() -> ResponseReturnValue:
    """Become a member and be signed in; the same for a contact that is known already.

    Who has forgotten the account but not its password comes into the account.
    """
    if current_member.is_authenticated:
        return redirect(url_for("reports.home"))
    form = SignUpForm()
    if form.validate_on_submit() and form.identifier:
        limit("sign-up-contact", form.identifier.value, A_DAY_FOR_ONE_CONTACT, DAY)
        with form.showing(Blocked):
            return _in(_member(form, form.identifier, g.prepared))
    return render_page("members/sign_up.html", form)


def _member(form: SignUpForm, identifier: Identifier, sent: _Sent) -> Member:
    known = queries.by_id(sent.known_id) if sent.known_id is not None else None
    if known is not None:
        return known
    key = session["csrf_token"]  # only this browser's session knows it
    return actions.sign_up(_person(form, identifier, sent.password_hash or ""), key)


def _in(member: Member) -> ResponseReturnValue:
    answer = enter(member, actions.open_sign_in(member, browser()), request.args.get("next"))
    flash(
        _(
            "Your member number is %(number)s. Write it down: you can always sign in with it.",
            number=member.number,
        )
    )
    return answer


def _person(form: SignUpForm, identifier: Identifier, password_hash: str) -> NewMember:
    return NewMember(
        name=text(form.name),
        name_ur=form.name_ur.data or None,
        email=identifier.value if identifier.kind is Kind.EMAIL else None,
        mobile=identifier.value if identifier.kind is Kind.MOBILE else None,
        password_hash=password_hash,
        locale=locale(),
    )


@bp.get("/terms")
@public
def terms() -> ResponseReturnValue:
    """The rules of using Hunar, in the version in force."""
    return render_page("members/terms.html", version=VERSIONS[Document.TERMS])


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about members and why, in the version in force."""
    return render_page("members/privacy.html", version=VERSIONS[Document.PRIVACY])
