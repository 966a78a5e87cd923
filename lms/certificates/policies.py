"""Who may do what with certificates. Whoever has the link may look: that is what it is for."""

from __future__ import annotations

from lms.certificates.models import Certificate
from lms.members.models import Role
from lms.web.guards import Person

_OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)


def may_list(person: Person) -> bool:
    return any(person.has_role(role) for role in _OFFICE)


def may_revoke(person: Person, certificate: Certificate) -> bool:
    """The office, and nobody his own."""
    return may_list(person) and certificate.member_id != person.id
