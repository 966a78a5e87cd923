"""What every page's frame needs: the ways through the site, and this page in the other language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_login import current_user


@dataclass(frozen=True)
class Way:
    """A link in the bar: shown to these roles ("" is everybody, "member" is who is signed in)."""

    endpoint: str
    label: object  # a lazy string
    roles: frozenset[str]


@dataclass(frozen=True)
class Link:
    url: str
    label: object
    is_current: bool


def init_app(app: Flask, ways: Sequence[Way]) -> None:
    app.extensions["ways"] = tuple(ways)
    app.jinja_env.globals.update(navigation=navigation, language_url=language_url)


def navigation() -> list[Link]:
    """The links that this person can use."""
    return [
        Link(url_for(way.endpoint), way.label, way.endpoint == request.endpoint)
        for way in current_app.extensions["ways"]
        if _is_for(way.roles)
    ]


def _is_for(roles: frozenset[str]) -> bool:
    if "" in roles:
        return True
    if not current_user.is_authenticated:
        return False
    return "member" in roles or any(current_user.has_role(role) for role in roles)


def language_url(language: str) -> str:
    """This page in another language; after a form was refused, its empty page.

    Relative, so that a page does not repeat the address under which it was asked for.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"?{urlencode([*kept, ('lang', language)])}"
