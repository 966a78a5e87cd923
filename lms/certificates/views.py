"""The page that proves a certificate, its PDF and JSON, and the office's list."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates import actions, numbers, policies, queries
from lms.certificates.actions import AlreadyRevoked
from lms.certificates.forms import RevokeForm, VerifyForm
from lms.certificates.models import Certificate, State
from lms.db import now
from lms.i18n import local_day, locale
from lms.members.identity import current_member
from lms.members.models import Role
from lms.web.errors import wants_json
from lms.web.forms import render_page
from lms.web.guards import authorise, found, public, role
from lms.web.limits import limit, remote_address
from lms.web.pagination import paginate

bp = Blueprint("certificates", __name__)
MISSES, PER = 30, 600  # wrong codes from one address in ten minutes
A_PAGE = 50
NO_CACHE = "private, no-cache"  # a certificate may be revoked at any moment
MOST_PAGES = 1000  # kept in each process, some 15 KB each
_pages: dict[tuple[object, ...], str] = {}


@bp.get("/c/<code>")
@bp.get("/C/<code>")  # as an upper-case QR code writes it
@public
def certificate(code: str) -> ResponseReturnValue:
    """Whether this certificate is valid, and every field that stands on it."""
    standing = queries.standing_of(code) or _missed()
    if request.path != f"/c/{standing.code}":
        return redirect(url_for("certificates.certificate", code=standing.code), 301)
    if wants_json():
        return _json(_look_up(code))
    response = Response(_page(standing, local_day(now())))
    response.headers["Cache-Control"] = NO_CACHE
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response


@bp.get("/c/<code>.json")
@public
def certificate_json(code: str) -> ResponseReturnValue:
    """The same as the page, for a program."""
    return _json(_look_up(code))


@bp.get("/c/<code>.pdf")
@public
def certificate_pdf(code: str) -> ResponseReturnValue:
    """The PDF; who asks for that of a revoked one is shown why there is none."""
    one = _look_up(code)
    path = actions.pdf_path(one.code)
    if one.revoked_at is not None or not one.has_pdf or not path.is_file():
        return redirect(url_for("certificates.certificate", code=one.code))
    name = f"certificate-{one.snapshot.printed_number}.pdf"
    response = send_file(path, mimetype="application/pdf", download_name=name)
    response.headers["Cache-Control"] = NO_CACHE
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """Find a certificate by its number, code or link."""
    form = VerifyForm(request.args)
    if "q" in request.args and form.validate():
        one = queries.by_anything(form.q.data)
        if one is not None:
            return redirect(url_for("certificates.certificate", code=one.code))
        limit("certificate-miss", remote_address(), MISSES, PER)
        form.q.errors = [_not_found(form.q.data)]
    elif "q" not in request.args:
        return render_template("certificates/verify.html", form=form)
    return render_page("certificates/verify.html", form)


@bp.get("/certificates")
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def certificates() -> ResponseReturnValue:
    """The office's list: by number, name or member, and by state."""
    wanted, state = request.args.get("q", ""), _state(request.args.get("state"))
    page = paginate(queries.listed(wanted, state, local_day(now())), A_PAGE)
    return render_template(
        "certificates/certificates.html",
        page=page,
        wanted=wanted,
        state=state,
        states=list(State),
        today=local_day(now()),
        waiting=queries.count_without_certificate(),
        may_issue=actions.may_issue(),
    )


@bp.post("/certificates/issue-missing")
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def issue_missing() -> ResponseReturnValue:
    """Issue what could not be issued while there was no public address."""
    many = actions.issue_missing(current_member.id)
    flash(ngettext("%(num)s certificate issued.", "%(num)s certificates issued.", many))
    return redirect(url_for("certificates.certificates"))


@bp.route("/certificates/<number>/revoke", methods=["GET", "POST"])
@role(Role.COORDINATOR, Role.ADMINISTRATOR)
def revoke(number: str) -> ResponseReturnValue:
    """Withdraw a certificate, with a reason that strangers will read."""
    one = found(queries.by_number(number))
    authorise(policies.may_revoke(current_member, one))
    form = RevokeForm()
    if form.validate_on_submit():
        with form.showing(AlreadyRevoked):
            actions.revoke(one, form.reason.data, current_member.id)
            flash(_("The certificate is revoked. Its page says so from now on."))
            return redirect(url_for("certificates.certificate", code=one.code))
    return render_page("certificates/revoke.html", form, certificate=one)


def _look_up(code: str) -> Certificate:
    return queries.by_code(code) or _missed()


def _missed() -> NoReturn:
    """The same 404 for whatever is not there, and slower after many of them."""
    limit("certificate-miss", remote_address(), MISSES, PER)
    abort(404)


def _not_found(typed: str) -> str:
    if numbers.is_mistyped(typed):
        return str(_("This number has a typing error in it. Compare it with the paper once more."))
    return str(_("We have issued no certificate under this number or link."))


def _state(asked: str | None) -> State | None:
    return State(asked) if asked in set(State) else None


def _page(standing: queries.Standing, today: date) -> str:
    """The whole page. Strangers share one copy for as long as nothing about it changes."""
    is_stranger = current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    if not is_stranger or request.args.keys() - {"lang"}:
        return _rendered(_look_up(standing.code), today)
    key = (standing, standing.state(today), locale(), current_app.config["PUBLIC_URL"])
    if key not in _pages:
        if len(_pages) >= MOST_PAGES:
            _pages.clear()
        _pages[key] = _rendered(_look_up(standing.code), today)
    return _pages[key]


def _rendered(one: Certificate, today: date) -> str:
    return render_template(
        "certificates/certificate.html",
        certificate=one,
        snapshot=one.snapshot,
        state=one.state(today),
        is_own=current_member.is_authenticated and current_member.id == one.member_id,
        may_revoke=current_member.is_authenticated and policies.may_revoke(current_member, one),
    )


def _json(one: Certificate) -> Response:
    kept = one.snapshot
    response = jsonify(
        state=one.state(local_day(now())),
        number=kept.printed_number,
        url=kept.url,
        name=dict(kept.name),
        course=dict(kept.course),
        objectives=[dict(text) for text in kept.objectives],
        hours=kept.hours,
        score=None if kept.score is None else float(kept.score),
        completed_on=kept.completed_on.isoformat(),
        issued_on=kept.issued_on.isoformat(),
        expires_on=kept.expires_on and kept.expires_on.isoformat(),
        issuer=dict(kept.issuer),
        revoked_on=one.revoked_at and local_day(one.revoked_at).isoformat(),
        revocation_reason=one.revocation_reason,
        pdf_sha256=one.pdf_sha256,
    )
    response.headers["Cache-Control"] = NO_CACHE
    response.headers["X-Robots-Tag"] = "noindex"
    return response
