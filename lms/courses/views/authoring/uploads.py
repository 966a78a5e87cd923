"""Taking an upload in: looked at before the writing transaction, refused in a sentence."""

from __future__ import annotations

from typing import cast

from flask import g, request
from flask_babel import gettext as _

from lms.courses.actions import files as actions
from lms.courses.models import CourseFile
from lms.courses.views.authoring.desk import open_course
from lms.media.actions import MOST_BYTES, FileRefused, PreparedFile

Upload = PreparedFile | FileRefused | None


def look_at_upload() -> Upload:
    """For `@prepare`: the file that was sent, or why not; who may not write the course gets 404."""
    open_course((request.view_args or {})["slug"])
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    try:
        return actions.prepare_upload(sent.stream.read(MOST_BYTES + 1), sent.filename)
    except FileRefused as refusal:
        return refusal


def upload() -> Upload:
    """What `look_at_upload` found for this request."""
    return cast(Upload, g.prepared)


def line_for(file: CourseFile) -> str:
    """What an author writes to show this picture or offer this file."""
    if file.media_file.is_picture:
        return f"![{_('What the picture shows')}]({file.path})"
    return f"::: download {file.path}\n{_('What the file is')}\n:::"
