"""Who may open an endpoint. Deny by default: one without a guard keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, g, request
from flask_babel import gettext as _
from flask_login import current_user

from lms.errors import NotAllowed

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Person(Protocol):
    """What the web knows of whoever is signed in."""

    id: int
    is_authenticated: bool

    def has_role(self, role: str) -> bool: ...


@dataclass(frozen=True)
class Guard:
    """Who may come in: anyone, who is signed in, or who has one of these roles."""

    sign_in: bool = True
    roles: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return " or ".join(sorted(self.roles)) or ("signed in" if self.sign_in else "anyone")


def _guarded(view: F, guard: Guard) -> F:
    if guard_of(view) is not None:
        raise TypeError(f"{view.__qualname__} has two guards")
    view.__dict__["guard"] = guard
    return view


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """The guard of a view; None when it has none."""
    return cast("Guard | None", getattr(view, "guard", None))


def public(view: F) -> F:
    """Anyone may open it, signed in or not."""
    return _guarded(view, Guard(sign_in=False))


def signed_in(view: F) -> F:
    """Any member who is signed in."""
    return _guarded(view, Guard())


def role(*roles: str) -> Callable[[F], F]:
    """Members who have one of these roles; others get 403."""
    return lambda view: _guarded(view, Guard(roles=frozenset(roles)))


def signed_in_id() -> int | None:
    """The id of the member who is signed in, without asking the database again."""
    return cast("int | None", g.get("signed_in_id"))


def authorise(allowed: bool) -> None:
    """Go on when allowed, else refuse with 403: the person may know of the thing, not do this."""
    if not allowed:
        abort(403)


def found(thing: T | None) -> T:
    """The thing, or 404: there is none, or none that this person may know of."""
    if thing is None:
        abort(404)
    return thing


def check_guard(app: Flask) -> None:
    """Hold the person who asks against the guard of the endpoint asked for."""
    guard = guard_of(app.view_functions[request.endpoint or ""]) or Guard()
    if not guard.sign_in:
        return
    person = cast(Person, current_user)
    if not person.is_authenticated:
        abort(401)
    g.signed_in_id = person.id
    if guard.roles and not any(person.has_role(name) for name in guard.roles):
        raise NotAllowed(_refusal())


def _refusal() -> str:
    return str(_("This page is for other roles. Ask your programme office if you need it."))


def check_every_endpoint(app: Flask) -> None:
    """Refuse to start when an endpoint has no guard."""
    bare = [name for name, view in app.view_functions.items() if guard_of(view) is None]
    if bare:
        raise RuntimeError(f"endpoints without a guard: {', '.join(sorted(bare))}")
