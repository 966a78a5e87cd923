"""Reading members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from lms.db import db, now
from lms.members.identifying import Identifier, Kind
from lms.members.models import (
    CodePurpose,
    Consent,
    Member,
    MemberSearchToken,
    OneTimeCode,
    SharedContact,
    SignIn,
)
from lms.members.searching import Sought, sought
from lms.members.secrets import fingerprint
from lms.members.terms import VERSIONS

MOST_FOUND = 50
SENT_AGAIN = timedelta(minutes=10)
_COMMON = 1000
_LAST = "\U0010ffff"


def by_id(member_id: int) -> Member | None:
    return db.session.get(Member, member_id)


def by_ref(ref: str) -> Member | None:
    """The member with everything that the page of a member shows."""
    select = sa.select(Member).where(Member.ref == ref)
    whole = select.options(
        selectinload(Member.grants),
        joinedload(Member.second_factor),
        joinedload(Member.shared_contact),
    )
    return db.session.scalar(whole)


def by_number(number: str) -> Member | None:
    return db.session.scalar(sa.select(Member).where(Member.number == number))


def just_made_by(sign_up_key: str) -> Member | None:
    """The member that this key signed up within the last minutes."""
    recent = sa.select(Member).where(
        Member.sign_up_key == sign_up_key, Member.created_at > now() - SENT_AGAIN
    )
    return db.session.scalar(recent)


def names_of(member_ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Name and ref of each of these members."""
    select = sa.select(Member.id, Member.name, Member.ref).where(Member.id.in_(list(member_ids)))
    return {row.id: (row.name, row.ref) for row in db.session.execute(select)}


def holder(kind: Kind, value: str) -> Member | None:
    """The member whose own this number, address or mobile is."""
    return db.session.scalar(sa.select(Member).where(_column(kind) == value))


def bearers(identifier: Identifier | None) -> Sequence[Member]:
    """Who may mean themselves by it: its holder, and the newest other who gave it."""
    if identifier is None:
        return []
    found = [holder(identifier.kind, identifier.value), _newest_sharer(identifier)]
    return [member for member in found if member is not None]


def _newest_sharer(identifier: Identifier) -> Member | None:
    if identifier.kind is Kind.NUMBER:
        return None
    shared = SharedContact.email if identifier.kind is Kind.EMAIL else SharedContact.mobile
    newest = sa.select(Member).join(SharedContact).where(shared == identifier.value)
    return db.session.scalar(newest.order_by(SharedContact.created_at.desc()).limit(1))


def _column(kind: Kind) -> Any:
    return {Kind.NUMBER: Member.number, Kind.EMAIL: Member.email, Kind.MOBILE: Member.mobile}[kind]


def sign_ins_of(member_id: int) -> Sequence[SignIn]:
    """Where the member is signed in now, newest first."""
    select = sa.select(SignIn).where(
        SignIn.member_id == member_id,
        SignIn.awaits_second_step == sa.false(),
        SignIn.expires_at > now(),
    )
    return db.session.scalars(select.order_by(SignIn.id.desc())).all()


def pending_sign_in(token: str | None) -> SignIn | None:
    """The sign-in that waits for its second step under this token."""
    select = sa.select(SignIn).where(
        SignIn.token_hash == fingerprint(token or ""),
        SignIn.awaits_second_step == sa.true(),
        SignIn.expires_at > now(),
    )
    return db.session.scalar(select)


def open_code(ref: str) -> OneTimeCode | None:
    """The mailed code with this ref, while it is good."""
    code = db.session.scalar(sa.select(OneTimeCode).where(OneTimeCode.ref == ref))
    return code if code is not None and code.is_open(now()) else None


def handed_code(member_id: int) -> OneTimeCode | None:
    """The newest code that staff made for the member, while it is good."""
    select = (
        sa.select(OneTimeCode)
        .where(OneTimeCode.member_id == member_id, OneTimeCode.purpose == CodePurpose.HANDED)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    )
    code = db.session.scalar(select)
    return code if code is not None and code.is_open(now()) else None


def has_agreed(member_id: int) -> bool:
    """Whether the member agreed to every document in the version in force."""
    select = sa.select(Consent.document, Consent.version).where(Consent.member_id == member_id)
    given = {(row.document, row.version) for row in db.session.execute(select)}
    return given.issuperset(VERSIONS.items())


def sharing_with(member: Member) -> Sequence[Member]:
    """The holders of the contacts that this member gave although they were known."""
    shared = member.shared_contact
    if shared is None:
        return []
    holders = (holder(Kind.EMAIL, shared.email or ""), holder(Kind.MOBILE, shared.mobile or ""))
    return list({found.id: found for found in holders if found is not None}.values())


def newest() -> sa.Select[Member]:
    """All members, who joined last first."""
    return sa.select(Member).options(selectinload(Member.grants)).order_by(Member.id.desc())


def total() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Member)) or 0


@dataclass(frozen=True)
class Found:
    """Members that a search met, by name; `is_cut` when there are more than fit."""

    members: Sequence[Member]
    is_cut: bool


def search(typed: str) -> Found:
    """Members whom every word meets: by the beginning of a name in either script, of a number,
    a mobile, an external number, or of an e-mail address."""
    words = sought(typed)
    if not words:
        return Found([], False)
    lead = min(words, key=_roughly) if len(words) > 1 else words[0]
    ids = list(db.session.scalars(_meeting(lead, words).limit(MOST_FOUND + 1)))
    select = sa.select(Member).where(Member.id.in_(ids[:MOST_FOUND]))
    rows = db.session.scalars(select.options(selectinload(Member.grants)).order_by(Member.name))
    return Found(rows.all(), len(ids) > MOST_FOUND)


def _roughly(word: Sought) -> int:
    """How many this word meets, counted no further than needed to tell rare from common."""
    some = _found_by(word).limit(_COMMON).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _meeting(lead: Sought, words: Sequence[Sought]) -> sa.Select[int]:
    """The ids that the lead's indexes give; the other words are looked up for those only."""
    found = _found_by(lead).subquery("found")
    others = [_meets(word, found.c.member_id) for word in words if word is not lead]
    return sa.select(found.c.member_id).distinct().where(*others)


def _found_by(word: Sought) -> sa.CompoundSelect[int]:
    return sa.union_all(*(way.found() for way in _ways(word)))


def _meets(word: Sought, member_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.or_(*(way.meets(member_id) for way in _ways(word)))


@dataclass(frozen=True)
class _Way:
    """One column in which a word may be found by how it begins, through the column's index."""

    member_id: Any
    column: Any
    beginning: str

    def found(self) -> sa.Select[int]:
        return sa.select(self.member_id.label("member_id")).where(self._begins())

    def meets(self, member_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        return sa.exists().where(self.member_id == member_id, self._begins())

    def _begins(self) -> sa.ColumnElement[bool]:
        return sa.and_(self.column >= self.beginning, self.column < self.beginning + _LAST)


def _ways(word: Sought) -> list[_Way]:
    ways = [_Way(MemberSearchToken.member_id, MemberSearchToken.token, word.token)]
    if word.is_email:
        ways.append(_Way(Member.id, Member.email, word.text))
        ways.append(_Way(SharedContact.member_id, SharedContact.email, word.text))
    if word.mobile is not None:
        ways.append(_Way(Member.id, Member.mobile, word.mobile))
        ways.append(_Way(SharedContact.member_id, SharedContact.mobile, word.mobile))
    if word.number is not None:
        ways.append(_Way(Member.id, Member.number, word.number))
    return ways
