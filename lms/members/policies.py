"""Who may do what with members."""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

from lms.members.models import Role

_GIVEN_BY_COORDINATORS = frozenset({Role.INSTRUCTOR, Role.ASSESSOR})
_GIVEN_BY_ADMINISTRATORS = _GIVEN_BY_COORDINATORS | {Role.COORDINATOR, Role.ADMINISTRATOR}
_OFFICE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


class Person(Protocol):
    """A member, or the identity of the one who is signed in."""

    @property
    def id(self) -> int: ...
    @property
    def roles(self) -> Set[Role]: ...


def may_see_members(actor: Person) -> bool:
    return bool(actor.roles & _OFFICE)


def may_manage(actor: Person, member: Person) -> bool:
    """Block, unblock, hand over a code: never oneself; the office only by administrators."""
    if actor.id == member.id:
        return False
    if Role.ADMINISTRATOR in actor.roles:
        return True
    return Role.COORDINATOR in actor.roles and not member.roles & _OFFICE


def roles_given_by(actor: Person) -> frozenset[Role]:
    """The roles that this person may give and take."""
    if Role.ADMINISTRATOR in actor.roles:
        return _GIVEN_BY_ADMINISTRATORS
    return _GIVEN_BY_COORDINATORS if Role.COORDINATOR in actor.roles else frozenset()


def may_give(actor: Person, member: Person, role: Role) -> bool:
    """Give or take this role: nobody his own."""
    return actor.id != member.id and role in roles_given_by(actor)


def may_reset_second_factor(actor: Person, member: Person) -> bool:
    return actor.id != member.id and Role.ADMINISTRATOR in actor.roles
