"""Codes from an authenticator app (RFC 6238). Pure."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from lms.members.contact import latin_digits

SECONDS = 30
DIGITS = 6
_NEAR = (0, -1, 1)  # phones run a little slow or fast


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code holds: an otpauth:// address."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, typed: str, moment: datetime) -> int | None:
    """The number of the half minute that the code belongs to; None when to none near by."""
    code = "".join(latin_digits(typed).split())
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return None
    current = int(moment.timestamp()) // SECONDS
    steps = (current + shift for shift in _NEAR)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def code_at(secret: str, step: int) -> str:
    """The code of a half minute."""
    return pyotp.TOTP(secret).generate_otp(step)
