"""Rows for tests: plain typed functions, one heading a room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lms.db import db
from lms.members import actions
from lms.members.models import Member, Role
from lms.members.passwords import hash_password

# ---- members ----

PASSWORD = "korangi-creek-42"


@cache
def password_hash() -> str:
    """PASSWORD as it is kept; hashed once a run, because hashing is slow on purpose."""
    return hash_password(PASSWORD)


def make_member(
    name: str = "Ayesha Khan",
    *,
    name_ur: str | None = "عائشہ خان",
    email: str | None = None,
    mobile: str | None = None,
    roles: Iterable[Role] = (),
    has_password: bool = True,
    locale: str = "en",
) -> Member:
    """A member who is committed, whose password is PASSWORD and whose search words are there."""
    member = actions.create_member(
        name=name,
        name_ur=name_ur,
        email=email,
        mobile=mobile,
        roles=roles,
        password_hash=password_hash() if has_password else None,
        locale=locale,
    )
    db.session.commit()
    return member
