"""`lms content`: folders are checked, loaded and written by command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli.content import content
from lms.courses import queries
from lms.db import db
from lms.web.app import App
from tests.conftest import SECRET
from tests.courses.drills import Drills
from tests.courses.folder import SLUG, Folder

Run = Callable[..., Result]


@pytest.fixture
def lms(real_app: App, drills: Drills, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `lms content …` on an installation of its own."""
    monkeypatch.setenv("HUNAR_SECRET_KEY", SECRET)
    monkeypatch.setenv("HUNAR_VAR", str(real_app.config["VAR"]))
    monkeypatch.setenv("HUNAR_DATABASE_URL", real_app.config["DATABASE_URL"])

    def run(*args: object) -> Result:
        db.session.rollback()  # what this test read must not hold the writer's lock
        return CliRunner().invoke(content, [str(one) for one in args])

    return run


def test_a_right_folder_is_ready_and_then_loaded_and_then_unchanged(
    lms: Run, folder: Folder
) -> None:
    checked = lms("check", folder.root)
    assert (checked.exit_code, checked.stdout) == (0, "1 course and 2 facts: ready to be loaded.\n")
    assert lms("load", folder.root).stdout.startswith(f"{SLUG}: new, published\n")
    assert lms("load", folder.root).stdout.startswith(f"{SLUG}: unchanged\n")
    folder.replace("course.yaml", "hours: 2", "hours: 3")
    assert lms("load", folder.root).stdout.startswith(f"{SLUG}: changed, published as revision 2\n")


def test_problems_come_with_file_and_line_and_exit_code_1(lms: Run, folder: Folder) -> None:
    folder.replace("lessons/costs.en.md", "**sheet**", "{{fact:no.such}}")
    for command in ("check", "load"):
        result = lms(command, folder.root)
        assert result.exit_code == 1
        line = f"courses/{SLUG}/lessons/costs.en.md:14: No fact is called “no.such”."
        assert line in result.stderr.splitlines()
    db.session.rollback()
    assert queries.course_by_slug(SLUG) is None


def test_warnings_fail_only_a_strict_check(lms: Run, folder: Folder) -> None:
    (folder.course / "lessons/costs.ur.md").unlink()
    result = lms("check", folder.root)
    assert result.exit_code == 0
    assert "warning: lessons/costs.ur.md is missing." in result.stderr
    assert lms("check", "--strict", folder.root).exit_code == 1


def test_a_path_that_is_not_there_is_misuse(lms: Run, tmp_path: Path) -> None:
    assert lms("check", tmp_path / "nowhere").exit_code == 2


def test_a_course_is_written_to_a_new_folder_only(lms: Run, folder: Folder, tmp_path: Path) -> None:
    lms("load", folder.root)
    out = tmp_path / "out"
    assert lms("export", SLUG, out).exit_code == 0
    assert (out / "lessons/costs.ur.md").read_bytes() == folder.files()["lessons/costs.ur.md"]
    assert "is not empty" in lms("export", SLUG, out).stderr
    assert "No course is called 'nothing'." in lms("export", "nothing", tmp_path / "x").stderr
