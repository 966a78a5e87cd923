"""Taking files in. The bytes go to the folder at once: files that no row names harm nobody."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from lms.db import db
from lms.errors import RuleBroken
from lms.i18n import format_bytes
from lms.media import kinds, pictures
from lms.media.models import MediaFile
from lms.media.storage import Storage

MOST_BYTES = 16 * 1024 * 1024
NAME_LENGTH = 80


class FileRefused(RuleBroken):
    """We do not take this file; the sentence says why."""

    status = 422


class FileTooLarge(FileRefused):
    status = 413


@dataclass(frozen=True)
class PreparedFile:
    """A file that was looked at and may be stored: its bytes as they will be kept.

    `source_sha256` is the hash of the bytes as they came.
    """

    name: str
    mime: str
    data: bytes
    source_sha256: str
    width: int | None = None
    height: int | None = None


def prepare_image(data: bytes, name: str) -> PreparedFile:
    """Decode a picture and code it anew as WebP. Slow: do it before a writing transaction opens.

    Raises FileTooLarge, or FileRefused for what is no JPEG, PNG or WebP picture.
    """
    _check_size(data)
    try:
        picture = pictures.prepare(data)
    except pictures.NotAPicture as error:
        sentence = _("This file is not a picture that we can read. Send a JPEG, PNG or WebP file.")
        raise FileRefused(sentence) from error
    file = safe_name(name, suffix=".webp")
    return PreparedFile(
        file, "image/webp", picture.data, _hash(data), picture.width, picture.height
    )


def prepare_file(data: bytes, name: str) -> PreparedFile:
    """Look at a file to download. Raises FileTooLarge, or FileRefused for a kind we do not take."""
    _check_size(data)
    mime = kinds.kind_of(name, data)
    if mime is None:
        allowed = ", ".join(sorted(suffix.lstrip(".") for suffix in kinds.ALLOWED))
        raise FileRefused(
            _("We take these kinds of files, and the content must match: %(kinds)s.", kinds=allowed)
        )
    return PreparedFile(safe_name(name), mime, data, _hash(data))


def store(file: PreparedFile, member_id: int | None = None) -> MediaFile:
    """Keep the file; the row of the same file under the same name is used again."""
    digest = _hash(file.data)
    _storage().keep(digest, file.data)
    query = sa.select(MediaFile).where(
        MediaFile.source_sha256 == file.source_sha256,
        MediaFile.name == file.name,
        MediaFile.sha256 == digest,
    )
    if (known := db.session.scalars(query.limit(1)).first()) is not None:
        return known
    made = MediaFile(
        sha256=digest,
        source_sha256=file.source_sha256,
        name=file.name,
        mime=file.mime,
        size=len(file.data),
        width=file.width,
        height=file.height,
        member_id=member_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def store_image(stream: BinaryIO, name: str, member_id: int | None = None) -> MediaFile:
    """Prepare and keep a picture at once, where no writer waits (a command, a task)."""
    return store(prepare_image(_read(stream), name), member_id)


def store_file(stream: BinaryIO, name: str, member_id: int | None = None) -> MediaFile:
    """Prepare and keep a file to download at once, where no writer waits."""
    return store(prepare_file(_read(stream), name), member_id)


def keep_privately(file: PreparedFile) -> str:
    """Keep the bytes without a row that gives them out; the key that `private_file` takes."""
    digest = _hash(file.data)
    _storage().keep(digest, file.data)
    return digest


def private_file(key: str) -> Path:
    """Where such a file lies. Who may read it is for the caller to decide."""
    return _storage().path(key)


def contents(file: MediaFile) -> bytes:
    """The bytes of a stored file."""
    return _storage().path(file.sha256).read_bytes()


def safe_name(name: str, suffix: str | None = None) -> str:
    """The name in letters (of any script), digits, dots and dashes, with the suffix asked for."""
    path = PurePath(unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1])
    stem = re.sub(r"[^\w-]+", "-", path.stem).strip("-_.")[:NAME_LENGTH] or "file"
    return f"{stem}{path.suffix.lower() if suffix is None else suffix}"


def _read(stream: BinaryIO) -> bytes:
    return stream.read(MOST_BYTES + 1)


def _check_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        sentence = _(
            "This file is too large. The limit is %(size)s.", size=format_bytes(MOST_BYTES)
        )
        raise FileTooLarge(sentence)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _storage() -> Storage:
    return Storage(current_app.config["MEDIA_DIR"])
