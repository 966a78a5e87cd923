"""Two questions that a supervisor asks: does the process live, and can it do its work."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lms.db import db
from lms.web.guards import public
from lms.web.schema import is_current

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers and has the schema that this code needs; 503 otherwise."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        ready = is_current(db.session.connection())
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    return (jsonify(status="ok"), 200) if ready else (jsonify(status="schema is not current"), 503)
