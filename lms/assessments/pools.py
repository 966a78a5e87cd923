"""The lines of a quiz's draft: a question by name, a heading, a draw from a bank. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from lms.assessments.checking import KEY, Reader
from lms.assessments.kinds.item import MOST_MARKS, Difficulty
from lms.assessments.numbers import neutral

MOST_TAKEN = 100
DEEPEST = 6
Path = tuple[str, ...]
"""The way down to a category by the keys of its folders: ("fees", "markets")."""


@dataclass(frozen=True)
class Candidate:
    """What is known of a question where a draw looks for it: `path` is () at the top."""

    path: Path
    tags: Collection[str]
    difficulty: str | None


@dataclass(frozen=True, kw_only=True)
class Pool:
    """`course` is the slug of the course whose bank is meant, "" the quiz's own.

    A category takes in what stands in its folders; all `tags` must be there, and one of the
    `difficulties`. What is empty asks for nothing.
    """

    take: int = 1
    course: str = ""
    category: Path = ()
    tags: tuple[str, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()

    @classmethod
    def read(cls, reader: Reader) -> Pool:
        """Read and check; flaws are noted there."""
        return cls(
            take=reader.whole("take", 1, least=1, most=MOST_TAKEN),
            course=reader.plain("course", ""),
            category=read_path(reader, "category"),
            tags=_tags(reader),
            difficulties=_difficulties(reader),
        )

    def dump(self) -> dict[str, Any]:
        content = {
            "course": self.course,
            "category": "/".join(self.category),
            "tags": list(self.tags),
            "difficulties": [str(one) for one in self.difficulties],
        }
        return {"take": self.take} | {name: value for name, value in content.items() if value}

    def fits(self, one: Candidate) -> bool:
        """Whether the question may be drawn."""
        return (
            one.path[: len(self.category)] == self.category
            and set(self.tags) <= set(one.tags)
            and (not self.difficulties or one.difficulty in self.difficulties)
        )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: exactly one of the key of a question, a draw, and a heading.

    `course` is the slug of the course whose bank holds the question, "" the quiz's own.
    `mark` is what each of its questions is worth in this quiz, None as its author said.
    """

    question: str | None = None
    course: str = ""
    pool: Pool | None = None
    heading: Mapping[str, str] | None = None
    mark: Fraction | None = None

    @classmethod
    def read(cls, reader: Reader) -> Line:
        """Read and check one entry of a file's `lines`; flaws are noted there."""
        named = [name for name in ("question", "draw", "heading") if reader.has(name)]
        if len(named) != 1:
            reader.note(_("A line is one of: question, draw, heading."))
            return cls()
        line = cls(**_content(reader, named[0]), mark=_mark(reader))
        reader.close()
        return line

    def dump(self) -> dict[str, Any]:
        content: dict[str, Any] = {"question": self.question}
        if self.course:
            content["course"] = self.course
        if self.pool is not None:
            content = {"draw": self.pool.dump()}
        elif self.heading is not None:
            content = {"heading": dict(self.heading)}
        return content | ({} if self.mark is None else {"mark": neutral(self.mark)})


def _content(reader: Reader, name: str) -> dict[str, Any]:
    if name == "question":
        return {"question": reader.key("question"), "course": reader.plain("course", "")}
    if name == "heading":
        return {"heading": reader.text("heading")}
    below = reader.part("draw")
    pool = Pool.read(below)
    below.close()
    return {"pool": pool}


def _mark(reader: Reader) -> Fraction | None:
    if not reader.has("mark"):
        return None
    mark = reader.number("mark", least=0, most=MOST_MARKS)
    if not mark:
        reader.note(_("A question must be worth something."), "mark")
    return mark


def read_path(reader: Reader, key: str) -> Path:
    """A category as files write it: fees/markets; () when there is none."""
    text = reader.plain(key, "")
    parts = tuple(part for part in text.split("/") if part)
    if len(parts) > DEEPEST or not all(KEY.fullmatch(part) for part in parts):
        sentence = _(
            "“%(name)s” must be written like fees/markets, in small Latin letters.", name=key
        )
        reader.note(sentence, key)
        return ()
    return parts


def _tags(reader: Reader) -> tuple[str, ...]:
    tags = reader.words("tags") if reader.has("tags") else ()
    return tuple(dict.fromkeys(" ".join(tag.split()).casefold() for tag in tags))


def _difficulties(reader: Reader) -> tuple[Difficulty, ...]:
    words = reader.words("difficulties") if reader.has("difficulties") else ()
    known = list(Difficulty)
    for word in words:
        if word not in known:
            reader.note(
                _("“%(word)s” is no difficulty: easy, medium or hard.", word=word), "difficulties"
            )
    return tuple(one for one in known if one in words)
