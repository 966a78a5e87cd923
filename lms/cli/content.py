"""`lms content …`: courses and facts, from folders and into folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from lms.cli.context import Refused, harmless, in_app
from lms.courses import actions, queries
from lms.courses.actions import Loaded, ReadLibrary
from lms.courses.places import Problem
from lms.db import reading, unit_of_work

EXISTING = click.Path(exists=True, path_type=Path)


@click.group("content")
def content() -> None:
    """Courses and facts as folders that a person can read; docs/authoring.md describes them."""


@content.command()
@click.argument("path", type=EXISTING)
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@in_app
def check(path: Path, strict: bool) -> None:
    """Say what is wrong at PATH, with file and line; change nothing.

    PATH is a course folder, a folder with facts.yaml and courses/, or a facts.yaml.
    The exit code is 1 when there are errors.
    """
    read = _read(path)
    if read.errors or (strict and read.problems):
        raise Refused(f"{path} is not ready to be loaded.")
    click.echo(f"{_described(read)}: ready to be loaded.")


@content.command()
@click.argument("path", type=EXISTING)
@in_app
def load(path: Path) -> None:
    """Check PATH, load all of it, and publish what changed.

    Courses, lessons and questions are known by their keys: loading again updates them, and no
    trainee loses progress. All is loaded or nothing. The exit code is 1 when there are errors.
    """
    read = _read(path)
    if read.errors:
        raise Refused(f"Nothing was loaded: {path} has errors.")
    with unit_of_work():
        loaded = actions.load(read)
    for course in loaded:
        click.echo(f"{course.slug}: {_outcome(course)}")
    click.echo(f"{_described(read)}: loaded.")


@content.command()
@click.argument("slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@in_app
def export(slug: str, folder: Path) -> None:
    """Write the draft of the course SLUG into FOLDER, which must be new or empty."""
    with reading():
        course = queries.course_by_slug(slug)
        if course is None:
            raise Refused(f"No course is called {slug!r}.")
        try:
            actions.dump_course(course, folder)
        except FileExistsError as error:
            raise Refused(f"{folder} is not empty.") from error
    click.echo(f"{slug}: written to {folder}.")


def _read(path: Path) -> ReadLibrary:
    """The library at `path`, its problems told."""
    click.echo(f"Reading {path} …", err=True)
    read = actions.read_library(path)
    _tell(read.problems)
    return read


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        kind = "warning: " if problem.is_warning else ""
        click.echo(harmless(f"{problem.place}: {kind}{problem.message}"), err=True)


def _described(read: ReadLibrary) -> str:
    courses, facts = len(read.library.packages), len(read.library.facts)
    return f"{courses} {'course' if courses == 1 else 'courses'} and {facts} facts"


def _outcome(course: Loaded) -> str:
    if course.is_new:
        return "new, published"
    if course.is_changed:
        return f"changed, published as revision {course.revision}"
    return "unchanged"
