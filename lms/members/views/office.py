"""What the programme office sees of members, and does."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.audit import queries as audit
from lms.audit.sentences import read_out
from lms.members import actions, policies, queries
from lms.members.actions.office import CODE_LASTS
from lms.members.forms import BlockForm, ExternalNumberForm
from lms.members.identity import current_member
from lms.members.models import Member, Role
from lms.members.refusals import ContactTaken, NoSuchRole
from lms.members.views.room import bp, text
from lms.members.wording import role_name
from lms.messages.composing import link
from lms.web.forms import render_page
from lms.web.guards import authorise, found, role
from lms.web.pagination import paginate

OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)
LAST_ACTS = 20


@bp.get("/members")
@role(*OFFICE)
def members() -> ResponseReturnValue:
    """All members, newest first, or those whom a search meets."""
    typed = request.args.get("q", "").strip()[:200]
    if typed:
        return render_page("members/members.html", typed=typed, found=queries.search(typed))
    page = paginate(queries.newest(), total=queries.total())
    return render_page("members/members.html", typed="", page=page)


@bp.get("/members/<ref>")
@role(*OFFICE)
def member(ref: str) -> ResponseReturnValue:
    """One member, and what the office may do here."""
    return _page(found(queries.by_ref(ref)))


def _page(shown: Member, code: str | None = None) -> ResponseReturnValue:
    acts = audit.entries(audit.Filters(object_kind="member", object_id=shown.id))
    return render_page(
        "members/member.html",
        member=shown,
        code=code,
        code_days=CODE_LASTS.days,
        claim_url=link("members.claim"),
        may_manage=policies.may_manage(current_member, shown),
        may_reset=policies.may_reset_second_factor(current_member, shown),
        may_give=[r for r in Role if policies.may_give(current_member, shown, r)],
        acts=read_out(audit.newest(acts, LAST_ACTS)),
        sharing=queries.sharing_with(shown),
    )


def _managed(ref: str) -> Member:
    shown = found(queries.by_ref(ref))
    authorise(policies.may_manage(current_member, shown))
    return shown


def _asked_role(shown: Member) -> Role:
    asked = request.form.get("role", "")
    if asked not in set(Role) or not policies.may_give(current_member, shown, Role(asked)):
        raise NoSuchRole(_("You may not give or take this role."))
    return Role(asked)


@bp.post("/members/<ref>/roles/give")
@role(*OFFICE)
def give_role(ref: str) -> ResponseReturnValue:
    """Give the member a role."""
    shown = found(queries.by_ref(ref))
    given = _asked_role(shown)
    actions.give_role(shown, given, current_member.id)
    flash(_("%(name)s has the role %(role)s now.", name=shown.name, role=role_name(given)))
    return _back(shown)


@bp.post("/members/<ref>/roles/take")
@role(*OFFICE)
def take_role(ref: str) -> ResponseReturnValue:
    """Take a role from the member."""
    shown = found(queries.by_ref(ref))
    taken = _asked_role(shown)
    actions.take_role(shown, taken, current_member.id)
    flash(_("%(name)s has no longer the role %(role)s.", name=shown.name, role=role_name(taken)))
    return _back(shown)


@bp.route("/members/<ref>/block", methods=["GET", "POST"])
@role(*OFFICE)
def block(ref: str) -> ResponseReturnValue:
    """Ask for the reason, then shut the member out."""
    shown = _managed(ref)
    form = BlockForm()
    if form.validate_on_submit():
        actions.block(shown, text(form.reason), current_member.id)
        flash(_("%(name)s is blocked and signed out everywhere.", name=shown.name))
        return _back(shown)
    return render_page("members/block.html", form, member=shown)


@bp.post("/members/<ref>/unblock")
@role(*OFFICE)
def unblock(ref: str) -> ResponseReturnValue:
    """Let the member in again."""
    shown = _managed(ref)
    actions.unblock(shown, current_member.id)
    flash(_("%(name)s can sign in again.", name=shown.name))
    return _back(shown)


@bp.post("/members/<ref>/code")
@role(*OFFICE)
def hand_over_code(ref: str) -> ResponseReturnValue:
    """Make a one-time code and show it, once."""
    shown = _managed(ref)
    return _page(shown, actions.hand_over_code(shown, current_member.id))


@bp.post("/members/<ref>/second-factor/reset")
@role(Role.ADMINISTRATOR)
def reset_second_factor(ref: str) -> ResponseReturnValue:
    """Let the member set the second factor up anew."""
    shown = found(queries.by_ref(ref))
    authorise(policies.may_reset_second_factor(current_member, shown))
    actions.reset_second_factor(shown, current_member.id)
    flash(_("%(name)s sets up a new app at the next sign-in.", name=shown.name))
    return _back(shown)


@bp.route("/members/<ref>/external-number", methods=["GET", "POST"])
@role(*OFFICE)
def external_number(ref: str) -> ResponseReturnValue:
    """Say under which number another register keeps the member."""
    shown = _managed(ref)
    form = ExternalNumberForm(number=shown.external_number)
    if form.validate_on_submit():
        with form.showing(ContactTaken):
            actions.link_external_number(shown, form.number.data or None, current_member.id)
            flash(_("Saved."))
            return _back(shown)
    return render_page("members/external_number.html", form, member=shown)


def _back(shown: Member) -> ResponseReturnValue:
    return redirect(url_for("members.member", ref=shown.ref))
