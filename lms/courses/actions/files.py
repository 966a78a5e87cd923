"""Pictures and files of a course, by the path that its lessons write."""

from __future__ import annotations

from pathlib import PurePath

from flask_babel import gettext as _

from lms.courses import drafts, queries
from lms.courses.actions.drafting import lock
from lms.courses.models import Course, CourseFile
from lms.db import db
from lms.errors import RuleBroken
from lms.media import actions as media
from lms.media.kinds import PICTURES
from lms.media.models import MediaFile
from lms.members.models import Member

PICTURE_FOLDER, FILE_FOLDER = "pictures", "files"


class FileInUse(RuleBroken):
    """A lesson shows this picture or offers this file."""


def prepare_upload(data: bytes, name: str) -> media.PreparedFile:
    """Look at what was sent; pictures are coded anew. Slow: before a writing transaction opens.

    Raises media.actions.FileRefused.
    """
    if PurePath(name).suffix.lower() in PICTURES:
        return media.prepare_image(data, name)
    return media.prepare_file(data, name)


def add_file(course: Course, prepared: media.PreparedFile, member: Member) -> CourseFile:
    """Keep the file under a path that is free; the same file sent again keeps its path."""
    lock(course)
    stored = media.store(prepared, member.id)
    files = queries.course_files(course.id)
    for file in files.values():
        if file.media_file_id == stored.id:
            return file
    path = _free_path(_path(stored), set(files))
    file = CourseFile(course_id=course.id, path=path, media_file=stored)
    db.session.add(file)
    db.session.flush()
    return file


def remove_file(file: CourseFile) -> None:
    """Take the path away; published versions keep what they show. Raises FileInUse."""
    if drafts.lessons_using(file):
        raise FileInUse(_("A lesson still uses this file. Take it out of the lesson first."))
    db.session.delete(file)
    db.session.flush()


def _path(stored: MediaFile) -> str:
    return f"{PICTURE_FOLDER if stored.is_picture else FILE_FOLDER}/{stored.name}"


def _free_path(wished: str, taken: set[str]) -> str:
    path, number = PurePath(wished), 1
    while str(path) in taken:
        number += 1
        path = path.with_name(f"{PurePath(wished).stem}-{number}{path.suffix}")
    return str(path)
