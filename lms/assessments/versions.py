"""What changed between two versions of a question, told for its authors field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.likeness import signature
from lms.courses.differences import Piece, Side, pieces
from lms.i18n import LANGUAGES

LEAST_ALIKE = 0.3  # rows that share less of their words are another row
MOST_ROWS = 100  # each is held against each; what has more is compared by place
PARTED = " · "
_NAMES: Mapping[str, Any] = {
    "text": _l("Question"),
    "mark": _l("Marks"),
    "feedback": _l("Why"),
    "hints": _l("Hints"),
    "tags": _l("Tags"),
    "choices": _l("Choices"),
    "right": _l("Right"),
    "scoring": _l("How a half-right answer counts"),
    "accept": _l("Answers that are right"),
    "answer": _l("Right answer"),
    "draw": _l("Drawn values"),
    "from": _l("From"),
    "to": _l("To"),
    "step": _l("In steps of"),
    "fact": _l("From a fact"),
    "tolerance": _l("How far off an answer may be"),
    "unit": _l("Unit"),
    "kind": _l("Kind of question"),
}
_USUAL: Mapping[str, Any] = {"mark": 1, "right": False, "tolerance": 0, "step": 1}


@dataclass(frozen=True)
class Change:
    """One field that differs: the words kept and removed before, the words kept and added after.

    `path_label` says in the language of the page where it stands; `language` is that of the words,
    "" where they have none. () is a field that was not there.
    """

    path_label: str
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two neutral dicts of a question, in the order of their fields."""
    return list(_of_names((), before, after))


Labels = tuple[str, ...]


def _of_names(
    labels: Labels, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        usual = _USUAL.get(name)
        old, new = before.get(name, usual), after.get(name, usual)
        if old != new:
            yield from _of_values(labels, name, old, new)


def _of_values(labels: Labels, name: str, before: object, after: object) -> Iterator[Change]:
    here = (*labels, _named(name, labels))
    one = before if before is not None else after
    if name in LANGUAGES and isinstance(one, str):
        yield _change((*labels, LANGUAGES[name]), before, after, name)
    elif _are(Mapping, before, after):
        yield from _of_names(here, _mapping(before), _mapping(after))
    elif _are(list, before, after):
        yield from _of_lists(here, name, _list(before), _list(after))
    else:
        yield _change(here, before, after)


def _named(name: str, labels: Labels) -> str:
    """The name of a field; the text of a choice needs none beside the choice's own."""
    if labels and labels[-1] == str(_NAMES["draw"]):
        return name  # the author's own
    return "" if name == "text" and labels else str(_NAMES.get(name, name))


def _are(kind: type, before: object, after: object) -> bool:
    both = [value for value in (before, after) if value is not None]
    return all(isinstance(value, kind) for value in both)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _of_lists(here: Labels, name: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    if not all(isinstance(row, Mapping) for row in (*before, *after)):
        yield _of_items(here, before, after)
        return
    rows = _paired(before, after)
    for old, new in rows:
        number = (old if new is None else new) or 0
        row = (*here[:-1], _numbered(name, here[-1], number + 1))
        yield from _of_names(
            row, {} if old is None else before[old], {} if new is None else after[new]
        )
    stayed = [old for old, new in rows if old is not None and new is not None]
    if stayed != sorted(stayed):
        old_order = ", ".join(str(old + 1) for old in sorted(stayed))
        new_order = ", ".join(str(old + 1) for old in stayed)
        yield _change((*here, _("Order")), old_order, new_order)


def _numbered(name: str, label: str, number: int) -> str:
    if name == "choices":
        return str(_("Choice %(number)s", number=number))
    return f"{label} {number}"


Pairs = list[tuple[int | None, int | None]]


def _paired(before: Sequence[Any], after: Sequence[Any]) -> Pairs:
    """The rows that became each other, by their places, in the order of the later list.

    First those most alike, then those that stand in one place; what is left went or came. Rows
    that went stand at the end.
    """
    pairs = _most_alike(before, after) if max(len(before), len(after)) <= MOST_ROWS else {}
    taken = set(pairs.values())
    for place in range(min(len(before), len(after))):
        if place not in pairs and place not in taken:
            pairs[place] = place
            taken.add(place)
    gone = [old for old in range(len(before)) if old not in taken]
    return [(pairs.get(new), new) for new in range(len(after))] + [(old, None) for old in gone]


def _most_alike(before: Sequence[Any], after: Sequence[Any]) -> dict[int, int]:
    """The place before of each row that has one, by its place after."""
    old, new = [_words(row) for row in before], [_words(row) for row in after]
    found = sorted(
        (-(before[o] == after[n]), -_share(old[o], new[n]), abs(o - n), o, n)
        for o in range(len(before))
        for n in range(len(after))
    )
    pairs: dict[int, int] = {}
    for same, share, _apart, o, n in found:
        if (same or -share >= LEAST_ALIKE) and n not in pairs and o not in pairs.values():
            pairs[n] = o
    return pairs


def _words(row: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(said for said in signature(row) if "" not in said)


def _share(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _of_items(here: Labels, before: list[Any], after: list[Any]) -> Change:
    """A list of plain texts, a line each."""
    return Change(
        PARTED.join(filter(None, here)),
        "",
        tuple(
            Piece(Side.BOTH if one in after else Side.FIRST, f"{_said(one)}\n") for one in before
        ),
        tuple(
            Piece(Side.BOTH if one in before else Side.SECOND, f"{_said(one)}\n") for one in after
        ),
    )


def _change(labels: Labels, before: object, after: object, language: str = "") -> Change:
    both = pieces(_said(before), _said(after))
    return Change(
        PARTED.join(filter(None, labels)),
        language,
        tuple(piece for piece in both if piece.side is not Side.SECOND),
        tuple(piece for piece in both if piece.side is not Side.FIRST),
    )


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(value)
