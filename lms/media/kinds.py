"""What a file is, by its content; and which kinds we take at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

import puremagic

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
PLAIN = {".csv": "text/csv", ".txt": "text/plain", ".md": "text/markdown"}
PACKED = {
    # by the member that makes the archive what its name says
    ".docx": (f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", "ppt/presentation.xml"),
    ".odt": (f"{_OPEN}.text", "content.xml"),
    ".ods": (f"{_OPEN}.spreadsheet", "content.xml"),
}
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
ALLOWED = frozenset({*PLAIN, *PACKED, ".pdf"})
_RUNS_IN_A_BROWSER = frozenset({".htm", ".html", ".xhtml", ".svg", ".xml", ".swf"})
_MACROS = "vbaProject.bin"


def kind_of(name: str, data: bytes) -> str | None:
    """The media type of a file to download, or None when we do not take such a file.

    The name says what it should be, the content must agree.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in PLAIN:
        return PLAIN[suffix] if _is_plain_text(data) else None
    if suffix in PACKED:
        mime, member = PACKED[suffix]
        return mime if _holds(data, member) else None
    return "application/pdf" if suffix == ".pdf" and _guesses(data) & {".pdf"} else None


def _guesses(data: bytes) -> set[str]:
    """The suffixes that the content may have."""
    try:
        return {match.extension for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return set()  # nothing known, or nothing at all


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    printable = all(c >= " " or c in "\t\r\n\f" for c in text)
    return printable and not _guesses(data) & _RUNS_IN_A_BROWSER


def _holds(data: bytes, member: str) -> bool:
    """Whether this is an archive with that member, without macros. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return member in names and not any(name.endswith(_MACROS) for name in names)
