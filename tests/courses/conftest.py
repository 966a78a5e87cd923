"""What the tests of courses share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.courses import blocks
from lms.courses.events import CourseCompleted, CoursePublished
from lms.events import Event, subscribe
from tests.courses.drills import Drills
from tests.courses.folder import Folder


@pytest.fixture
def drills(monkeypatch: pytest.MonkeyPatch) -> Drills:
    """A kind of block that courses know nothing of."""
    kind = Drills()
    monkeypatch.setitem(blocks._kinds, kind.name, kind)
    return kind


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A course package that is right in every part, on disk."""
    return Folder.made(tmp_path / "content")


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What courses tell the rooms above, in order."""
    from lms import events

    heard: list[Event] = []
    for kind in (CoursePublished, CourseCompleted):
        monkeypatch.setitem(events._subscribers, kind, list(events._subscribers[kind]))
        subscribe(kind, heard.append)
    return heard


@pytest.fixture
def count() -> Callable[[Callable[[], object]], int]:
    """How often something asks the database."""

    def counted(work: Callable[[], object]) -> int:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                asked.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
        return len(asked)

    return counted
