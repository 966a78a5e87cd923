"""The first page for strangers, the landing page of each role, one's own record, one's learners."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.courses import policies as course_policies
from lms.courses import queries as courses
from lms.courses.forms import TRACKS
from lms.courses.models import Course
from lms.db import db
from lms.i18n import locale
from lms.members.identity import current_member, member
from lms.members.models import Role
from lms.reports import queries
from lms.web.guards import authorise, found, public, role, signed_in
from lms.web.pagination import paginate

bp = Blueprint("reports", __name__)
LEARNERS_A_PAGE = 50


@bp.get("/")
@public
def welcome() -> ResponseReturnValue:
    """What Hunar is, and its courses; who is signed in goes home."""
    if current_member.is_authenticated:
        return redirect(url_for("reports.home"))
    return render_template("reports/welcome.html", cards=courses.catalogue(locale()), tracks=TRACKS)


@bp.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Where everyone lands after signing in: what to do next, for each role one has."""
    person = current_member
    teaches = person.has_role(Role.INSTRUCTOR)
    marks = person.has_role(Role.ASSESSOR)
    is_office = person.has_role(Role.COORDINATOR) or person.has_role(Role.ADMINISTRATOR)
    return render_template(
        "reports/home.html",
        ways=queries.ways_of(person.id),
        certificates=queries.certificates_of(person.id),
        taught=queries.taught_by(person.id) if teaches else None,
        office=queries.office_figures() if is_office else None,
        to_mark=queries.to_mark(person) if is_office or teaches or marks else [],
    )


@bp.get("/record")
@signed_in
def record() -> ResponseReturnValue:
    """My record: courses, results and certificates on one page."""
    return render_template(
        "reports/record.html",
        person=member(),
        ways=queries.ways_of(current_member.id),
        results=queries.results_of(current_member.id),
        certificates=queries.certificates_of(current_member.id),
    )


@bp.get("/teach/courses/<slug>/learners")
@role(Role.INSTRUCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
def learners(slug: str) -> ResponseReturnValue:
    """Who learns this course, how far they are, and what they scored."""
    own = course_policies.writable_by(current_member).where(Course.slug == slug)
    course = found(db.session.scalar(own))
    authorise(course_policies.may_follow(current_member, course))
    page = paginate(queries.learners_of(course.id), LEARNERS_A_PAGE)
    table = queries.learners_table(course.id, page.items)
    return render_template("reports/learners.html", course=course, page=page, table=table)
