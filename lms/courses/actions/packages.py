"""Course packages in and out: a folder becomes a course, and a course the same folder again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from flask_babel import gettext as _

from lms.courses import queries
from lms.courses.actions.publishing import publish, refresh_facts
from lms.courses.actions.writing import write_blocks
from lms.courses.blocks import kinds
from lms.courses.citations import keys_in
from lms.courses.fact_file import FACTS, FactSource
from lms.courses.lesson_text import LANGUAGES, write_lesson
from lms.courses.models import (
    Course,
    CourseAuthor,
    CourseFile,
    Fact,
    Lesson,
    Module,
)
from lms.courses.package import (
    COURSE,
    LESSONS,
    PICTURES,
    CourseSource,
    Library,
    ModuleSource,
    Package,
    paths_in,
    read_files,
)
from lms.courses.places import Problem
from lms.db import db, now
from lms.errors import RuleBroken
from lms.i18n import local_day
from lms.media import actions as media
from lms.members.models import Member

_HEAVY = {PICTURES: 200 * 1024}  # bytes, by folder


class PackageRefused(RuleBroken):
    """The package has problems; nothing of it was loaded."""

    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("This package has problems."))
        self.problems = problems


@dataclass(frozen=True)
class ReadLibrary:
    """A library that was checked whole, with its files ready to be kept."""

    library: Library
    files: dict[str, dict[str, media.PreparedFile]] = field(default_factory=dict)
    """By the root of a package, then by path."""

    @property
    def problems(self) -> list[Problem]:
        """Errors and warnings, in the order of files and lines."""
        return self.library.all_problems

    @property
    def errors(self) -> list[Problem]:
        return self.library.errors


@dataclass(frozen=True)
class Loaded:
    """What became of one package. An unchanged course keeps its revision."""

    slug: str
    is_new: bool
    is_changed: bool
    revision: int


def read_library(path: Path) -> ReadLibrary:
    """Read and check a course, or all courses and facts under a folder. Writes nothing.

    Slow, since pictures are decoded: do it before a writing transaction opens.
    """
    library = read_files(path, kinds().keys(), local_day(now()))
    files: dict[str, dict[str, media.PreparedFile]] = {}
    for package in library.packages:
        if not package.errors:  # what is half read would be blamed for what is missing
            package.problems += _kind_problems(package)
        files[str(package.root)] = _prepared(package)
    return ReadLibrary(library, files)


def load_package(path: Path, member: Member | None = None) -> list[Loaded]:
    """Read, check and load at once. Raises PackageRefused."""
    return load(read_library(path), member)


def load(read: ReadLibrary, member: Member | None = None) -> list[Loaded]:
    """Bring facts and courses to what the library says, and publish what changed.

    Courses, modules, lessons and blocks are known by their keys; nobody's progress is lost.
    A new course gets `member` as its author. Raises PackageRefused.
    """
    if read.errors:
        raise PackageRefused(read.errors)
    changed = load_facts(read.library.facts)
    loaded = [
        _load_course(package, read.files[str(package.root)], member)
        for package in read.library.packages
    ]
    refresh_facts(changed)
    return loaded


def load_facts(sources: Iterable[FactSource]) -> set[str]:
    """Bring the facts to what these say; the keys of those that are new or say otherwise."""
    by_key = {source.key: source for source in sources}
    known = queries.facts(by_key)
    changed = set()
    for key, source in by_key.items():
        fields = {name: getattr(source, name) for name in _FACT_FIELDS}
        fields["text"] = dict(source.text)
        if key not in known:
            db.session.add(Fact(key=key, **fields))
        elif known[key].snapshot() != source.snapshot():
            for name, value in fields.items():
                setattr(known[key], name, value)
        else:
            continue
        changed.add(key)
    db.session.flush()
    return changed


_FACT_FIELDS = (
    *("value", "unit", "text", "source_title", "source_url", "source_date"),
    *("certainty", "checked_on", "review_by", "status"),
)


def _kind_problems(package: Package) -> list[Problem]:
    return [problem for kind in kinds().values() for problem in kind.check(package)]


def _prepared(package: Package) -> dict[str, media.PreparedFile]:
    """The pictures and files that lessons show; what is wrong with them goes to the problems."""
    used = {block.target for lesson in package.source.lessons for block in lesson.blocks}
    prepared = {}
    for path in sorted(used & paths_in(package.root)):
        with (package.root / path).open("rb") as file:
            data = file.read(media.MOST_BYTES + 1)
        make = media.prepare_image if path.startswith(PICTURES) else media.prepare_file
        try:
            prepared[path] = make(data, path)
        except media.FileRefused as refusal:
            package.problems.append(Problem(package.place(path), str(refusal)))
            continue
        if len(prepared[path].data) > _HEAVY.get(path.split("/")[0], media.MOST_BYTES):
            message = _("This picture is heavy for a phone; make it smaller.")
            package.problems.append(Problem(package.place(path), message, is_warning=True))
    return prepared


# ---- in


def _load_course(
    package: Package, files: Mapping[str, media.PreparedFile], member: Member | None
) -> Loaded:
    source = package.source
    course = queries.course_by_slug(source.slug)
    is_new = course is None
    if course is None:
        course = Course(slug=source.slug, track=source.track, title=dict(source.title))
        db.session.add(course)
        db.session.flush()
        if member is not None:
            db.session.add(CourseAuthor(course_id=course.id, member_id=member.id))
    before = queries.current_revision(course.id)
    _write_course(course, source)
    _write_files(course, files, member)
    for kind in kinds().values():
        kind.load(course, package)
    revision = publish(course, None)
    is_changed = before is None or before.id != revision.id
    return Loaded(source.slug, is_new, is_changed, revision.number)


def _write_course(course: Course, source: CourseSource) -> None:
    course.track, course.hours = source.track, source.hours
    course.title, course.summary = dict(source.title), dict(source.summary)
    course.objectives = [dict(objective) for objective in source.objectives]
    modules = {module.key: module for module in course.modules}
    lessons = _lessons(course)
    for lesson in lessons.values():
        lesson.module = None  # what the package does not name leaves the draft, and is kept
    for position, module_source in enumerate(source.modules):
        module = modules.pop(module_source.key, None)
        if module is None:
            module = Module(key=module_source.key, title={}, course=course)
        module.title, module.position = dict(module_source.title), position
        _write_lessons(module, module_source, lessons)
    for module in modules.values():
        course.modules.remove(module)
    db.session.flush()
    db.session.expire(course, ["modules"])


def _lessons(course: Course) -> dict[str, Lesson]:
    """All lessons that the course has or had, by key."""
    rows = db.session.scalars(sa.select(Lesson).where(Lesson.course_id == course.id))
    return {lesson.key: lesson for lesson in rows}


def _write_lessons(module: Module, source: ModuleSource, lessons: dict[str, Lesson]) -> None:
    for position, lesson_source in enumerate(source.lessons):
        lesson = lessons.get(lesson_source.key)
        if lesson is None:
            lesson = Lesson(key=lesson_source.key, title={}, course=module.course, module=module)
            db.session.add(lesson)
        lesson.module, lesson.position = module, position
        lesson.title, lesson.minutes = dict(lesson_source.title), lesson_source.minutes
        db.session.flush()
        write_blocks(lesson, lesson_source.blocks)
    db.session.flush()
    db.session.expire(module, ["lessons"])


def _write_files(
    course: Course, files: Mapping[str, media.PreparedFile], member: Member | None
) -> None:
    known = queries.course_files(course.id)
    for path, prepared in files.items():
        stored = media.store(prepared, member.id if member else None)
        if path in known:
            known[path].media_file = stored
        else:
            db.session.add(CourseFile(course_id=course.id, path=path, media_file=stored))
    for path in known.keys() - files.keys():
        db.session.delete(known[path])
    db.session.flush()


# ---- out


def dump_course(course: Course, folder: Path) -> None:
    """Write the draft of the course as a package into `folder`, which must be new or empty.

    Loading it again, here or elsewhere, gives the same course. Raises FileExistsError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    _write_yaml(folder / COURSE, _course_entries(course))
    for lesson in course.lessons:
        _dump_lesson(lesson, folder / LESSONS)
    for path, file in queries.course_files(course.id).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(media.contents(file.media_file))
    for kind in kinds().values():
        kind.dump(course, folder / kind.folder)
    if facts := queries.facts(_cited(course)):
        _write_yaml(folder / FACTS, [_fact_entries(fact) for fact in facts.values()])


def _dump_lesson(lesson: Lesson, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    blocks = queries.paired_blocks(lesson)
    for language in LANGUAGES:
        if (text := write_lesson(blocks, language)) is not None:
            (folder / f"{lesson.key}.{language}.md").write_text(text, encoding="utf-8")


def _cited(course: Course) -> set[str]:
    blocks = [block for lesson in course.lessons for block in lesson.blocks]
    cited = keys_in(*(text for block in blocks for text in block.source.values()))
    return cited.union(*(kind.cites_anywhere(course) for kind in kinds().values()))


def _course_entries(course: Course) -> dict[str, Any]:
    return {
        "slug": course.slug,
        "track": course.track,
        "title": course.title,
        **({"summary": course.summary} if course.summary else {}),
        **({"objectives": course.objectives} if course.objectives else {}),
        "hours": course.hours,
        "modules": [
            {
                "key": module.key,
                "title": module.title,
                "lessons": [
                    {"key": lesson.key, "minutes": lesson.minutes, "title": lesson.title}
                    for lesson in module.lessons
                ],
            }
            for module in course.modules
        ],
    }


def _fact_entries(fact: Fact) -> dict[str, Any]:
    return {"key": fact.key, **fact.snapshot()} | {
        "checked_on": fact.checked_on,
        "review_by": fact.review_by,
    }


def _write_yaml(path: Path, value: Any) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")
