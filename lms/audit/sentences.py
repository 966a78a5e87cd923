"""How an act reads. Each room says its own verbs and names its own things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from lms.audit.models import AuditEntry


@dataclass(frozen=True)
class Named:
    """A thing as the log shows it: its name, and its page when it has one."""

    name: str
    url: str | None = None


Names = Callable[[Iterable[int]], Mapping[int, Named]]
MEMBER = "member"
_sentences: dict[str, Any] = {}
_names: dict[str, Names] = {}
_wordings: dict[str, Callable[[str], str]] = {}


def describe(sentences: Mapping[str, Any]) -> None:
    """Say how verbs read: lazy sentences with %(actor)s, %(object)s and keys of the summary."""
    _sentences.update(sentences)


def name_things(kind: str, names: Names) -> None:
    """Say how things of a kind are called: a function from ids to names, asked once a page."""
    _names[kind] = names


def word_values(key: str, wording: Callable[[str], str]) -> None:
    """Say how the values under a key of the summary read, such as the names of roles."""
    _wordings[key] = wording


def verbs() -> dict[str, str]:
    """Every verb that some room has described, with its sentence: "… gave … the role …"."""
    blanks: dict[str, str] = defaultdict(lambda: "…")
    return {verb: str(sentence) % blanks for verb, sentence in sorted(_sentences.items())}


def read_out(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, Markup]]:
    """Each entry with its sentence, names looked up once for all of them."""
    entries = list(entries)
    names = _look_up(entries)
    return [(entry, _sentence(entry, names)) for entry in entries]


def _look_up(entries: list[AuditEntry]) -> dict[tuple[str, int], Named]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.object_kind].add(entry.object_id)
        if entry.actor_id is not None:
            wanted[MEMBER].add(entry.actor_id)
    return {
        (kind, thing): named
        for kind, ids in wanted.items()
        if kind in _names
        for thing, named in _names[kind](ids).items()
    }


def _sentence(entry: AuditEntry, names: Mapping[tuple[str, int], Named]) -> Markup:
    values: dict[str, Any] = defaultdict(lambda: "–")
    values.update({key: _isolated(_worded(key, value)) for key, value in entry.summary.items()})
    values["actor"] = _actor(entry, names)
    values["object"] = _thing(entry.object_kind, entry.object_id, names)
    values["verb"] = entry.verb
    sentence = _sentences.get(entry.verb) or _("%(actor)s did %(verb)s to %(object)s.")
    return escape(str(sentence)) % values


def _worded(key: str, value: Any) -> str:
    return _wordings.get(key, str)(str(value)) or "–"


def _actor(entry: AuditEntry, names: Mapping[tuple[str, int], Named]) -> Markup:
    if entry.actor_id is None:
        return Markup("{}").format(_("The system"))
    return _thing(MEMBER, entry.actor_id, names)


def _thing(kind: str, thing: int, names: Mapping[tuple[str, int], Named]) -> Markup:
    named = names.get((kind, thing), Named(f"{kind} {thing}"))
    if named.url is None:
        return _isolated(named.name)
    return Markup('<a href="{}">{}</a>').format(named.url, _isolated(named.name))


def _isolated(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)
