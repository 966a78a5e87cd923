"""Who is signed in: read once a request, outside of its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from flask import Flask, abort, session
from flask_login import AnonymousUserMixin, LoginManager, current_user, logout_user

from lms.db import db, now, read_rows
from lms.members.models import STAFF, Member, MemberRole, Role, SignIn
from lms.members.secrets import fingerprint


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The member who is signed in, as plain values: usable in every transaction of the request."""

    id: int
    ref: str
    number: str
    name: str
    name_ur: str | None
    locale: str
    roles: frozenset[Role]
    sign_in_id: int
    token: str

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def has_role(self, role: str) -> bool:
        return role in self.roles

    def get_id(self) -> str:
        """What the cookie holds; Flask-Login asks for it under this name."""
        return self.token


class Stranger(AnonymousUserMixin):  # type: ignore[misc]
    """Whoever is not signed in."""

    id = 0
    roles: frozenset[Role] = frozenset()
    is_staff = False

    def has_role(self, role: str) -> bool:
        return False


current_member = cast(Identity, current_user)
"""The signed-in member of this request. Behind `@public` ask `.is_authenticated` first."""


def member() -> Member:
    """The row of the signed-in member in the transaction that is open; 401 for a stranger."""
    row = db.session.get(Member, current_member.id) if current_member.is_authenticated else None
    return row if row is not None else abort(401)


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # phones change their address all day
    manager.anonymous_user = Stranger
    manager.user_loader(load)
    manager.init_app(app)


_BY_TOKEN = (
    sa.select(
        SignIn.id.label("sign_in_id"),
        Member.id,
        Member.ref,
        Member.number,
        Member.name,
        Member.name_ur,
        Member.locale,
        MemberRole.role,
    )
    .join(Member, Member.id == SignIn.member_id)
    .outerjoin(MemberRole, MemberRole.member_id == Member.id)
    .where(
        SignIn.token_hash == sa.bindparam("token_hash"),
        SignIn.awaits_second_step == sa.false(),
        SignIn.expires_at > sa.bindparam("moment"),
        Member.is_blocked == sa.false(),
    )
)


def load(token: str) -> Identity | None:
    """Whose sign-in this token opens; None when it has ended or its member is blocked."""
    values = {"token_hash": fingerprint(token), "moment": now()}
    rows = read_rows(_BY_TOKEN, values)
    return _identity(rows, token) if rows else None


def _identity(rows: Sequence[Any], token: str) -> Identity:
    first = rows[0]
    given = {row.role for row in rows if row.role is not None}
    return Identity(
        id=first.id,
        ref=first.ref,
        number=first.number,
        name=first.name,
        name_ur=first.name_ur,
        locale=first.locale,
        roles=frozenset({Role.TRAINEE, *given}),
        sign_in_id=first.sign_in_id,
        token=token,
    )


def remember(token: str) -> None:
    """Put a new sign-in into this browser's cookie; nothing of an earlier session survives."""
    session.clear()
    session.permanent = True
    session["_user_id"] = token


def forget() -> None:
    """Take the sign-in out of this browser's cookie."""
    logout_user()
    session.clear()
