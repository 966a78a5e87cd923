"""Making members, and giving them an address without telling whether it was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.audit.actions import record
from lms.db import db, now
from lms.members import queries
from lms.members.identifying import Kind
from lms.members.models import (
    STAFF,
    Consent,
    Member,
    MemberRole,
    MemberSearchToken,
    Role,
    SharedContact,
)
from lms.members.numbering import new_number
from lms.members.refusals import ContactTaken
from lms.members.searching import tokens
from lms.members.secrets import fingerprint
from lms.members.terms import VERSIONS
from lms.messages.actions import send_mail


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person as the sign-up form gives them: cleaned, normalised, the password hashed."""

    name: str
    name_ur: str | None
    email: str | None
    mobile: str | None
    password_hash: str
    locale: str


def sign_up(person: NewMember, key: str) -> Member:
    """A new member who agreed to the documents in force.

    `key` is a secret of the browser's session: the form sent again, as slow networks do, gives the
    member that was just made by it.

    An address that another member holds makes no difference to the answer: the new account is
    opened beside it, and the holder is told, by mail or at the next sign-in.
    """
    if (made := queries.just_made_by(fingerprint(key))) is not None:
        return made
    member = _add(Member(number=_free_number(), name=person.name, sign_up_key=fingerprint(key)))
    member.name_ur, member.locale = person.name_ur, person.locale
    member.password_hash = person.password_hash
    agree(member)
    if person.email and _give(member, Kind.EMAIL, person.email):
        send_mail(to=person.email, template="welcome", lang=member.locale, **_greeting(member))
    if person.mobile:
        _give(member, Kind.MOBILE, person.mobile)
    index(member)
    return member


def agree(member: Member) -> None:
    """The member agrees to the documents in the versions in force."""
    if not queries.has_agreed(member.id):
        for document, version in VERSIONS.items():
            db.session.merge(Consent(member_id=member.id, document=document, version=version))
        db.session.flush()


def create_member(
    *,
    name: str,
    name_ur: str | None = None,
    email: str | None = None,
    mobile: str | None = None,
    password_hash: str | None = None,
    locale: str = "en",
    roles: Iterable[Role] = (),
    by_id: int | None = None,
) -> Member:
    """A member made by the office or a command; raises ContactTaken. Contacts come normalised."""
    for kind, value in ((Kind.EMAIL, email), (Kind.MOBILE, mobile)):
        if value and queries.holder(kind, value):
            raise ContactTaken(_("Another member has %(contact)s already.", contact=value))
    member = Member(
        number=_free_number(),
        name=name,
        name_ur=name_ur,
        email=email,
        mobile=mobile,
        password_hash=password_hash,
        locale=locale,
    )
    given = sorted(STAFF.intersection(roles))
    member.grants = [MemberRole(role=role, granted_by_id=by_id) for role in given]
    _add(member)
    index(member)
    record("members.created", by_id, "member", member.id, {"roles": ", ".join(given)})
    return member


def index(member: Member) -> None:
    """Bring up to date what the member is found by."""
    db.session.execute(sa.delete(MemberSearchToken).where(MemberSearchToken.member_id == member.id))
    found = tokens([member.name, member.name_ur], [member.external_number])
    db.session.add_all(MemberSearchToken(token=word, member_id=member.id) for word in found)
    db.session.flush()


def give_contact(member: Member, kind: Kind, value: str) -> None:
    """Make this the member's address or mobile in place of the one before."""
    if getattr(member, kind) != value and getattr(member, f"given_{kind}") != value:
        drop_contact(member, kind)
        _give(member, kind, value)


def drop_contact(member: Member, kind: Kind) -> None:
    """Forget the member's address or mobile."""
    setattr(member, kind, None)
    if member.shared_contact is not None:
        setattr(member.shared_contact, kind, None)
    db.session.flush()


def _give(member: Member, kind: Kind, value: str) -> bool:
    """Whether the member holds it now; else it is shared with its holder, who is told."""
    holder = queries.holder(kind, value)
    if holder is None:
        setattr(member, kind, value)
        db.session.flush()
        return True
    if member.shared_contact is None:
        member.shared_contact = SharedContact()
    setattr(member.shared_contact, kind, value)
    member.shared_contact.created_at = holder.contact_reused_at = now()
    db.session.flush()
    if kind is Kind.EMAIL:
        send_mail(to=value, template="known", lang=holder.locale, **_greeting(holder))
    return False


def _greeting(member: Member) -> dict[str, str]:
    name = member.name_ur if member.locale == "ur" and member.name_ur else member.name
    return {"name": name, "number": member.number}


def _free_number() -> str:
    while queries.by_number(number := new_number()) is not None:
        pass
    return number


def _add(member: Member) -> Member:
    db.session.add(member)
    db.session.flush()
    return member
