"""What a certificate says, frozen at the moment of issue.

The PDF, the verification page and the JSON are views of this and of nothing else, so a later
change of a name or of a course changes nothing that was issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lms.certificates import numbers

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One certificate's words; a text is {"en": …, "ur": …} without the language it has not."""

    number: str
    """13 characters without separators."""
    code: str
    """26 characters, as in the address."""
    url: str
    """The whole address of the verification page; printed, and drawn as the QR code."""
    name: Mapping[str, str]
    """The holder's name in Latin ("en") and, where there is one, in Urdu script ("ur")."""
    course: Mapping[str, str]
    objectives: tuple[Mapping[str, str], ...]
    hours: int
    """Study time that the course is reckoned at."""
    score: Decimal | None
    """Percent, at most one decimal; None for a course without quizzes."""
    completed_on: date
    issued_at: datetime
    """With the offset of the programme's time zone, so that its date is the day of issue."""
    expires_on: date | None
    """The last day on which it is valid; None: it does not expire."""
    issuer: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("the moment of issue needs its time zone")

    @property
    def issued_on(self) -> date:
        return self.issued_at.date()

    @property
    def printed_number(self) -> str:
        """The number in groups: 7K4M-92QX-3TBW-C."""
        return numbers.grouped(self.number)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the record; `from_json` gives back an equal snapshot."""
        return {
            "version": VERSION,
            "number": self.number,
            "code": self.code,
            "url": self.url,
            "name": dict(self.name),
            "course": dict(self.course),
            "objectives": [dict(text) for text in self.objectives],
            "hours": self.hours,
            "score": None if self.score is None else str(self.score),
            "completed_on": self.completed_on.isoformat(),
            "issued_at": self.issued_at.isoformat(),
            "expires_on": self.expires_on and self.expires_on.isoformat(),
            "issuer": dict(self.issuer),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Snapshot:
        """Read what `to_json` wrote; ValueError when it was written by another version."""
        if kept.get("version") != VERSION:
            raise ValueError(f"this is no certificate of version {VERSION}")
        return cls(
            number=kept["number"],
            code=kept["code"],
            url=kept["url"],
            name=kept["name"],
            course=kept["course"],
            objectives=tuple(kept["objectives"]),
            hours=kept["hours"],
            score=None if kept["score"] is None else Decimal(kept["score"]),
            completed_on=date.fromisoformat(kept["completed_on"]),
            issued_at=datetime.fromisoformat(kept["issued_at"]),
            expires_on=kept["expires_on"] and date.fromisoformat(kept["expires_on"]),
            issuer=kept["issuer"],
        )
