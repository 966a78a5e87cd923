"""The member record, and what hangs on it: roles, consent, sign-ins, codes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Id, Model, now, random_ref


class Role(StrEnum):
    """What a member may do. Every member is a trainee; the others are given."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    ASSESSOR = "assessor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


STAFF = frozenset(Role) - {Role.TRAINEE}
"""Roles that see more than their own record, so they need a second factor."""


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Document(StrEnum):
    """What a member agrees to, each in versions."""

    TERMS = "terms"
    PRIVACY = "privacy"


class CodePurpose(StrEnum):
    MAILED = "mailed"
    HANDED = "handed"


# Compared byte by byte, so that a prefix is a range of the index on both engines.
Key = sa.String(254).with_variant(sa.String(254, collation="C"), "postgresql")


def _by_value(kind: type[StrEnum]) -> sa.Enum:
    return sa.Enum(
        kind, native_enum=False, length=20, values_callable=lambda k: [m.value for m in k]
    )


class Member(Model):
    """A person. `number` is read over the phone, `ref` stands in addresses, `id` stays inside."""

    __tablename__ = "member"
    __table_args__ = (sa.Index("ix_member_sign_up_key", "sign_up_key", unique=True),)

    id: Mapped[Id] = mapped_column(init=False)
    number: Mapped[str] = mapped_column(Key, unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    name_ur: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    email: Mapped[str | None] = mapped_column(Key, unique=True, default=None)
    mobile: Mapped[str | None] = mapped_column(Key, unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    locale: Mapped[str] = mapped_column(sa.String(2), default="en")
    is_blocked: Mapped[bool] = mapped_column(default=False)
    blocked_reason: Mapped[str | None] = mapped_column(sa.String(500), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)

    external_number: Mapped[str | None] = mapped_column(Key, unique=True, default=None)
    cnic: Mapped[str | None] = mapped_column(sa.String(15), unique=True, default=None)
    gender: Mapped[Gender | None] = mapped_column(_by_value(Gender), default=None)
    city: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    province: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    district: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    skill: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    joined_on: Mapped[date | None] = mapped_column(default=None)

    certificate_name: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    certificate_name_ur: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    name_confirmed_at: Mapped[datetime | None] = mapped_column(default=None)

    contact_reused_at: Mapped[datetime | None] = mapped_column(default=None)
    """When another person signed up with this member's address; told at the next sign-in."""
    sign_up_key: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    """The fingerprint of the browser session that signed up, so that sending twice is once."""

    grants: Mapped[list[MemberRole]] = relationship(
        init=False,
        foreign_keys="MemberRole.member_id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    second_factor: Mapped[SecondFactor | None] = relationship(
        init=False, cascade="all, delete-orphan", passive_deletes=True
    )
    shared_contact: Mapped[SharedContact | None] = relationship(
        init=False, cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def roles(self) -> frozenset[Role]:
        """All roles the member has, trainee among them."""
        return frozenset({Role.TRAINEE}) | {grant.role for grant in self.grants}

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def is_claimed(self) -> bool:
        """Whether the person has taken the account over by setting a password."""
        return self.password_hash is not None

    @property
    def given_email(self) -> str | None:
        """The address as the member gave it, even when another member gave it first."""
        return self.email or (self.shared_contact.email if self.shared_contact else None)

    @property
    def given_mobile(self) -> str | None:
        return self.mobile or (self.shared_contact.mobile if self.shared_contact else None)

    def has_role(self, role: str) -> bool:
        return role in self.roles

    def confirmed_factor(self) -> SecondFactor | None:
        """The second factor, once a code from it was typed in."""
        factor = self.second_factor
        return factor if factor is not None and factor.confirmed_at is not None else None


class MemberRole(Model):
    """A role that somebody gave a member."""

    __tablename__ = "member_role"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    role: Mapped[Role] = mapped_column(_by_value(Role), primary_key=True)
    granted_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("member.id", ondelete="SET NULL"), default=None
    )
    granted_at: Mapped[datetime] = mapped_column(default_factory=now)


class SharedContact(Model):
    """An address or mobile that the member gave although another member holds it.

    Signing up answers the same whether or not an address is known, so two members may have given
    one address. The first holds it; the newest other may sign in with it too (see signing_in.py).
    """

    __tablename__ = "shared_contact"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    email: Mapped[str | None] = mapped_column(Key, index=True, default=None)
    mobile: Mapped[str | None] = mapped_column(Key, index=True, default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)


class MemberSearchToken(Model):
    """One folded word of a member's names or external number, for finding by how it begins."""

    __tablename__ = "member_search_token"

    token: Mapped[str] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Consent(Model):
    """The member agreed to this version of a document."""

    __tablename__ = "consent"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    document: Mapped[Document] = mapped_column(_by_value(Document), primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    accepted_at: Mapped[datetime] = mapped_column(default_factory=now)


class SignIn(Model):
    """One signed-in browser. The row is the session: without it the cookie opens nothing."""

    __tablename__ = "sign_in"

    id: Mapped[Id] = mapped_column(init=False)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    awaits_second_step: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    expires_at: Mapped[datetime] = mapped_column(default_factory=lambda: now() + timedelta(days=30))


class SecondFactor(Model):
    """A member's authenticator app. `last_step` is the newest code taken: none works twice."""

    __tablename__ = "second_factor"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    secret: Mapped[str] = mapped_column(sa.String(64))
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class RecoveryCode(Model):
    """A code, kept as a keyed hash, that stands in once for a lost authenticator app."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("member_id", "code_hash"),)

    id: Mapped[Id] = mapped_column(init=False)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class OneTimeCode(Model):
    """A right to set a new password once: by a mailed link, or by a code that staff hand over."""

    __tablename__ = "one_time_code"

    id: Mapped[Id] = mapped_column(init=False)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[CodePurpose] = mapped_column(_by_value(CodePurpose))
    expires_at: Mapped[datetime]
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    created_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("member.id", ondelete="SET NULL"), default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    def is_open(self, moment: datetime) -> bool:
        return self.used_at is None and moment < self.expires_at
