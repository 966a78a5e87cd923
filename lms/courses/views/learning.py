"""The pages of those who learn: catalogue, course, enrolling, lessons, completion."""

from __future__ import annotations

import hashlib
import re

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from lms.courses import actions, policies, queries
from lms.courses.blocks import kinds
from lms.courses.forms import TRACKS, EnrolForm
from lms.courses.models import Track
from lms.courses.outline import Gate, Spot
from lms.courses.progress import Standing
from lms.courses.views import pieces
from lms.i18n import locale, localised
from lms.members import identity
from lms.members.actions import confirm_name
from lms.members.identity import current_member
from lms.members.models import Member
from lms.web.forms import render_page
from lms.web.guards import found, public, signed_in

bp = Blueprint("courses", __name__)
COURSE = "/courses/<slug>"
LESSON = COURSE + "/lessons/<key>"
_TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')


@bp.get("/courses")
@public
def catalogue() -> ResponseReturnValue:
    """All courses that are open, by track; `?track=` shows one."""
    asked = request.args.get("track")
    track = found(Track(asked) if asked in list(Track) else None) if asked else None
    cards = queries.catalogue(locale(), track)
    standings = _own_standings()
    return render_template(
        "courses/catalogue.html", cards=cards, track=track, tracks=TRACKS, standings=standings
    )


def _own_standings() -> dict[int, Standing]:
    """Where the person who asks stands in each of their courses, by the course's id."""
    if not current_member.is_authenticated:
        return {}
    return {s.course_id: s for s in queries.standings_of(current_member.id)}


@bp.get(COURSE)
@public
def course(slug: str) -> ResponseReturnValue:
    """What the course is, what it costs in time and data, and the way in."""
    standing = _standing(slug)
    published = queries.published(standing)
    return render_template(
        "courses/course.html",
        course=published,
        standing=standing,
        done=standing.done_of(published.outline),
        following=standing.next_lesson(published.outline) if standing.is_enrolled else None,
        tracks=TRACKS,
    )


@bp.route(COURSE + "/enrol", methods=["GET", "POST"])
@signed_in
def enrol(slug: str) -> ResponseReturnValue:
    """Enrol; the first time, the person says how the name is to stand on certificates."""
    standing, member = _standing(slug), identity.member()
    if member.name_confirmed_at is not None:
        return _enrolled(member, slug) if request.method == "POST" else _back(slug)
    name, name_ur = member.certificate_name or member.name, member.certificate_name_ur
    form = EnrolForm(name=name, name_ur=name_ur or member.name_ur)
    # The course's own button sends no name: the form is then seen for the first time.
    if "name" in request.form and form.validate_on_submit():
        confirm_name(member, form.name.data or "", form.name_ur.data or None)
        return _enrolled(member, slug)
    return render_page("courses/enrol.html", form, course=queries.published(standing))


def _enrolled(member: Member, slug: str) -> ResponseReturnValue:
    actions.enrol(member, found(queries.open_course(slug)))
    return _go_on(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".course", slug=slug), 303)


@bp.get(LESSON)
@signed_in
def lesson(slug: str, key: str) -> ResponseReturnValue:
    """A lesson, for those who are enrolled; others are shown the way in."""
    standing = _standing(slug)
    if not standing.is_enrolled:
        flash(_("Enrol in the course to open its lessons."), "warn")
        return _back(slug)
    spot = queries.published(standing).outline.around(key)
    if spot is None:
        return _moved(standing, key)
    return kept(_lesson_page(standing, spot))


def _lesson_page(standing: Standing, spot: Spot) -> str:
    language = locale()
    outline = queries.published(standing).outline
    frame = pieces.lesson_frame(standing, spot, language)
    return render_template(
        "courses/lesson.html",
        title=localised(spot.lesson.title),
        frame=frame,
        pieces=_drawn(standing, spot),
        outline=pieces.outline_html(standing, spot.lesson, language),
        foot=pieces.foot(frame, standing, spot.lesson, generate_csrf()),
        done=standing.done_of(outline),
        total=len(outline),
    )


@bp.post(LESSON + "/done")
@signed_in
def mark_done(slug: str, key: str) -> ResponseReturnValue:
    """Mark the lesson as done, and go on to the next."""
    standing = _standing(slug)
    enrolment = found(queries.enrolment_of(current_member.id, standing.course_id))
    actions.mark_done(enrolment, found(queries.lesson_by_key(standing.course_id, key)))
    if standing.completed_at is None and enrolment.completed_at is not None:
        return redirect(url_for(".completed", slug=slug), 303)
    return _go_on(slug)


@bp.get(COURSE + "/completed")
@signed_in
def completed(slug: str) -> ResponseReturnValue:
    """The course is completed: what was reached, and where the certificate will be."""
    standing = _standing(slug)
    if standing.completed_at is None:
        return _back(slug)
    return render_template(
        "courses/completed.html", course=queries.published(standing), standing=standing
    )


def _standing(slug: str) -> Standing:
    """Where the person stands in the course; 404 for a course that they may not know of."""
    asking = current_member.id if current_member.is_authenticated else None
    standing = found(queries.standing(slug, asking))
    return found(standing if policies.may_see(standing) else None)


def _go_on(slug: str) -> ResponseReturnValue:
    """To the lesson to do next, or to the course when nothing is left."""
    standing = found(queries.standing(slug, current_member.id))
    following = standing.next_lesson(queries.published(standing).outline)
    if following is None:
        flash(_("You have done every lesson of this course."))
        return _back(slug)
    return redirect(url_for(".lesson", slug=slug, key=following.key), 303)


def _moved(standing: Standing, key: str) -> ResponseReturnValue:
    """A lesson that left the course since its address was kept; 404 when there never was one."""
    found(queries.lesson_once_published(standing.course_id, key))
    flash(_("This lesson is not part of the course any more."), "warn")
    return _back(standing.slug)


def _drawn(standing: Standing, spot: Spot) -> list[Markup]:
    """The pieces of the lesson, its gates drawn for this learner."""
    return [
        kinds()[piece.kind].panel(standing, piece.key) if isinstance(piece, Gate) else piece
        for piece in pieces.lesson_pieces(standing, spot.lesson, locale())
    ]


def kept(page: str) -> ResponseReturnValue:
    """A page that the browser may keep, but asks about each time: unchanged, it is not sent again.

    The token of its forms is new each time and good for as long as the session; it does not count.
    """
    response = make_response(page)
    said = _TOKEN.sub(b"", response.get_data())
    response.set_etag(hashlib.sha256(said).hexdigest()[:24], weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
