"""A course package: a folder that a person can read, checked whole before anything is loaded. Pure.

What is read here is what the files say. Pictures are decoded, and blocks of upper rooms checked,
by `actions.read_library`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from lms.courses import checking, markdown
from lms.courses.fact_file import FACTS, FactSource, facts_at, read_facts
from lms.courses.lesson_text import (
    DOWNLOAD,
    IMAGE,
    LANGUAGES,
    WRITTEN,
    PairedBlock,
    SourceBlock,
    pair,
    read_lesson,
)
from lms.courses.marked_yaml import Node, Reading, read_text, read_yaml
from lms.courses.models import Track
from lms.courses.naming import LONGEST, NAME
from lms.courses.places import Place, Problem

COURSE, COURSES = "course.yaml", "courses"
LESSONS, PICTURES, FILES = "lessons", "pictures", "files"
LONGEST_LESSON = 100_000  # characters in one language
WORDS_A_MINUTE = 130  # of people who read in their second language, on a phone
TRACKS = tuple(Track)
_PATHS = {
    IMAGE: re.compile(rf"{PICTURES}/[\w-][\w.-]*\.webp"),
    DOWNLOAD: re.compile(rf"{FILES}/[\w-][\w.-]*\.[a-z0-9]+"),
}
_LESSON_FILE = re.compile(r"(.+)\.(en|ur)\.md")


@dataclass(frozen=True)
class LessonSource:
    """One lesson: what course.yaml says of it, and its blocks."""

    key: str
    title: Mapping[str, str]
    minutes: int
    blocks: tuple[PairedBlock, ...] = ()


@dataclass(frozen=True)
class ModuleSource:
    key: str
    title: Mapping[str, str]
    lessons: tuple[LessonSource, ...]


@dataclass(frozen=True)
class CourseSource:
    """What course.yaml says, with the lessons read in."""

    slug: str
    track: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    objectives: tuple[Mapping[str, str], ...]
    hours: int
    modules: tuple[ModuleSource, ...]

    @property
    def lessons(self) -> list[LessonSource]:
        return [lesson for module in self.modules for lesson in module.lessons]


@dataclass
class Package:
    """One course folder as it was read. With `problems` that are no warnings it must not be loaded.

    `root` is the folder, `name` how problems call it. `facts` are all that are known, by key,
    in the shape of `CourseRevision.facts`; only those whose "status" is "stated" may be cited.
    """

    root: Path
    name: str
    source: CourseSource
    facts: Mapping[str, Mapping[str, Any]]
    problems: list[Problem]

    def uses(self, kind: str) -> dict[str, Place]:
        """Where lessons cite blocks of this kind, by key."""
        return {
            block.target: self.place(f"{LESSONS}/{lesson.key}.{language}.md", line)
            for lesson in self.source.lessons
            for block in lesson.blocks
            if block.kind == kind
            for language, line in list(block.lines.items())[:1]
        }

    def place(self, path: str, line: int = 1) -> Place:
        """A place in a file of this package, as problems name it."""
        return Place(f"{self.name}{path}", line)

    def yaml(self, path: str) -> tuple[Node | None, list[Problem]]:
        """A YAML file of this package, with the lines of all it says."""
        return read_yaml(self.root / path, self.place(path).file, self.root)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_warning]


@dataclass
class Library:
    """What a path holds: facts, and any number of courses."""

    facts: tuple[FactSource, ...]
    packages: list[Package]
    problems: list[Problem]

    @property
    def all_problems(self) -> list[Problem]:
        """All of them, errors and warnings, in the order of files and lines."""
        found = [*self.problems, *(p for package in self.packages for p in package.problems)]
        return sorted(set(found))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.all_problems if not problem.is_warning]


def read_files(path: Path, kinds: Collection[str], today: date) -> Library:
    """Read a course folder, a folder with facts.yaml and courses/, or a facts.yaml alone.

    `kinds` names the upper rooms' kinds of block. Problems name files as seen from `path`.
    """
    if path.is_file():
        facts, problems = read_facts(path, path.name)
        return Library(facts, [], problems)
    if (path / COURSE).is_file():
        return _read_course_folder(path, kinds, today)
    facts, problems = facts_at(path / FACTS, FACTS)
    known = {fact.key: fact.snapshot() for fact in facts}
    roots = sorted(root.parent for root in (path / COURSES).glob(f"*/{COURSE}"))
    packages = [
        _read_package(root, f"{COURSES}/{root.name}/", known, kinds, today) for root in roots
    ]
    if not packages and not facts and not problems:
        message = _("There is neither a course.yaml nor a facts.yaml here.")
        problems.append(Problem(Place(str(path), 1), message))
    return Library(facts, packages, [*problems, *_same_slugs(packages)])


def _read_course_folder(path: Path, kinds: Collection[str], today: date) -> Library:
    """One course, with the facts in its own folder, else with those of the folder that holds it."""
    own, shared = path / FACTS, path.resolve().parent.parent / FACTS
    file = shared if shared.is_file() and not own.is_file() else own
    facts, problems = facts_at(file, FACTS if file == own else f"../../{FACTS}")
    known = {fact.key: fact.snapshot() for fact in facts}
    return Library(facts, [_read_package(path, "", known, kinds, today)], problems)


def _same_slugs(packages: Iterable[Package]) -> list[Problem]:
    seen: dict[str, Package] = {}
    problems = []
    for package in packages:
        other = seen.setdefault(package.source.slug, package)
        if other is not package:
            message = _("Another course has this slug: %(name)s.", name=other.name)
            problems.append(Problem(package.place(COURSE), message))
    return problems


_EMPTY = CourseSource("", TRACKS[0], {}, {}, (), 1, ())
_KEY_HINT = "choose-a-service"


def _read_package(
    root: Path,
    name: str,
    facts: Mapping[str, Mapping[str, Any]],
    kinds: Collection[str],
    today: date,
) -> Package:
    package = Package(root, name, _EMPTY, facts, [])
    node, package.problems = package.yaml(COURSE)
    if node is None:
        package.problems = package.problems or [
            Problem(package.place(COURSE), _("This file is empty."))
        ]
        return package
    known = checking.Known(paths_in(root), facts, today)
    reader = _CourseReader(package, frozenset(kinds), known)
    package.source = reader.course(node)
    package.problems += [*reader.reading.problems, *_strays(package), *_unused(package)]
    return package


class _CourseReader:
    """Reads course.yaml and the lessons it names, noting each key and file once."""

    def __init__(self, package: Package, kinds: frozenset[str], known: checking.Known) -> None:
        self.package, self.kinds, self.known = package, kinds, known
        self.reading = Reading()
        self.seen: dict[tuple[str, str], Place] = {}

    def course(self, node: Node) -> CourseSource:
        required = ("slug", "track", "title", "modules")
        if not self.reading.entries(node, required, ("summary", "objectives", "hours")):
            return _EMPTY
        modules = [self._module(entry) for entry in self.reading.items(node, "modules")]
        if not any(module.lessons for module in modules):
            self.reading.problem(node.place, _("A course needs a lesson."))
        return CourseSource(
            slug=self._key(node, "slug"),
            track=self.reading.choice(node, "track", TRACKS, TRACKS[0]),
            title=self.reading.localised(node, "title", longest=120),
            summary=self.reading.localised(node, "summary", longest=1000),
            objectives=tuple(self._objectives(node)),
            hours=self.reading.whole(node, "hours", 1, 500, default=1),
            modules=tuple(modules),
        )

    def _objectives(self, node: Node) -> Iterable[Mapping[str, str]]:
        for entry in self.reading.items(node, "objectives"):
            yield self.reading.localised_value(entry, "objectives", longest=300)

    def _key(self, node: Node, name: str) -> str:
        hint = _(
            "Write it in small letters, digits and hyphens, like %(example)s.", example=_KEY_HINT
        )
        value = self.reading.pattern(node, name, NAME, hint)
        if len(value) > LONGEST:
            self.reading.too_long(node.at([name]), name, LONGEST)
            return ""
        return value

    def _once(self, what: str, key: str, place: Place) -> None:
        first = self.seen.setdefault((what, key), place)
        if key and first is not place:
            message = _("“%(name)s” stands at %(place)s already.", name=key, place=first)
            self.reading.problem(place, message)

    def _module(self, node: Node) -> ModuleSource:
        if not self.reading.entries(node, ("key", "title", "lessons")):
            return ModuleSource("", {}, ())
        key = self._key(node, "key")
        self._once("module", key, node.place)
        lessons = [self._lesson(entry) for entry in self.reading.items(node, "lessons")]
        title = self.reading.localised(node, "title", longest=120)
        return ModuleSource(key, title, tuple(lesson for lesson in lessons if lesson.key))

    def _lesson(self, node: Node) -> LessonSource:
        if not self.reading.entries(node, ("key", "title"), ("minutes",)):
            return LessonSource("", {}, 1)
        key = self._key(node, "key")
        self._once("lesson", key, node.place)
        blocks = self._blocks(key, node.place) if key else ()
        minutes = self.reading.whole(node, "minutes", 1, 600, default=reading_minutes(blocks))
        return LessonSource(
            key, self.reading.localised(node, "title", longest=120), minutes, tuple(blocks)
        )

    def _blocks(self, key: str, place: Place) -> tuple[PairedBlock, ...]:
        sources: dict[str, list[SourceBlock]] = {}
        files = {language: f"{LESSONS}/{key}.{language}.md" for language in LANGUAGES}
        for language, file in files.items():
            if (self.package.root / file).is_file():
                sources[language] = self._source(file)
        if not sources:
            message = _("The lesson has no file: %(file)s is missing.", file=files[LANGUAGES[0]])
            self.reading.problem(place, message)
        for language in set(files) - set(sources) if sources else ():
            self.reading.warning(place, _("%(file)s is missing.", file=files[language]))
        names = {language: self.package.place(files[language]).file for language in sources}
        paired, problems = pair(sources, names)
        self.reading.problems += problems
        for block in paired:
            self._check(block, names)
        return tuple(paired)

    def _source(self, file: str) -> list[SourceBlock]:
        name = self.package.place(file).file
        text, problems = read_text(self.package.root / file, name, self.package.root)
        if len(text) > LONGEST_LESSON:
            problems.append(Problem(Place(name, 1), _("This lesson is too long; part it.")))
            text = ""
        blocks, flaws = read_lesson(text, name, self.kinds)
        if not blocks and not problems and not flaws:
            problems.append(Problem(Place(name, 1), _("This lesson says nothing.")))
        self.reading.problems += [*problems, *flaws]
        return blocks

    def _check(self, block: PairedBlock, names: Mapping[str, str]) -> None:
        self.reading.problems += checking.problems(block, names, self.known)
        language, line = next(iter(block.lines.items()))
        place = Place(names[language], line)
        pattern = _PATHS.get(block.kind)
        if pattern is not None and not pattern.fullmatch(block.target):
            example = f"{PICTURES}/steps.webp" if block.kind == IMAGE else f"{FILES}/sheet.csv"
            message = _("Write the path of the file like %(example)s.", example=example)
            self.reading.problem(place, message)
        if block.kind not in WRITTEN:
            self._once(block.kind, block.target, place)


def reading_minutes(blocks: Iterable[PairedBlock]) -> int:
    """How long the blocks take to read, in the language that has most words; at least 1."""
    words = {
        language: sum(markdown.word_count(block.text.get(language, "")) for block in blocks)
        for language in LANGUAGES
    }
    return max(1, round(max(words.values()) / WORDS_A_MINUTE))


def paths_in(root: Path) -> frozenset[str]:
    """The files that lessons may name: plain files inside the folder."""
    inside = root.resolve()
    return frozenset(
        f"{folder}/{path.name}"
        for folder in (PICTURES, FILES)
        for path in (root / folder).glob("*")
        if path.is_file() and path.resolve().is_relative_to(inside)
    )


def _strays(package: Package) -> list[Problem]:
    """Lesson files that course.yaml does not name: most often a mistyped key."""
    keys = {lesson.key for lesson in package.source.lessons}
    problems = []
    for path in sorted((package.root / LESSONS).glob("*")):
        match = _LESSON_FILE.fullmatch(path.name)
        if match is None or match[1] not in keys:
            message = _("course.yaml names no lesson for this file.")
            problems.append(Problem(package.place(f"{LESSONS}/{path.name}"), message))
    return problems


def _unused(package: Package) -> list[Problem]:
    used = {block.target for lesson in package.source.lessons for block in lesson.blocks}
    message = _("No lesson shows this file.")
    return [
        Problem(package.place(path), message, is_warning=True)
        for path in sorted(paths_in(package.root) - used)
    ]
