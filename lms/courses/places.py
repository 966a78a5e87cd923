"""Where in a package something stands, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file; `file` is relative to the folder that was given, lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a package. A warning does not keep it from being loaded."""

    place: Place
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
