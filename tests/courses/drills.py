"""A kind of block as an upper room would bring it: a text that is done when someone says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from lms.courses.blocks import BlockKind
from lms.courses.citations import fill_text, keys_in
from lms.courses.models import Course, CourseRevision
from lms.courses.package import Package
from lms.courses.places import Problem
from lms.courses.progress import Standing


class Drills:
    """Drafts by course and key, and what was frozen by revision and key."""

    name = "drill"
    folder = "drills"

    def __init__(self) -> None:
        self.drafts: dict[tuple[int, str], str] = {}
        self.frozen: dict[tuple[int, str], str] = {}

    def check(self, package: Package) -> Iterable[Problem]:
        for key, place in package.uses(self.name).items():
            if not self._file(package, key).is_file():
                yield Problem(place, f"There is no drill {key}.")

    def load(self, course: Course, package: Package) -> None:
        for key in package.uses(self.name):
            self.drafts[course.id, key] = self._file(package, key).read_text()

    def dump(self, course: Course, folder: Path) -> None:
        own = {
            key: text for (course_id, key), text in self.drafts.items() if course_id == course.id
        }
        if own:
            folder.mkdir()
        for key, text in own.items():
            (folder / f"{key}.txt").write_text(text)

    def digests(self, course_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
        return {name: text for name, text in self.drafts.items() if name[0] in course_ids}

    def cites(self, course: Course, key: str) -> set[str]:
        return keys_in(self.drafts[course.id, key])

    def cites_anywhere(self, course: Course) -> set[str]:
        drafts = (text for (owner, _key), text in self.drafts.items() if owner == course.id)
        return keys_in(*drafts)

    def problems(self, course: Course, key: str) -> Iterable[str]:
        return [] if (course.id, key) in self.drafts else [f"There is no drill {key}."]

    def before_publishing(self, course: Course) -> Iterable[str]:
        return ()

    def publish(self, revision: CourseRevision, key: str) -> None:
        text = self.drafts[revision.course_id, key]
        self.frozen[revision.id, key] = fill_text(text, revision.facts, "en")

    def carry(self, before: CourseRevision, revision: CourseRevision, key: str) -> None:
        self.frozen[revision.id, key] = f"{self.frozen[before.id, key]} Renewed."

    def panel(self, standing: Standing, key: str) -> Markup:
        text = self.frozen[standing.revision_id, key]
        return Markup("<p>Drill: {}</p>").format(text)

    def preview(self, course: Course, key: str) -> Markup:
        return Markup("<p>Drill {}</p>").format(key)

    def titles(self, course: Course) -> Mapping[str, Mapping[str, str]]:
        return {key: {"en": text} for (_course, key), text in self.drafts.items()}

    def edit_url(self, course: Course, key: str) -> str:
        return f"/drills/{key}"

    def new_url(self, course: Course) -> str:
        return "/drills"

    def _file(self, package: Package, key: str) -> Path:
        return package.root / self.folder / f"{key}.txt"


_kept: BlockKind = Drills()  # the contract, checked by the type checker
