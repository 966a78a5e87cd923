"""Kinds of block that upper rooms bring: a quiz, an assignment. `lms.app` registers them here.

A lesson cites such a block as `::: quiz KEY`. What it says, and whether a learner has done it, is
the upper room's: it tells `actions.block_done` when it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from lms.courses.models import Course, CourseRevision
from lms.courses.package import Package
from lms.courses.places import Problem
from lms.courses.progress import Standing


class BlockKind(Protocol):
    """One kind of block. Nothing here commits; what writes, flushes."""

    name: str
    """What lessons write after `:::`, for example "quiz"."""

    label: Any
    """What authors call such blocks, in the plural: a lazy text, for example "Quizzes"."""

    folder: str
    """Where a course package keeps such blocks, for example "quizzes"."""

    def check(self, package: Package) -> Iterable[Problem]:
        """What is wrong with the files of this kind, with file and line.

        `package.uses(self.name)` tells where lessons cite which key: each must have its file.
        `package.facts` holds all facts, by key; those whose "status" is not "stated" may not be
        cited.
        """

    def load(self, course: Course, package: Package) -> None:
        """Bring the course's drafts of this kind to what the package says: upsert by key.

        Called with a package that has no problems.
        """

    def dump(self, course: Course, folder: Path) -> None:
        """Write the drafts of this kind as files into `folder`, which does not exist yet, and
        what they have in common beside it.

        Write nothing, not even the folder, when there are none.
        """

    def digests(self, course_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
        """For each draft in these courses, by course and key, a text that differs when, and only
        when, the draft differs (facts it cites apart). How many queries it takes is fixed.
        """

    def cites(self, course: Course, key: str) -> set[str]:
        """The keys of the facts that the draft cites."""

    def cites_anywhere(self, course: Course) -> set[str]:
        """The keys of the facts that its files cite, of drafts that no lesson shows too."""

    def problems(self, course: Course, key: str) -> Iterable[str]:
        """Sentences that say why the draft cannot be published; one when there is no such draft."""

    def before_publishing(self, course: Course) -> Iterable[str]:
        """Sentences on what publishing the course leaves as it is, for whoever is about to."""

    def publish(self, revision: CourseRevision, key: str) -> None:
        """Freeze the draft for this revision; `revision.facts` holds the facts as they stand."""

    def carry(self, before: CourseRevision, revision: CourseRevision, key: str) -> None:
        """Take over what `before` froze, unchanged: only facts differ. The draft stays unseen."""

    def panel(self, standing: Standing, key: str) -> Markup:
        """The block on the lesson page of a learner: `standing.enrolment_id` is never None."""

    def preview(self, course: Course, key: str) -> Markup:
        """The block as its author sees it in the preview of a lesson."""

    def titles(self, course: Course) -> Mapping[str, Mapping[str, str]]:
        """The titles of all drafts of this kind in the course, by key. One query."""

    def edit_url(self, course: Course, key: str) -> str:
        """Where its authors write the draft of this key."""

    def desk_url(self, course: Course) -> str:
        """Where its authors see all drafts of this kind and begin a new one."""


_kinds: dict[str, BlockKind] = {}


def register(kind: BlockKind) -> None:
    """Make a kind known; registering it again replaces it."""
    _kinds[kind.name] = kind


def kinds() -> Mapping[str, BlockKind]:
    """The registered kinds by name."""
    return _kinds
