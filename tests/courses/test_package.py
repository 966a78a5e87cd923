"""A package is checked whole before anything is loaded, and each problem names file and line."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from lms.courses import actions
from tests.courses.drills import Drills
from tests.courses.folder import COURSE, FACTS, SLUG, Folder, webp

pytestmark = pytest.mark.usefixtures("app", "drills")
Change = Callable[[Folder], None]
HERE = f"courses/{SLUG}"


def problems(path: Path) -> list[str]:
    read = actions.read_library(path)
    return [f"{'warning ' if p.is_warning else ''}{p}" for p in read.problems]


def test_a_right_package_has_no_problems(folder: Folder) -> None:
    assert problems(folder.root) == []


def test_a_course_folder_alone_finds_the_facts_beside_it(folder: Folder) -> None:
    assert problems(folder.course) == []


def test_a_course_folder_may_bring_its_own_facts(folder: Folder, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    folder.course.rename(alone)
    assert problems(alone) == [
        f"lessons/fees.{language}.md:5: No fact is called “market.fee”."
        for language in ("en", "ur")
    ]
    (alone / "facts.yaml").write_text(FACTS, encoding="utf-8")
    assert problems(alone) == []


def test_a_folder_with_nothing_in_it_is_said_to_be_one(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        f"{tmp_path}:1: There is neither a course.yaml nor a facts.yaml here."
    ]


def course(old: str, new: str) -> Change:
    return lambda folder: folder.replace("course.yaml", old, new)


def lesson(old: str, new: str, name: str = "costs.en") -> Change:
    return lambda folder: folder.replace(f"lessons/{name}.md", old, new)


def both(old: str, new: str) -> Change:
    """A change to the lesson in both languages."""

    def change(folder: Folder) -> None:
        for language in ("en", "ur"):
            folder.replace(f"lessons/costs.{language}.md", old, new)

    return change


def fact(old: str, new: str) -> Change:
    def change(folder: Folder) -> None:
        assert old in FACTS
        folder.write("facts.yaml", FACTS.replace(old, new, 1))

    return change


def remove(path: str) -> Change:
    return lambda folder: (folder.course / path).unlink()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (course("track: skills", "track: magic"), "course.yaml:2: “track” must be one of these"),
        (course("hours: 2", "hours: two"), "course.yaml:7: “hours” must be a whole number"),
        (course("slug: price-your-work", "slug: Price It"), "course.yaml:1: Write it in small"),
        (course("key: fees,", "key: costs,"), "course.yaml:13: “costs” stands at"),
        (course("hours: 2", "hour: 2"), "course.yaml:7: “hour” is not known here."),
        (course("track: skills\n", ""), "course.yaml:1: “track” is missing."),
        (course("key: fees,", "key: taxes,"), "course.yaml:13: The lesson has no file"),
        (course("key: fees,", "key: taxes,"), "lessons/fees.en.md:1: course.yaml names no lesson"),
        (
            course(', ur: "کتنا لینا ہے۔"', ""),
            "warning {}/course.yaml:4: “summary” is not there in ur",
        ),
        (course("modules:\n", "modules: [\n"), "course.yaml:9: This is not YAML"),
    ],
)
def test_what_is_wrong_in_course_yaml_is_named_with_its_line(
    folder: Folder, change: Change, problem: str
) -> None:
    change(folder)
    assert any(found.startswith(_at(problem)) for found in problems(folder.root)), problem


def _at(problem: str) -> str:
    return problem.format(HERE) if "{}" in problem else f"{HERE}/{problem}"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lesson("## Count them", "# Count them"), "lessons/costs.en.md:3: Headings start at ##"),
        (
            lesson("## Count them", "Count them\n---"),
            "lessons/costs.en.md:3: Write headings with ##",
        ),
        (
            lesson("Count hours", "#### Deep\n\nCount hours"),
            "warning {}/lessons/costs.en.md:5: This heading skips",
        ),
        (
            lesson("Count hours", "See ![x](pictures/costs.webp) now"),
            "lessons/costs.en.md:5: A picture stands alone",
        ),
        (
            lesson("Count hours", "[](https://x.example)"),
            "lessons/costs.en.md:5: This link has no words",
        ),
        (
            lesson("Count hours", "[x](files/costs.csv)"),
            "lessons/costs.en.md:5: Give files out with",
        ),
        (
            lesson("Count hours", "[x](https://x.example/{{fact:market.fee}})"),
            "lessons/costs.en.md:5: A fact cannot stand in an address.",
        ),
        (lesson("![A list of costs]", "![]"), "lessons/costs.en.md:7: Say in the square brackets"),
        (
            both("costs.webp", "gone.webp"),
            "lessons/costs.en.md:7: There is no file “pictures/gone.webp”.",
        ),
        (
            both("pictures/costs.webp", "../secret.webp"),
            "lessons/costs.en.md:7: Write the path of the file like pictures/steps.webp.",
        ),
        (
            lesson("::: task\n", "::: task now\n"),
            "lessons/costs.en.md:13: Nothing may follow “task” on its line.",
        ),
        (
            lesson("Count hours", "{{fact:market.rumour}}"),
            "lessons/costs.en.md:5: The fact “market.rumour” must be checked",
        ),
        (
            lesson("**sheet**", "{{fact:nothing.here}}"),
            "lessons/costs.en.md:14: No fact is called “nothing.here”.",
        ),
        (
            lesson("::: drill counting\n:::\n", "", "fees.ur"),
            "lessons/fees.en.md:11: Here stands “drill counting”",
        ),
        (
            lesson("Count hours", "[" * 30_000),
            "lessons/costs.en.md:3: This text is too long or too tangled",
        ),
        (
            lesson("Count hours", "word " * 30_000),
            "lessons/costs.en.md:1: This lesson is too long; part it.",
        ),
        (
            remove("lessons/costs.ur.md"),
            "warning {}/course.yaml:12: lessons/costs.ur.md is missing.",
        ),
        (remove("drills/counting.txt"), "lessons/fees.en.md:11: There is no drill counting."),
        (
            lambda f: f.write_course("lessons/costs.en.md", ""),
            "lessons/costs.en.md:1: This lesson says nothing.",
        ),
        (
            lambda f: f.write_course("lessons/costs.en.md", b"fine\n\xff\xfe"),
            "lessons/costs.en.md:2: This line is not UTF-8.",
        ),
        (
            lambda f: f.write_course("lessons/odd.txt", "x"),
            "lessons/odd.txt:1: course.yaml names no lesson",
        ),
        (
            lambda f: f.write_course("pictures/spare.webp", webp()),
            "warning {}/pictures/spare.webp:1: No lesson shows this file.",
        ),
        (
            lambda f: f.write_course("pictures/costs.webp", b"<svg onload=alert(1)>"),
            "pictures/costs.webp:1: This file is not a picture",
        ),
        (
            lambda f: f.write_course("files/costs.csv", b"<!doctype html><script>"),
            "files/costs.csv:1: We take these kinds of files",
        ),
    ],
)
def test_what_is_wrong_in_a_lesson_is_named_with_its_line(
    folder: Folder, change: Change, problem: str
) -> None:
    change(folder)
    found = problems(folder.root)
    assert any(one.startswith(_at(problem)) for one in found), found


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            fact("certainty: A", "certainty: Z"),
            "facts.yaml:6: “certainty” must be one of these: A, B, C, D.",
        ),
        (
            fact("checked_on: 2026-11-01", "checked_on: yesterday"),
            "facts.yaml:7: “checked_on” must be a date",
        ),
        (fact("date: 2026-05", "date: May"), "facts.yaml:5: A date is written as 2026"),
        (fact("https://market.example/terms", "market"), "facts.yaml:5: An address begins with"),
        (
            fact('value: "20"', "value: 20"),
            "facts.yaml:2: “value” must be a text; put it in quotes.",
        ),
        (
            fact("key: market.rumour", "key: market.fee"),
            "facts.yaml:10: “market.fee” stands here twice.",
        ),
        (fact("key: market.fee", "key: Market Fee"), "facts.yaml:1: A key is written like"),
        (
            fact("review_by: 2027-05-01", "review_by: 2026-01-01"),
            f"warning {HERE}/lessons/fees.en.md:5: The fact “market.fee” is due",
        ),
    ],
)
def test_what_is_wrong_with_a_fact_is_named_with_its_line(
    folder: Folder, change: Change, problem: str
) -> None:
    change(folder)
    assert any(found.startswith(problem) for found in problems(folder.root)), problem


def test_two_courses_with_one_slug_are_refused(folder: Folder) -> None:
    folder.write("courses/twin/course.yaml", COURSE)
    for name, content in folder.files().items():
        folder.write(f"courses/twin/{name}", content)
    assert f"courses/twin/course.yaml:1: Another course has this slug: {HERE}/." in problems(
        folder.root
    )


def test_a_link_that_leads_out_of_the_folder_is_no_file_of_it(folder: Folder) -> None:
    secret = folder.root / "secret.csv"
    secret.write_text("a,b\n")
    (folder.course / "files" / "costs.csv").unlink()
    (folder.course / "files" / "costs.csv").symlink_to(secret)
    (folder.course / "files" / "costs.csv").rename(folder.course / "files" / "link.csv")
    outside = Path("/etc/hostname")
    (folder.course / "files" / "costs.csv").symlink_to(outside)
    assert any("There is no file “files/costs.csv”" in one for one in problems(folder.root))


def test_a_heavy_picture_is_a_warning(folder: Folder) -> None:
    noise = Image.effect_noise((900, 900), 90)
    out = io.BytesIO()
    noise.convert("RGB").save(out, "WEBP", quality=95)
    folder.write_course("pictures/costs.webp", out.getvalue())
    assert problems(folder.root) == [
        f"warning {HERE}/pictures/costs.webp:1: This picture is heavy for a phone; make it smaller."
    ]


def test_checking_asks_the_kinds_of_upper_rooms(folder: Folder, drills: Drills) -> None:
    read = actions.read_library(folder.root)
    (package,) = read.library.packages
    assert {key: str(place) for key, place in package.uses("drill").items()} == {
        "counting": f"{HERE}/lessons/fees.en.md:11"
    }
    assert {key: fact["status"] for key, fact in package.facts.items()} == {
        "market.fee": "stated",
        "market.rumour": "check",
    }
