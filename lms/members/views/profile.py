"""What members see and change of themselves."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.members import actions, identity, queries
from lms.members.contact import read_email, read_mobile
from lms.members.forms import (
    CertificateNameForm,
    ChangePasswordForm,
    ContactForm,
    LanguageForm,
    NameForm,
)
from lms.members.identity import current_member
from lms.members.passwords import is_password
from lms.members.views.room import bp, hashed_password, text
from lms.web.app import prepare
from lms.web.forms import render_page
from lms.web.guards import signed_in
from lms.web.limits import count, limit, refuse_if_over

QUARTER, DAY = 900, 86400
WRONG_PASSWORDS = 10
NEW_CONTACTS_A_DAY = 5


@bp.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    """The member's own record: names, contact, language, and where one is signed in."""
    member = identity.member()
    return render_page(
        "members/profile.html",
        member=member,
        language=LanguageForm(locale=member.locale),
        sign_ins=queries.sign_ins_of(member.id),
        here=current_member.sign_in_id,
    )


@bp.route("/profile/name", methods=["GET", "POST"])
@signed_in
def name() -> ResponseReturnValue:
    """Change the name."""
    member = identity.member()
    form = NameForm(obj=member)
    if form.validate_on_submit():
        actions.change_name(member, text(form.name), form.name_ur.data or None)
        return _saved()
    return render_page("members/name.html", form)


@bp.route("/profile/certificate-name", methods=["GET", "POST"])
@signed_in
def certificate_name() -> ResponseReturnValue:
    """Say how the name is to stand on certificates from now on."""
    member = identity.member()
    form = CertificateNameForm(
        name=member.certificate_name or member.name,
        name_ur=member.certificate_name_ur or member.name_ur,
    )
    if form.validate_on_submit():
        actions.confirm_name(member, text(form.name), form.name_ur.data or None)
        return _saved()
    return render_page("members/certificate_name.html", form, member=member)


def _checked() -> bool:
    """Whether the current password was sent with it."""
    key = str(current_member.id)
    refuse_if_over("own-password", key, WRONG_PASSWORDS, QUARTER)
    right = is_password(identity.member().password_hash, request.form.get("current", ""))
    if not right:
        count("own-password", key, QUARTER)
    return right


@bp.route("/profile/contact", methods=["GET", "POST"])
@signed_in
@prepare(_checked)
def contact() -> ResponseReturnValue:
    """Change the addresses, with the password."""
    member = identity.member()
    form = ContactForm(email=member.given_email, mobile=member.given_mobile)
    if form.validate_on_submit():
        if g.prepared:
            limit("new-contact", str(member.id), NEW_CONTACTS_A_DAY, DAY)
            email, mobile = read_email(text(form.email)), read_mobile(text(form.mobile))
            actions.change_contact(member, email, mobile)
            return _saved()
        form.current.errors = [_("This is not your password.")]
    return render_page("members/contact.html", form)


def _checked_and_hashed() -> str | None:
    return hashed_password() if _checked() else None


@bp.route("/profile/password", methods=["GET", "POST"])
@signed_in
@prepare(_checked_and_hashed)
def password() -> ResponseReturnValue:
    """Change the password; every other sign-in ends."""
    member = identity.member()
    form = ChangePasswordForm()
    form.known = (member.name, member.name_ur, member.given_email, member.given_mobile)
    if form.validate_on_submit():
        if g.prepared:
            actions.change_password(member, g.prepared, current_member.sign_in_id)
            flash(_("Your new password is set. You are signed out everywhere else."))
            return redirect(url_for("members.profile"))
        form.current.errors = [_("This is not your password.")]
    return render_page("members/password.html", form)


@bp.post("/profile/language")
@signed_in
def language() -> ResponseReturnValue:
    """The language in which we write to the member, and of this site from now on."""
    form = LanguageForm()
    if not form.validate_on_submit():
        return redirect(url_for("members.profile"))
    actions.change_locale(identity.member(), form.locale.data)
    return redirect(url_for("members.profile", lang=form.locale.data))


@bp.post("/profile/sign-ins/end-others")
@signed_in
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    ended = actions.end_other_sign_ins(current_member.id, current_member.sign_in_id)
    flash(
        ngettext(
            "You are signed out in %(num)s other place.",
            "You are signed out in %(num)s other places.",
            ended,
        )
    )
    return redirect(url_for("members.profile"))


def _saved() -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("members.profile"))
