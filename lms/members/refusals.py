"""What the rules about members can say no to."""

from __future__ import annotations

from lms.errors import RuleBroken


class ContactTaken(RuleBroken):
    """Another member holds this address, mobile, number or identity card."""


class CodeWrong(RuleBroken):
    """The code is wrong, used, or too old; which of these is not told."""


class LinkUsed(RuleBroken):
    """The mailed link was used before or has run out."""


class Blocked(RuleBroken):
    """The member is blocked."""


class NoSuchRole(RuleBroken):
    """This role cannot be given or taken by this person, or not from this member."""

    status = 403
