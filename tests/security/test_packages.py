"""A course package from a stranger: read as data, inside its folder, in little time and memory."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli.command import main
from lms.courses.actions.packages import read_library
from lms.members.import_file import FileRefused, read_list
from lms.web.app import App
from tests.courses.folder import FEES, Folder

SECRET = "canary-of-the-secret"
QUIZ = """\
key: fees
title: {en: "Fees", ur: "فیس"}
pass_mark: 70
attempts: 3
questions:
  - key: share
    kind: numeric
    mark: 1
    text: {en: "How much of {price} is kept?", ur: "{price} میں سے کتنا رکھا جاتا ہے؟"}
    draw: {price: {from: 20, to: 100, step: 5}}
    answer: "price / 5"
    tolerance: "0.01"
  - key: word
    kind: short-text
    text: {en: "Which word?", ur: "کون سا لفظ؟"}
    accept: ["fee", "فیس"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A package that is right in every part."""
    folder = Folder.made(tmp_path / "content")
    for language, text in FEES.items():
        said = text.replace("::: drill counting", "::: quiz fees")
        folder.write_course(f"lessons/fees.{language}.md", said)
    folder.write_course("quizzes/fees.yaml", QUIZ)
    return folder


def read(app: App, folder: Folder) -> str:
    """What is said of the package when it is read; "" when nothing is wrong."""
    with app.app_context():
        errors = read_library(folder.root).errors
    return "\n".join(f"{problem.place}: {problem.message}" for problem in errors)


def test_the_package_itself_is_right(app: App, folder: Folder) -> None:
    assert read(app, folder) == ""


PARTS = ("lessons/costs.en.md", "quizzes/fees.yaml", "pictures/costs.webp", "files/costs.csv")


@pytest.mark.parametrize(
    ("path", "how"),
    [("course.yaml", "a file"), *product(PARTS, ("a file", "a folder"))],
)
def test_nothing_outside_the_folder_is_read(
    app: App, folder: Folder, tmp_path: Path, path: str, how: str
) -> None:
    """A link in the package would publish the secret that it leads to as the text of a lesson."""
    inside = folder.course / path
    outside = tmp_path / "elsewhere" / inside.name
    outside.parent.mkdir()
    said = inside.read_bytes().replace(b"Count hours", SECRET.encode())
    outside.write_bytes(said)
    if how == "a file":
        inside.unlink()
        inside.symlink_to(outside)
    else:
        for other in inside.parent.iterdir():
            (outside.parent / other.name).write_bytes(other.read_bytes())
            other.unlink()
        inside.parent.rmdir()
        inside.parent.symlink_to(outside.parent)
    problems = read(app, folder)
    assert problems
    assert SECRET not in problems


@pytest.mark.parametrize("path", ["lessons/costs.en.md", "quizzes/more.yaml", "files/costs.csv"])
def test_what_is_no_file_is_not_waited_for(app: App, folder: Folder, path: str) -> None:
    (folder.course / path).unlink(missing_ok=True)
    os.mkfifo(folder.course / path)
    read(app, folder)


@pytest.mark.parametrize("path", ["course.yaml", "lessons/costs.en.md", "files/costs.csv"])
def test_a_file_without_an_end_is_not_read_whole(app: App, folder: Folder, path: str) -> None:
    with (folder.course / path).open("r+b") as file:
        file.truncate(2**34)  # 16 GiB, none of it on the disk
    assert "too large" in read(app, folder)


VALUES = (
    '"\\0"',
    '"\\e[31m"',
    '"' + "a\\u0300\\u0327" + "\\u0300" * 100 + '"',
    '"' + "a" * 5000 + '"',
    '"../../../etc/passwd"',
    "9" * 4000,
    "0x" + "f" * 8000,
    "1" + ":1" * 3000,
    "1" + ":1" * 3000 + ".5",
    "1" + "0" * 300 + ".0",
    "-1",
    ".nan",
    ".inf",
    "true",
    "null",
    "2026-02-20",
    "[[]]",
    "{a: {b: [c]}}",
    "&a [1]",
    "*a",
    '!!python/object/apply:os.system ["true"]',
    "!!binary aGVsbG8=",
)
PLACES = (
    ("course.yaml", "slug: price-your-work", "slug: %s"),
    ("course.yaml", "hours: 2", "hours: %s"),
    ("course.yaml", "minutes: 8", "minutes: %s"),
    ("course.yaml", "key: costs", "key: %s"),
    ("course.yaml", 'en: "Price your work"', "en: %s"),
    ("quizzes/fees.yaml", "key: fees", "key: %s"),
    ("quizzes/fees.yaml", "pass_mark: 70", "pass_mark: %s"),
    ("quizzes/fees.yaml", "attempts: 3", "attempts: %s"),
    ("quizzes/fees.yaml", "mark: 1\n", "mark: %s\n"),
    ("quizzes/fees.yaml", "from: 20", "from: %s"),
    ("quizzes/fees.yaml", "step: 5", "step: %s"),
    ("quizzes/fees.yaml", 'answer: "price / 5"', "answer: %s"),
    ("quizzes/fees.yaml", 'tolerance: "0.01"', "tolerance: %s"),
    ("quizzes/fees.yaml", 'accept: ["fee", "فیس"]', "accept: [%s]"),
    ("../../facts.yaml", "date: 2026-05", "date: %s"),
    ("../../facts.yaml", 'value: "20"', "value: %s"),
    ("../../facts.yaml", "checked_on: 2026-11-01", "checked_on: %s"),
    ("../../facts.yaml", 'url: "https://market.example/terms"', "url: %s"),
)


@pytest.mark.parametrize(("path", "old", "new"), PLACES)
def test_no_value_anywhere_makes_the_reading_fall_over(
    app: App, folder: Folder, path: str, old: str, new: str
) -> None:
    (folder.course / "pictures" / "costs.webp").unlink()  # decoding it each time would take long
    file = folder.course / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    for value in VALUES:
        file.write_text(text.replace(old, new % value, 1), encoding="utf-8")
        assert read(app, folder), f"{new % value[:20]} is wrong, as the missing picture is"


def check(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `lms content check` prints of the package, which it must refuse."""
    monkeypatch.setenv("HUNAR_VAR", str(folder.root.parent / "var"))
    monkeypatch.delenv("HUNAR_DATABASE_URL", raising=False)
    told = CliRunner().invoke(main, ["content", "check", str(folder.root)])
    assert told.exit_code == 1
    return told.output


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x07", "\x9b"])
def test_signs_that_steer_a_terminal_do_not_reach_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    folder.replace("lessons/costs.en.md", "## Count them", f"::: {sign}evil")
    escaped = sign.encode("unicode_escape").decode()
    folder.replace("course.yaml", "hours: 2", f'"{escaped}hours": 2')
    (folder.course / "lessons" / f"{sign}.md").touch()
    assert sign[0] not in check(folder, monkeypatch)


def test_nor_out_of_a_member_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("HUNAR_DATABASE_URL", raising=False)
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    listed = tmp_path / "members.csv"
    listed.write_text("name,email,evil\x07\nAyesha Khan,\x07\x1b[31m@\x9b,\n\x07,,\n")
    told = CliRunner().invoke(main, ["members", "import", str(listed), "--dry-run"])
    assert "line 2: created" in told.output
    assert not {"\x07", "\x1b", "\x9b"} & set(told.output)


def test_a_heap_of_marks_in_a_member_list_is_refused_at_once() -> None:
    with pytest.raises(FileRefused, match="marks"):
        read_list(("name\na" + "\u0300\u0327" * 40_000).encode())
