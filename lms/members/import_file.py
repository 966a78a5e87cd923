"""Member lists as other registers export them: CSV, told apart by its header. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lms.members.contact import latin_digits, read_email, read_mobile
from lms.members.models import Gender
from lms.members.names import clean_name, is_latin_name, is_urdu_name
from lms.web.texts import is_typable

LONGEST_NUMBER = 60
LONGEST_TEXT = 80
_DAY = re.compile(  # 2024-03-31, or as Pakistan writes it: 31/3/2024
    r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})[-/.](?P<m2>[0-9]{1,2})[-/.](?P<y2>[0-9]{4})"
)
_OTHER_ENCODINGS = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"PK\x03\x04": "Excel",
    b"\xd0\xcf\x11\xe0": "Excel",
}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "external_number": (
        "memberno", "membernumber", "membershipno", "membershipnumber", "externalnumber", "regno",
        "registrationno", "registrationnumber",
    ),
    "name": ("name", "fullname", "membername"),
    "name_ur": ("nameur", "urduname", "nameurdu", "nameinurdu", "نام"),
    "gender": ("gender", "sex"),
    "email": ("email", "emailaddress", "mail"),
    "mobile": ("phone", "mobile", "phoneno", "phonenumber", "mobileno", "mobilenumber", "cell"),
    "cnic": ("cnic", "cnicno", "cnicnumber", "nic"),
    "city": ("city", "town"),
    "province": ("province", "region"),
    "district": ("district",),
    "skill": ("skill", "skills", "trade"),
    "joined_on": ("joined", "joinedon", "joindate", "joiningdate", "dateofjoining", "membersince"),
    "locale": ("language", "lang", "locale"),
}  # fmt: skip
_FIELD = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}


class Reader(Protocol):
    """What csv.reader makes."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One person: the line it stands on, the values that could be read, and what could not."""

    line: int
    values: Mapping[str, str | date | Gender]
    notes: Sequence[str] = ()
    refusal: str | None = None


@dataclass(frozen=True)
class MemberList:
    """A file read whole: its rows, and the columns that nothing was taken from."""

    rows: Sequence[Row]
    ignored: Sequence[str] = field(default_factory=list)


def read_list(content: bytes) -> MemberList:
    """Read a file; raises FileRefused."""
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = next(reader, [])
        fields, ignored = _fields(header)
        return MemberList(list(_rows(reader, header, fields)), ignored)
    except csv.Error as error:
        raise FileRefused(f"line {reader.line_num}: not CSV ({error})") from error


def _decode(content: bytes) -> str:
    for mark, name in _OTHER_ENCODINGS.items():
        if content.startswith(mark):
            raise FileRefused(f"the file is {name}; save it as “CSV UTF-8” and try again")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"line {line}: not UTF-8 (perhaps Windows-1256 or Windows-1252);"
            " save it as “CSV UTF-8” and try again"
        ) from error
    if "\0" in text:
        raise FileRefused("the file holds null bytes; save it as “CSV UTF-8” and try again")
    if not is_typable(text):
        raise FileRefused("a letter in it has more marks than any script puts on one")
    return text


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _fields(header: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    found: dict[int, str] = {}
    ignored = []
    for place, title in enumerate(header):
        name = _FIELD.get(re.sub(r"[\W_]+", "", title).casefold())
        if name is None or name in found.values():
            ignored.append(title.strip() or f"column {place + 1}")
        else:
            found[place] = name
    if "name" not in found.values():
        raise FileRefused(
            "line 1: no column is called “name”; the first line must name the columns"
        )
    return found, ignored


def _rows(reader: Reader, header: Sequence[str], fields: Mapping[int, str]) -> Iterator[Row]:
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, header, fields)
        line = reader.line_num + 1  # a record may hold line breaks of its own


def _row(line: int, cells: Sequence[str], header: Sequence[str], fields: Mapping[int, str]) -> Row:
    if len(cells) != len(header):
        return Row(
            line, {}, refusal=f"has {len(cells)} cells where the first line has {len(header)}"
        )
    values: dict[str, str | date | Gender] = {}
    notes = []
    for place, name in fields.items():
        typed = cells[place].strip()
        if not typed:
            continue
        value = READERS[name](typed)
        if value is None:
            notes.append(f"{header[place].strip()} “{typed[:40]}” cannot be read and is left out")
        else:
            values[name] = value
    return Row(line, values, notes, _missing(values))


def _missing(values: Mapping[str, object]) -> str | None:
    return None if "name" in values else "has no name in Latin letters"


def _name(typed: str) -> str | None:
    name = clean_name(typed)
    return name if is_latin_name(name) else None


def _name_ur(typed: str) -> str | None:
    name = clean_name(typed)
    return name if is_urdu_name(name) else None


def _number(typed: str) -> str | None:
    number = clean_name(typed)
    return number if len(number) <= LONGEST_NUMBER else None


def _text(typed: str) -> str | None:
    text = clean_name(typed)
    return text if len(text) <= LONGEST_TEXT else None


def _gender(typed: str) -> Gender | None:
    words = {
        "f": Gender.FEMALE, "female": Gender.FEMALE, "woman": Gender.FEMALE, "خاتون": Gender.FEMALE,
        "m": Gender.MALE, "male": Gender.MALE, "man": Gender.MALE, "مرد": Gender.MALE,
        "x": Gender.OTHER, "o": Gender.OTHER, "other": Gender.OTHER,
    }  # fmt: skip
    return words.get(typed.casefold())


def _cnic(typed: str) -> str | None:
    digits = re.sub(r"[\s-]", "", latin_digits(typed))
    if not re.fullmatch(r"[0-9]{13}", digits):
        return None
    return f"{digits[:5]}-{digits[5:12]}-{digits[12:]}"


def _day(typed: str) -> date | None:
    match = _DAY.fullmatch(latin_digits(typed))
    if match is None:
        return None
    year, month, day = (
        match["y"] or match["y2"],
        match["m"] or match["m2"],
        match["d"] or match["d2"],
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _locale(typed: str) -> str | None:
    words = {"en": "en", "english": "en", "ur": "ur", "urdu": "ur", "اردو": "ur"}
    return words.get(typed.casefold())


READERS: Mapping[str, Callable[[str], str | date | Gender | None]] = {
    "external_number": _number,
    "name": _name,
    "name_ur": _name_ur,
    "gender": _gender,
    "email": read_email,
    "mobile": read_mobile,
    "cnic": _cnic,
    "city": _text,
    "province": _text,
    "district": _text,
    "skill": _text,
    "joined_on": _day,
    "locale": _locale,
}
