"""Certificates to try things on, from the shortest to the longest."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from lms.certificates import codes, numbers
from lms.certificates.snapshot import Snapshot

KARACHI = timezone(timedelta(hours=5))

OBJECTIVES = (
    {
        "en": "Tell employee, remote worker and freelancer apart",
        "ur": "ملازم، دور سے کام کرنے والے اور فری لانسر میں فرق بتا سکیں",
    },
    {
        "en": "Write a service in one sentence that a client understands",
        "ur": "اپنی خدمت ایک جملے میں لکھ سکیں جو گاہک سمجھ جائے",
    },
    {
        "en": "Find five live jobs that fit what you can do",
        "ur": "پانچ ایسے کام ڈھونڈ سکیں جو آپ کی مہارت کے مطابق ہوں",
    },
    {"en": "Plan for power and internet cuts", "ur": "بجلی اور انٹرنیٹ کی بندش کا بندوبست کر سکیں"},
)

LONGEST_NAME = {
    "en": "Sahibzada Muhammad Abdul-Rahman Siddiqui Al-Hashmi Qureshi of Dera Ismail Khan " * 2,
    "ur": "صاحبزادہ محمد عبدالرحمٰن صدیقی الہاشمی قریشی ساکن ڈیرہ اسماعیل خان " * 2,
}


def snapshot(**changes: Any) -> Snapshot:
    """An ordinary certificate, but for what `changes` says."""
    code = changes.pop("code", None) or codes.new()
    given: dict[str, Any] = {
        "number": numbers.new(),
        "code": code,
        "url": f"https://learn.example.org/c/{code}",
        "name": {"en": "Ayesha Siddiqui", "ur": "عائشہ صدیقی"},
        "course": {"en": "Choose a service you can sell", "ur": "بیچنے کے قابل خدمت چنیں"},
        "objectives": OBJECTIVES,
        "hours": 2,
        "score": Decimal("87.5"),
        "completed_on": date(2026, 11, 22),
        "issued_at": datetime(2026, 11, 22, 1, 30, tzinfo=KARACHI),
        "expires_on": None,
        "issuer": {"en": "Hunar Bootcamps", "ur": "ہنر بوٹ کیمپس"},
    }
    return Snapshot(**(given | changes))
