"""Giving files out, so that they can run nothing here."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from lms.media import queries
from lms.media.storage import Storage
from lms.web.guards import found, public

bp = Blueprint("media", __name__)
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.get("/media/<ref>/<name>")
@public
def file(ref: str, name: str) -> ResponseReturnValue:
    """A stored file. Its ref cannot be guessed and its content never changes."""
    media = found(queries.file_by_ref(ref))
    path = Storage(current_app.config["MEDIA_DIR"]).path(media.sha256)
    if name != media.name or not path.is_file():
        abort(404)
    response = send_file(
        path,
        mimetype=media.mime,
        as_attachment=not media.is_picture,
        download_name=media.name,
        etag=media.sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
