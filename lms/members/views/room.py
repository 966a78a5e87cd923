"""The blueprint that the pages of this room hang on, and what several of them share."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from lms.db import db
from lms.i18n import COOKIE, locale
from lms.members import identity
from lms.members.actions import Browser, Entry
from lms.members.contact import national
from lms.members.devices import device_name
from lms.members.going_on import own_page
from lms.members.models import Member
from lms.members.passwords import LONGEST, SHORTEST, hash_password
from lms.members.wording import connect, gender_name, role_name

bp = Blueprint("members", __name__)
bp.add_app_template_filter(national, "mobile")
bp.add_app_template_filter(role_name, "role")
bp.add_app_template_filter(gender_name, "gender")
bp.record_once(lambda state: connect())  # the log learns how our acts read
PENDING = "second_step"
NEXT = "next"


def text(field: StringField) -> str:
    """What a field of a valid form says; "" when it was left empty."""
    return field.data or ""


def browser() -> Browser:
    """The browser that asks."""
    return Browser(device_name(request.user_agent.string), request.remote_addr or "")


def hashed_password() -> str | None:
    """The hash of the password that was sent; None when its length alone refuses it."""
    password = request.form.get("password", "")
    return hash_password(password) if SHORTEST <= len(password) <= LONGEST else None


def enter(member: Member, entry: Entry, next_page: str | None = None) -> ResponseReturnValue:
    """Go on after a sign-in was opened: to the second step, or in."""
    going_to = own_page(next_page)
    if entry.awaits_second_step:
        session[PENDING], session[NEXT] = entry.token, going_to
        return redirect(url_for("members.second_step"))
    identity.remember(entry.token)
    tell_of_reuse(member)
    return redirect(going_to or home(member))


def home(member: Member) -> str:
    """The landing page, in the member's language where this browser has not chosen one."""
    chosen = request.cookies.get(COOKIE) or member.locale == locale()
    return url_for("reports.home", lang=None if chosen else member.locale)


def tell_of_reuse(member: Member) -> None:
    """Say once that somebody else signed up with this member's contact."""
    if member.contact_reused_at is not None:
        flash(
            _(
                "Somebody opened another account with your e-mail address or mobile number."
                " If it was not you, tell your programme office."
            ),
            "warn",
        )
        member.contact_reused_at = None
        db.session.flush()
