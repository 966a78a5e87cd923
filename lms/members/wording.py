"""How roles and the acts of this room are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from lms.audit.sentences import Named, describe, name_things, word_values
from lms.members import queries
from lms.members.models import Gender, Role

ROLES: Mapping[Role, Any] = {
    Role.TRAINEE: _l("Trainee"),
    Role.INSTRUCTOR: _l("Instructor"),
    Role.ASSESSOR: _l("Assessor"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
GENDERS: Mapping[Gender, Any] = {
    Gender.FEMALE: _l("Female"),
    Gender.MALE: _l("Male"),
    Gender.OTHER: _l("Other"),
}
ACTS: Mapping[str, Any] = {
    "members.created": _l("%(actor)s made the account of %(object)s (roles: %(roles)s)."),
    "members.imported": _l(
        "%(actor)s imported a member list: %(created)s created, %(updated)s updated,"
        " %(unchanged)s unchanged, %(refused)s refused."
    ),
    "members.role_given": _l("%(actor)s gave %(object)s the role %(role)s."),
    "members.role_taken": _l("%(actor)s took the role %(role)s from %(object)s."),
    "members.blocked": _l("%(actor)s blocked %(object)s. Reason: %(reason)s"),
    "members.unblocked": _l("%(actor)s let %(object)s in again."),
    "members.code_handed_over": _l("%(actor)s made a one-time code for %(object)s."),
    "members.claimed": _l("%(actor)s set a password with a one-time code."),
    "members.password_reset": _l("%(actor)s set a new password by a mailed link."),
    "members.password_changed": _l("%(actor)s changed the password."),
    "members.second_factor_reset": _l("%(actor)s reset the second factor of %(object)s."),
    "members.contact_changed": _l("%(actor)s changed a contact from %(before)s to %(after)s."),
    "members.name_changed": _l("%(actor)s changed the name, which was %(before)s."),
    "members.name_confirmed": _l("%(actor)s confirmed the name for certificates."),
    "members.external_number_linked": _l(
        "%(actor)s changed the outside number of %(object)s from %(before)s to %(after)s."
    ),
}


def role_name(role: str) -> str:
    """The role in the language of the page."""
    return str(ROLES[Role(role)])


def role_names(roles: str) -> str:
    """The same for several, divided by commas."""
    return ", ".join(role_name(role) for role in roles.split(", ") if role)


def gender_name(gender: Gender) -> str:
    return str(GENDERS[gender])


def connect() -> None:
    """Teach the audit log this room's acts and names."""
    describe(ACTS)
    name_things("member", _named)
    word_values("role", role_names)
    word_values("roles", role_names)


def _named(member_ids: Iterable[int]) -> dict[int, Named]:
    return {
        member_id: Named(name, url_for("members.member", ref=ref))
        for member_id, (name, ref) in queries.names_of(member_ids).items()
    }
