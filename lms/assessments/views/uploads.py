"""Files as answers: sending them, and giving them out to those who may read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from flask import abort, flash, g, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lms.assessments import policies, queries
from lms.assessments.actions import NotTaken, Upload, add_files, hear, save_answers
from lms.assessments.views import replies
from lms.assessments.views.attempts import me
from lms.assessments.views.room import bp
from lms.assessments.views.sent import Sent, read_page
from lms.db import db, random_ref
from lms.errors import RuleBroken
from lms.media.actions import MOST_BYTES, FileRefused, prepare_file, prepare_image, private_file
from lms.media.kinds import PICTURES
from lms.members.identity import current_member
from lms.web.app import prepare
from lms.web.guards import found, signed_in

MOST_AT_ONCE = 10
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_CONTROL = re.compile(r"q([0-9]{1,4})(?:\.([0-9]{1,4}))?\.file")


@dataclass(frozen=True)
class SentFiles:
    """The page, and the files of one question that came with it; `refusal` when one was none."""

    page: Sent
    uploads: tuple[Upload, ...]
    refusal: RuleBroken | None


def read_files() -> SentFiles:
    """Look at what came before the writing transaction opens: pictures are coded anew."""
    number = str((request.view_args or {}).get("number"))
    page = read_page()
    uploads: list[Upload] = []
    try:
        for name, file in request.files.items(multi=True):
            found = _CONTROL.fullmatch(name)
            if found is None or found[1] != number or not file.filename:
                continue
            if len(uploads) >= MOST_AT_ONCE:
                abort(413)
            data = file.stream.read(MOST_BYTES + 1)
            is_picture = PurePath(file.filename).suffix.lower() in PICTURES
            made = (prepare_image if is_picture else prepare_file)(data, file.filename)
            uploads.append(Upload(found[2] or "", file.filename, made))
    except FileRefused as refusal:
        return SentFiles(page, (), refusal)
    return SentFiles(page, tuple(uploads), None)


@bp.post("/attempts/<ref>/questions/<int:number>/files")
@signed_in
@prepare(read_files)
def add_file(ref: str, number: int) -> ResponseReturnValue:
    """Save what came along, keep the files, and put them into the answer."""
    sent: SentFiles = g.prepared
    attempt = found(queries.attempt_for_grading(me(), ref))
    if number not in attempt.questions or number not in attempt.places_now:
        abort(404)
    attempt, told = hear(attempt, sent.page.heard)
    saving = save_answers(attempt, sent.page.ops_for(attempt))
    refusal = sent.refusal
    if sent.uploads:
        try:
            with db.session.begin_nested():
                added = add_files(attempt, number, random_ref(), sent.uploads)
            saving.refused |= added.refused
        except NotTaken as error:
            refusal = error
    if request.accept_mimetypes.best == "application/json":
        said = "" if refusal is None else str(refusal)
        body = replies.as_json(saving, told) | {"refusal": said}
        return jsonify(body), 200
    if refusal is not None:
        flash(str(refusal), "warn")
    return replies.onward(url_for(".attempt", ref=ref, _anchor=f"q{number}"), saving, told)


@bp.get("/answer-files/<ref>")
@signed_in
def answer_file(ref: str) -> ResponseReturnValue:
    """A file that somebody gave as an answer, to save; it runs nothing here."""
    file, learner_id, course = found(queries.answer_file(ref))
    if not policies.may_read_file(current_member, learner_id, course):
        abort(404)  # others need not know that there is one
    path = private_file(file.storage_key)
    if not path.is_file():
        abort(404)
    response = send_file(
        path, mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=False
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
