"""E-mail addresses and Pakistani mobile numbers in one spelling each. Pure."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST_EMAIL = 254
_MOBILE = re.compile(r"(?:\+?(?:00)?92)?0?(3\d{9})")
_GROUPING = re.compile(r"[\s\-–().\u200e\u200f\u202a-\u202e]")


def latin_digits(text: str) -> str:
    """The text with the digits of every script (۰۳, ٠٣) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def read_mobile(typed: str) -> str | None:
    """+923XXXXXXXXX from 03…, 3…, 92…, 0092…, +92…, in any digits; None for anything else."""
    match = _MOBILE.fullmatch(_GROUPING.sub("", latin_digits(typed)))
    return f"+92{match[1]}" if match else None


def national(mobile: str) -> str:
    """0300 1234567, as the number is written and read at home."""
    digits = mobile.removeprefix("+92")
    return f"0{digits[:3]} {digits[3:]}"


def read_email(typed: str) -> str | None:
    """The address in lower case; None when no mail can be sent to it."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False)
    except EmailNotValidError:
        return None
    address = found.normalized.lower()
    return address if address.isascii() and len(address) <= LONGEST_EMAIL else None


def masked(contact: str | None) -> str:
    """Enough of a contact to recognise it, for logs: s•••@example.net, •••4567, or a dash."""
    if not contact:
        return "–"
    local, at, host = contact.partition("@")
    return f"{local[:1]}•••@{host}" if at else f"•••{contact[-4:]}"
