"""YAML that remembers its lines: values checked, each complaint with file and line. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import yaml
from flask_babel import gettext as _

from lms.courses.places import Place, Problem
from lms.web.texts import is_typable

LANGUAGES = ("en", "ur")
LONGEST_FILE = 1_000_000  # bytes
_DEEPEST = 30
_SHOWN = 40  # characters of a value that cannot be read
_MOST_BITS = 128  # of a whole number; YAML's may have a million, and take minutes to be written
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Node:
    """A value with its place: a dict of nodes, a list of nodes, or a plain value."""

    value: Any
    place: Place

    def get(self, name: str) -> Node | None:
        """The entry of a mapping; None when it is not there, or null, or this is no mapping."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return cast("Node | None", found) if found is not None and found.value is not None else None

    def plain(self) -> Any:
        """The same without places: dicts, lists and plain values."""
        if isinstance(self.value, dict):
            return {name: entry.plain() for name, entry in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def at(self, path: Iterable[str | int]) -> Place:
        """Where the value at the end of this way down stands, as far as the way goes."""
        node = self
        for step in path:
            below = node.value if isinstance(node.value, dict) else {}
            if isinstance(node.value, list):
                below = dict(enumerate(node.value))
            if step not in below:
                break
            node = below[step]
        return node.place


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The document in `text`; None with one problem when it is no YAML that we take.

    Aliases and tags are refused: a package is plain, and cannot grow while it is read.
    """
    try:
        _check_plain(text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        return (_node(root, file, yaml.SafeLoader(""), 0) if root else None), []
    except _Refused as refused:
        return None, [Problem(Place(file, refused.line), str(refused))]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = _("This is not YAML: %(reason)s.", reason=error.problem or error.context)
        return None, [Problem(Place(file, line), message)]
    except yaml.YAMLError:
        return None, [Problem(Place(file, 1), _("This file holds characters that YAML forbids."))]


def read_text(path: Path, name: str, root: Path | None = None) -> tuple[str, list[Problem]]:
    """The text of a file in UTF-8; "" with one problem when it cannot be had.

    No link leads out of `root`: what is read may be published.
    """
    try:
        data = _read(path, root)
    except OSError:
        return "", [Problem(Place(name, 1), _("This file cannot be read."))]
    if len(data) > LONGEST_FILE:
        return "", [Problem(Place(name, 1), _("This file is too large."))]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", [Problem(Place(name, line), _("This line is not UTF-8."))]
    if not _is_storable(text):
        return "", [Problem(Place(name, 1), _("This file cannot be read."))]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _read(path: Path, root: Path | None) -> bytes:
    """A little more than we take of it: a file may have no end."""
    is_inside = root is None or path.resolve().is_relative_to(root.resolve())
    if not is_inside or not path.is_file():  # a pipe would be waited for in vain
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(LONGEST_FILE + 1)


def _is_storable(text: str) -> bool:
    return is_typable(text) and _UNSTORABLE.search(text) is None


def read_yaml(path: Path, name: str, root: Path | None = None) -> tuple[Node | None, list[Problem]]:
    """The document in a file; None with one problem, or with none when the file is empty."""
    text, problems = read_text(path, name, root)
    return (None, problems) if problems else parse(text, name)


def _check_plain(text: str) -> None:
    if len(text) > LONGEST_FILE:
        raise _Refused(1, _("This file is too large."))
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(line, _("Anchors (&) and aliases (*) are not taken here."))
        if getattr(event, "tag", None):
            raise _Refused(line, _("Tags (!) are not taken here."))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _Refused(line, _("This is nested too deeply."))


def _node(node: yaml.Node, file: str, loader: yaml.SafeLoader, depth: int) -> Node:
    place = Place(file, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return Node(_entries(node, file, loader, depth), place)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item, file, loader, depth + 1) for item in node.value], place)
    try:
        return Node(_value(loader.construct_object(node)), place)
    except (ValueError, OverflowError) as error:  # as 2026-02-30
        message = _("This value cannot be read: %(value)s.", value=node.value[:_SHOWN])
        raise _Refused(place.line, message) from error


def _value(made: Any) -> Any:
    """The value itself; ValueError when no author means such a thing."""
    if isinstance(made, int) and made.bit_length() > _MOST_BITS:
        raise ValueError("a number past all bounds")
    if isinstance(made, str) and not _is_storable(made):
        raise ValueError("signs that cannot be stored")
    return made


def _entries(
    node: yaml.MappingNode, file: str, loader: yaml.SafeLoader, depth: int
) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in entries:
            raise _Refused(line, _("“%(name)s” stands here twice.", name=name))
        entries[name] = _node(value, file, loader, depth + 1)
    return entries


class Reading:
    """Takes typed values out of nodes; what does not fit goes to `problems`, and reading goes on.

    Where a value is missing or wrong, an empty one of the type comes back.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))

    def warning(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message, is_warning=True))

    def entries(
        self, node: Node, required: Collection[str], optional: Collection[str] = ()
    ) -> bool:
        """Whether this is a mapping at all; complains of missing and of unknown entries."""
        if not isinstance(node.value, dict):
            self.problem(node.place, _("Entries with names are expected here."))
            return False
        for name in required:
            if name not in node.value:
                self.problem(node.place, _("“%(name)s” is missing.", name=name))
        for name, entry in node.value.items():
            if name not in required and name not in optional:
                known = ", ".join([*required, *optional])
                message = _(
                    "“%(name)s” is not known here. These are: %(known)s.", name=name, known=known
                )
                self.problem(entry.place, message)
        return True

    def items(self, node: Node, name: str) -> list[Node]:
        """The items of the list called `name`; none where it is missing."""
        entry = node.get(name)
        if entry is None:
            return []
        if isinstance(entry.value, list):
            return entry.value
        self.problem(entry.place, _("“%(name)s” must be a list.", name=name))
        return []

    def text(self, node: Node, name: str, *, longest: int = 300) -> str:
        """A text; a number or a date must stand in quotes to be one."""
        entry = node.get(name)
        if entry is None:
            return ""
        if not isinstance(entry.value, str):
            self.problem(entry.place, _("“%(name)s” must be a text; put it in quotes.", name=name))
            return ""
        value = entry.value.strip()
        if not value:
            self.problem(entry.place, _("“%(name)s” is empty.", name=name))
        if len(value) > longest:
            self.too_long(entry.place, name, longest)
        return value

    def too_long(self, place: Place, name: str, longest: int) -> None:
        self.problem(
            place,
            _("“%(name)s” is longer than %(longest)s characters.", name=name, longest=longest),
        )

    def pattern(self, node: Node, name: str, pattern: re.Pattern[str], hint: str) -> str:
        """A text that matches as a whole; `hint` says in a sentence how it must look."""
        value = self.text(node, name)
        entry = node.get(name)
        if value and entry and not pattern.fullmatch(value):
            self.problem(entry.place, hint)
            return ""
        return value

    def choice(self, node: Node, name: str, choices: Collection[str], default: str = "") -> str:
        """One of these texts."""
        entry = node.get(name)
        if entry is None:
            return default
        if not isinstance(entry.value, str) or entry.value not in choices:
            known = ", ".join(choices)
            message = _("“%(name)s” must be one of these: %(known)s.", name=name, known=known)
            self.problem(entry.place, message)
            return default
        return entry.value

    def whole(self, node: Node, name: str, least: int, most: int, default: int = 0) -> int:
        """A whole number within these bounds."""
        entry = node.get(name)
        if entry is None:
            return default
        value = entry.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            message = _(
                "“%(name)s” must be a whole number from %(least)s to %(most)s.",
                name=name,
                least=least,
                most=most,
            )
            self.problem(entry.place, message)
            return default
        return value

    def decimal(self, node: Node, name: str, default: Decimal = Decimal(0)) -> Decimal:
        """A number, exact as it is written, with or without quotes."""
        entry = node.get(name)
        if entry is None:
            return default
        try:
            if isinstance(entry.value, bool | date):
                raise ValueError("no number")
            value = Decimal(str(entry.value).strip())
            if value.is_finite():
                return value
        except (ArithmeticError, ValueError):
            pass
        self.problem(entry.place, _("“%(name)s” must be a number.", name=name))
        return default

    def flag(self, node: Node, name: str, default: bool = False) -> bool:
        """true or false."""
        entry = node.get(name)
        if entry is None:
            return default
        if not isinstance(entry.value, bool):
            self.problem(entry.place, _("“%(name)s” must be true or false.", name=name))
            return default
        return entry.value

    def day(self, node: Node, name: str) -> date:
        """A date as 2026-11-22; 1970-01-01 where it is missing."""
        entry = node.get(name)
        if entry is not None and isinstance(entry.value, date):
            return entry.value
        if entry is not None:
            self.problem(entry.place, _("“%(name)s” must be a date as 2026-11-22.", name=name))
        return date(1970, 1, 1)

    def localised(self, node: Node, name: str, *, longest: int = 2000) -> dict[str, str]:
        """A text in each language: {en: …, ur: …}. One language alone is a warning."""
        entry = node.get(name)
        return {} if entry is None else self.localised_value(entry, name, longest=longest)

    def localised_value(self, entry: Node, name: str, *, longest: int = 2000) -> dict[str, str]:
        """The same for a node that is the text itself; `name` is used in complaints."""
        if not isinstance(entry.value, dict):
            message = _("“%(name)s” needs its languages: {en: …, ur: …}.", name=name)
            self.problem(entry.place, message)
            return {}
        self.entries(entry, (), LANGUAGES)
        present = [language for language in LANGUAGES if entry.get(language)]
        texts = {language: self.text(entry, language, longest=longest) for language in present}
        if not texts:
            self.problem(entry.place, _("“%(name)s” says nothing.", name=name))
        for language in LANGUAGES:
            if texts and language not in texts:
                message = _(
                    "“%(name)s” is not there in %(language)s.", name=name, language=language
                )
                self.warning(entry.place, message)
        return {language: text for language, text in texts.items() if text}
