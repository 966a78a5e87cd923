"""The categories of a bank as a tree, and what its list is asked for. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lms.assessments.kinds.item import Difficulty, Text
from lms.assessments.pools import Path
from lms.assessments.spelling import normalised

MOST_WORDS = 8
NO_FOLDER = "-"
UNUSED, DUE = "unused", "due"
NEWEST, NAME = "newest", "name"


@dataclass(frozen=True)
class Row:
    """A category as it is stored, with how many questions stand right in it."""

    id: int
    parent_id: int | None
    key: str
    title: Text
    count: int


@dataclass(frozen=True)
class Folder:
    """A category in its place: `titles` are those of the way down, its own last.

    `own` counts the questions right in it, `all` those below as well.
    """

    id: int
    parent_id: int | None
    path: Path
    titles: tuple[Text, ...]
    own: int
    all: int

    @property
    def title(self) -> Text:
        return self.titles[-1]

    @property
    def name(self) -> str:
        """Its path as addresses and files write it."""
        return "/".join(self.path)

    @property
    def depth(self) -> int:
        """How many categories it stands in."""
        return len(self.path) - 1


@dataclass(frozen=True)
class Tree:
    """All categories of a bank, each followed by what stands in it, brothers by title.

    `loose` is how many questions stand in none.
    """

    folders: tuple[Folder, ...] = ()
    loose: int = 0
    _by_id: Mapping[int, Folder] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row], loose: int) -> Tree:
        below: dict[int | None, list[Row]] = defaultdict(list)
        for row in rows:
            below[row.parent_id].append(row)
        folders = tuple(_walk(below, None, (), ()))
        return cls(folders, loose, {folder.id: folder for folder in folders})

    @property
    def total(self) -> int:
        return self.loose + sum(folder.own for folder in self.folders)

    def at(self, name: str) -> Folder | None:
        """The category of this path, written like fees/markets."""
        return next((folder for folder in self.folders if folder.name == name), None)

    def get(self, category_id: int | None) -> Folder | None:
        return self._by_id.get(category_id or 0)

    def path(self, category_id: int | None) -> Path:
        folder = self.get(category_id)
        return folder.path if folder else ()

    def within(self, folder: Folder) -> list[Folder]:
        """The category and all that stand in it."""
        length = len(folder.path)
        return [one for one in self.folders if one.path[:length] == folder.path]

    def outside(self, folder: Folder) -> list[Folder]:
        """Where it could be moved to: everything but itself and what stands in it."""
        inside = {one.id for one in self.within(folder)}
        return [one for one in self.folders if one.id not in inside]

    def children(self, parent_id: int | None) -> list[Folder]:
        return [folder for folder in self.folders if folder.parent_id == parent_id]


def _walk(
    below: Mapping[int | None, list[Row]],
    parent_id: int | None,
    path: Path,
    titles: tuple[Text, ...],
) -> Iterator[Folder]:
    for row in sorted(below.get(parent_id, ()), key=_order):
        here, named = (*path, row.key), (*titles, row.title)
        inside = tuple(_walk(below, row.id, here, named))
        children = sum(one.all for one in inside if one.parent_id == row.id)
        yield Folder(row.id, parent_id, here, named, row.count, row.count + children)
        yield from inside


def _order(row: Row) -> tuple[str, str]:
    return next(iter(row.title.values()), row.key).casefold(), row.key


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is asked for; what is empty asks for nothing.

    `folder` is a path, or NO_FOLDER for the questions in no category; all `tags` must be there.
    """

    typed: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    kind: str = ""
    only: str = ""
    order: str = NEWEST

    @classmethod
    def of(cls, asked: Asked, kinds: Collection[str]) -> Wanted:
        """What an address asks for; words that nobody knows here ask for nothing."""
        return cls(
            typed=" ".join(asked.get("q", "").split())[:200],
            folder=asked.get("category", ""),
            tags=tuple(dict.fromkeys(tag for tag in asked.getlist("tag") if tag)),
            difficulty=_one_of(asked.get("difficulty", ""), Difficulty),
            kind=_one_of(asked.get("kind", ""), kinds),
            only=_one_of(asked.get("only", ""), (UNUSED, DUE)),
            order=_one_of(asked.get("sort", ""), (NEWEST, NAME)) or NEWEST,
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What was typed as the words of questions are kept; each must be met."""
        words = (normalised(word) for word in self.typed.split())
        return tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS]

    @property
    def narrows(self) -> bool:
        """Whether something is asked for beside the category."""
        return bool(self.typed or self.tags or self.difficulty or self.kind or self.only)

    def dump(self) -> dict[str, str | list[str]]:
        """The same as the words of an address."""
        order = "" if self.order == NEWEST else self.order
        words: dict[str, str | list[str]] = {
            "q": self.typed,
            "category": self.folder,
            "tag": list(self.tags),
            "difficulty": self.difficulty,
            "kind": self.kind,
            "only": self.only,
            "sort": order,
        }
        return {name: value for name, value in words.items() if value}


class Asked(Protocol):
    """The words behind the question mark of an address."""

    def get(self, key: str, default: str) -> str: ...

    def getlist(self, key: str) -> list[str]: ...


def _one_of(word: str, words: Iterable[str]) -> str:
    return word if word in set(words) else ""
