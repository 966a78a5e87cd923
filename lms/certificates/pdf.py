"""A certificate as a PDF: made from its snapshot alone, the same bytes every time.

WeasyPrint is imported here, so only the worker and the commands that make PDFs import this module.
What is the same on all certificates (fonts, style, pictures) is read once for the process, which
takes more than half of WeasyPrint's work away.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.certificates import sheet, wording
from lms.certificates.fitting import FONTS
from lms.certificates.snapshot import Snapshot

_BASE = "https://certificate.invalid/"
_TYPES = {".svg": "image/svg+xml", ".ttf": "font/ttf"}
_one_at_a_time = threading.Lock()  # Pango's font map is not for two threads


class CertificateTooLong(ValueError):
    """The snapshot's words do not fit on one page, however small they are set."""


def make(snapshot: Snapshot) -> bytes:
    """The tagged PDF (PDF/UA-1), one landscape A4 page; CertificateTooLong when it cannot be."""
    with _one_at_a_time:
        for page in _attempts(snapshot):
            document = _laid_out(page)
            if len(document.pages) == 1:
                return _written(document, snapshot)
    raise CertificateTooLong(snapshot.number)


def _attempts(snapshot: Snapshot) -> Iterator[str]:
    """The page, set closer and closer; at last without the objectives, which its address shows."""
    for density in sheet.DENSITIES[sheet.roomiest(snapshot) :]:
        yield sheet.html(snapshot, density)
    yield sheet.html(replace(snapshot, objectives=()), sheet.DENSITIES[-1])


def _laid_out(page: str) -> Document:
    house = _house()
    try:
        return _Page(string=page, base_url=_BASE, url_fetcher=house.fetcher).render(
            font_config=house.fonts,
            stylesheets=[house.style],
            cache=house.pictures,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
        )
    except FatalURLFetchingError as refused:  # no Exception: it would end a worker
        raise ValueError(str(refused)) from refused


def _written(document: Document, snapshot: Snapshot) -> bytes:
    _describe(document.metadata, snapshot)
    made: bytes = document.write_pdf(
        finisher=_name_languages,
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(snapshot.code.encode()).digest()[:16],
    )
    return made


def _describe(metadata: DocumentMetadata, snapshot: Snapshot) -> None:
    """Say in plain text what the page says: Nastaliq cannot be copied out of a PDF in one piece."""
    moment = snapshot.issued_at.isoformat(timespec="seconds")
    course = " / ".join(snapshot.course.values())
    metadata.title = f"{wording.WORDS['en'].title}: {' / '.join(snapshot.name.values())}"
    metadata.authors = [next(iter(snapshot.issuer.values()))]
    metadata.description = f"{course}. No. {snapshot.printed_number}. {snapshot.url}"
    metadata.keywords = [snapshot.printed_number, snapshot.code]
    metadata.created = metadata.modified = moment


def _name_languages(document: Document, pdf: pydyf.PDF) -> None:
    """Say in which language each half is to be read aloud; WeasyPrint 70 does not."""
    halves = (x for x in pdf.objects if isinstance(x, pydyf.Dictionary) and x.get("S") == "/Sect")
    for language, half in zip(wording.LANGUAGES, halves, strict=True):
        half["Lang"] = pydyf.String(language)


class _Page(HTML):  # type: ignore[misc]
    """Without a browser's style sheet: matching its 250 rules was a tenth of the work, for nothing.

    Our own says all that the page needs; a test compares the pictures with and without.
    """

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return []


class _OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint our fonts and pictures, and nothing from anywhere else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith("data:image/svg+xml,"):
            return super().fetch(url)
        name = url.removeprefix(_BASE)
        path = (FONTS if name.endswith(".ttf") else sheet.FILES) / name
        if name == url or "/" in name or path.suffix not in _TYPES or not path.is_file():
            raise FatalURLFetchingError(f"a certificate may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})


class _Pictures(dict[str, Any]):
    """Keeps the pictures that all certificates share; a QR code belongs to one alone."""

    def __setitem__(self, url: str, picture: Any) -> None:
        if url.startswith(_BASE):
            super().__setitem__(url, picture)


@dataclass(frozen=True)
class _House:
    """What all certificates share, read once."""

    fetcher: URLFetcher
    fonts: FontConfiguration
    style: CSS
    pictures: _Pictures = field(default_factory=_Pictures)


@cache
def _house() -> _House:
    fetcher, fonts = _OwnFiles(), FontConfiguration()
    style = CSS(
        string=(sheet.FILES / "certificate.css").read_text(),
        base_url=_BASE,
        url_fetcher=fetcher,
        font_config=fonts,
    )
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again and again costs a tenth
    return _House(fetcher, fonts, style)
