"""The words that every certificate has, and its values as they are written, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date

LANGUAGES = ("en", "ur")
_DATES = {"en": "d MMMM y", "ur": "long"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """The fixed words of one language."""

    title: str
    certifies: str
    completed: str
    teaches: str
    study_time: str
    result: str
    completed_on: str
    issued_on: str
    expires_on: str
    number: str
    check: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="Certificate of completion",
        certifies="This certifies that",
        completed="has completed the course",
        teaches="What was learnt",
        study_time="Study time",
        result="Result",
        completed_on="Completed",
        issued_on="Issued",
        expires_on="Valid until",
        number="Certificate number",
        check="Check that it is valid",
    ),
    "ur": Words(
        title="سندِ تکمیل",
        certifies="تصدیق کی جاتی ہے کہ",
        completed="نے یہ کورس مکمل کیا ہے",
        teaches="کیا سیکھا",
        study_time="مطالعے کا وقت",
        result="نتیجہ",
        completed_on="تاریخِ تکمیل",
        issued_on="تاریخِ اجرا",
        expires_on="میعاد",
        number="سند نمبر",
        check="سند کی تصدیق کیجیے",
    ),
}


def day(value: date, language: str) -> str:
    """22 November 2026; 22 نومبر، 2026."""
    return format_date(value, _DATES[language], locale=language)


def duration(hours: int, language: str) -> str:
    """1 hour, 2 hours; 1 گھنٹہ، 2 گھنٹے."""
    singular, plural = {"en": ("hour", "hours"), "ur": ("گھنٹہ", "گھنٹے")}[language]
    return f"{hours} {singular if hours == 1 else plural}"


def percent(score: Decimal) -> str:
    """87%, 87.5%: the same in both languages, without the zeros that say nothing."""
    text = f"{score:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
