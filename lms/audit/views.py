"""The page of the log."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.audit import queries
from lms.audit.forms import filters_from
from lms.audit.sentences import read_out, verbs
from lms.web.guards import role
from lms.web.pagination import paginate

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@role("coordinator", "administrator")
def audit() -> ResponseReturnValue:
    """Who did what, when, to whom; newest first."""
    filters = filters_from(request.args)
    page = paginate(queries.entries(filters))
    return render_template(
        "audit/audit.html",
        page=page,
        entries=read_out(page.items),
        verbs=verbs(),
        asked=request.args,
        is_filtered=filters != queries.Filters(),
    )
