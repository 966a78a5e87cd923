"""The page that proves a certificate, its PDF and JSON, and the office's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates import actions, kept, numbers, policies, proof, queries, sharing
from lms.certificates.actions import AlreadyRevoked
from lms.certificates.acts import connect
from lms.certificates.forms import RevokeForm, VerifyForm
from lms.certificates.models import State
from lms.certificates.queries import Shown
from lms.certificates.shortcut import LOOKED_UP
from lms.db import now
from lms.i18n import local_day
from lms.members.identity import current_member
from lms.members.models import Role
from lms.members.queries import names_of
from lms.web.errors import wants_json
from lms.web.forms import render_page
from lms.web.guards import authorise, found, public, role
from lms.web.limits import limit, refuse_if_over, remote_address
from lms.web.pagination import paginate

bp = Blueprint("certificates", __name__)
bp.record_once(lambda state: connect())  # the audit log learns how our acts read
MISSES = "certificate-miss"
MOST_MISSES, PER = 30, 600  # wrong codes and numbers from one address in ten minutes


@dataclass(frozen=True)
class OfficeWays:
    """Where the office goes from a certificate: the holder's record, and revoking."""

    member: str
    revoke: str | None


@bp.get("/c/<code>")
@public
def certificate(code: str) -> ResponseReturnValue:
    """Whether this certificate is valid, and every field that stands on it."""
    shown = _looked_up(code)
    if shown is None:
        return _unknown()
    if code != shown.code:
        return redirect(
            url_for(".certificate", code=shown.code, lang=request.args.get("lang")), 301
        )
    if wants_json():
        return _json(shown)
    return _uncached(Response(_page(shown)))


@bp.get("/<any(C):letter>/<code>")
@public
def in_capitals(letter: str, code: str) -> ResponseReturnValue:
    """The address of a certificate, typed in capitals throughout."""
    return redirect(url_for(".certificate", code=code), 301)


@bp.get("/c/<code>.json")
@public
def certificate_json(code: str) -> ResponseReturnValue:
    """The same as the page, for a program."""
    shown = queries.shown(code)
    return _unknown(for_program=True) if shown is None else _json(shown)


@bp.get("/c/<code>.pdf")
@public
def certificate_pdf(code: str) -> ResponseReturnValue:
    """The PDF; who asks for one that was revoked, or is being made, is shown the page."""
    shown = queries.shown(code)
    if shown is None:
        return _unknown()
    path = kept.path_of(shown.code)
    if shown.revoked_at is not None or shown.pdf_sha256 is None or not path.is_file():
        return redirect(url_for(".certificate", code=shown.code))
    response = Response(path.read_bytes(), mimetype="application/pdf")
    name = f"certificate-{numbers.grouped(shown.number)}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(shown.pdf_sha256)
    response.make_conditional(request)
    return _uncached(response)


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """Find a certificate by its number, code or link."""
    form = VerifyForm(request.args)
    if "q" not in request.args:
        return render_template("certificates/verify.html", form=form)
    if not form.validate():
        return render_page("certificates/verify.html", form)
    typed = form.q.data or ""
    if numbers.is_mistyped(typed):
        form.q.errors = [_("There is a typing error in this number. Compare it once more.")]
        return render_page("certificates/verify.html", form)
    refuse_if_over(MISSES, remote_address(), MOST_MISSES, PER)
    if (code := queries.code_of(typed)) is not None:
        return redirect(url_for(".certificate", code=code))
    limit(MISSES, remote_address(), MOST_MISSES, PER)
    form.q.errors = [_("We have issued no certificate under this number or link.")]
    return render_template("certificates/verify.html", form=form), 404


@bp.get("/certificates")
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def certificates() -> ResponseReturnValue:
    """The office's list: by number, name or member, and by state."""
    wanted, state = request.args.get("q", "").strip()[:200], _state(request.args.get("state"))
    today = local_day(now())
    return render_template(
        "certificates/certificates.html",
        page=paginate(queries.listed(wanted, state, today)),
        wanted=wanted,
        state=state,
        states=list(State),
        today=today,
        waiting=queries.count_without_certificate(),
        may_issue=actions.may_issue(),
    )


@bp.post("/certificates/issue-missing")
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def issue_missing() -> ResponseReturnValue:
    """Issue what could not be issued while there was no public address."""
    many = actions.issue_missing(current_member.id)
    flash(ngettext("%(num)s certificate issued.", "%(num)s certificates issued.", many))
    return redirect(url_for(".certificates"))


@bp.route("/certificates/<number>/revoke", methods=["GET", "POST"])
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def revoke(number: str) -> ResponseReturnValue:
    """Withdraw a certificate, with a reason that strangers will read."""
    one = found(queries.by_number(number))
    authorise(policies.may_revoke(current_member, one.member_id))
    form = RevokeForm()
    if form.validate_on_submit():
        with form.showing(AlreadyRevoked):
            actions.revoke(one, form.reason.data or "", current_member.id)
            flash(_("The certificate is revoked. Its page says so from now on."))
            return redirect(url_for(".certificate", code=one.code))
    return render_page("certificates/revoke.html", form, certificate=one)


def _looked_up(code: str) -> Shown | None:
    """What the shortcut before the app has read already, else read now."""
    (shown,) = request.environ.get(LOOKED_UP) or (queries.shown(code),)
    return cast("Shown | None", shown)


def _page(shown: Shown) -> str:
    made = proof.of(shown, local_day(now()))
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return proof.page_for_strangers(made)
    return render_template(
        "certificates/certificate.html",
        proof=made,
        own=_for_holder(shown),
        office=_for_office(shown),
    )


def _for_holder(shown: Shown) -> sharing.Links | None:
    if not current_member.is_authenticated or current_member.id != shown.member_id:
        return None
    return sharing.links(shown.snapshot) if shown.revoked_at is None else None


def _for_office(shown: Shown) -> OfficeWays | None:
    if not current_member.is_authenticated or not policies.may_list(current_member):
        return None
    _name, ref = names_of([shown.member_id])[shown.member_id]
    may_revoke = policies.may_revoke(current_member, shown.member_id)
    return OfficeWays(
        member=url_for("members.member", ref=ref),
        revoke=url_for(".revoke", number=shown.number)
        if may_revoke and shown.revoked_at is None
        else None,
    )


def _unknown(*, for_program: bool = False) -> ResponseReturnValue:
    """The same 404 for whatever is not there; after many of them, a refusal to look."""
    limit(MISSES, remote_address(), MOST_MISSES, PER)
    if for_program or wants_json():
        body = jsonify(type="about:blank", title=_("No such certificate"), status=404)
        body.mimetype = "application/problem+json"
        return _uncached(body), 404
    return _uncached(Response(render_template("certificates/unknown.html"), 404))


def _json(shown: Shown) -> Response:
    return _uncached(jsonify(proof.as_json(shown, local_day(now()))))


def _uncached(response: Response) -> Response:
    """Asked anew each time, since it may be revoked at any moment; in no search engine."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response


def _state(asked: str | None) -> State | None:
    return State(asked) if asked in set(State) else None
