"""Addresses with which a holder passes a certificate on; other sites fill in what they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from lms.certificates.snapshot import Snapshot


@dataclass(frozen=True)
class Links:
    url: str
    whatsapp: str
    linkedin: str


def links(snapshot: Snapshot) -> Links:
    """The page itself, a WhatsApp message with it, and LinkedIn's form filled in."""
    name, course = _latin(snapshot.name), _latin(snapshot.course)
    message = {"text": f"{name}: {course} {snapshot.url}"}
    fields: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": course,
        "organizationName": _latin(snapshot.issuer),
        "issueYear": snapshot.issued_on.year,
        "issueMonth": snapshot.issued_on.month,
        "certUrl": snapshot.url,
        "certId": snapshot.printed_number,
    }
    if snapshot.expires_on is not None:
        fields["expirationYear"] = snapshot.expires_on.year
        fields["expirationMonth"] = snapshot.expires_on.month
    return Links(
        url=snapshot.url,
        whatsapp=f"https://wa.me/?{urlencode(message)}",
        linkedin=f"https://www.linkedin.com/profile/add?{urlencode(fields)}",
    )


def _latin(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()))
