"""Who may do what with certificates. Whoever has the link may look: that is what it is for."""

from __future__ import annotations

from lms.members.models import Role
from lms.members.policies import Person

_OFFICE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def may_list(person: Person) -> bool:
    return bool(person.roles & _OFFICE)


def may_revoke(person: Person, holder_id: int) -> bool:
    """The office, and nobody his own."""
    return may_list(person) and holder_id != person.id
