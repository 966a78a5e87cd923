"""What a person types to say who they are: a member number, an e-mail address or a mobile. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lms.members.contact import read_email, read_mobile
from lms.members.numbering import read_number


class Kind(StrEnum):
    NUMBER = "number"
    EMAIL = "email"
    MOBILE = "mobile"


@dataclass(frozen=True)
class Identifier:
    """In the spelling in which we keep it."""

    kind: Kind
    value: str


def identify(typed: str) -> Identifier | None:
    """What it is; None when it can be nobody's."""
    if "@" in typed:
        return _made(Kind.EMAIL, read_email(typed))
    return _made(Kind.NUMBER, read_number(typed)) or _made(Kind.MOBILE, read_mobile(typed))


def _made(kind: Kind, value: str | None) -> Identifier | None:
    return Identifier(kind, value) if value is not None else None
