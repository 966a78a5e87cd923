"""A package becomes a course, and changes it by its keys; a course becomes its package again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from config import ROOT
from lms.courses import actions, queries
from lms.courses.actions import Loaded
from lms.courses.events import CoursePublished
from lms.courses.models import (
    Block,
    Course,
    CourseFile,
    CourseRevision,
    Fact,
    Lesson,
    LessonProgress,
    Module,
)
from lms.db import db
from lms.events import Event
from lms.media.models import MediaFile
from tests.courses.drills import Drills
from tests.courses.folder import FACTS, SLUG, Folder, webp
from tests.factories import make_enrolment, make_member

FEE = "20\N{NO-BREAK SPACE}%"
pytestmark = pytest.mark.usefixtures("app")


def load(folder: Folder) -> list[Loaded]:
    loaded = actions.load_package(folder.root)
    db.session.commit()
    return loaded


def course() -> Course:
    found = queries.course_by_slug(SLUG)
    assert found is not None
    return found


def revision() -> CourseRevision:
    found = queries.current_revision(course().id)
    assert found is not None
    return found


def counts() -> list[int]:
    tables = (Course, Module, Lesson, Block, CourseFile, MediaFile, Fact, CourseRevision)
    return [db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables]


def test_a_new_package_becomes_a_published_course(
    folder: Folder, drills: Drills, news: list[Event]
) -> None:
    assert load(folder) == [Loaded(SLUG, is_new=True, is_changed=True, revision=1)]
    published = queries.as_published(revision(), SLUG)
    assert published.title == {"en": "Price your work", "ur": "اپنے کام کی قیمت"}
    assert [lesson.key for lesson in published.outline] == ["costs", "fees"]
    assert (published.hours, published.minutes) == (2, 14)
    assert published.facts["market.fee"]["value"] == "20"
    assert drills.frozen == {(revision().id, "counting"): f"Take {FEE} off 2,000."}
    assert news == [CoursePublished(revision_id=revision().id)]


def test_loading_again_changes_nothing(folder: Folder, drills: Drills, news: list[Event]) -> None:
    load(folder)
    before = counts()
    assert load(folder) == [Loaded(SLUG, is_new=False, is_changed=False, revision=1)]
    assert counts() == before
    assert len(news) == 1


def test_a_package_with_problems_is_not_loaded_at_all(folder: Folder, drills: Drills) -> None:
    folder.replace("lessons/costs.en.md", "## Count", "# Count")
    with pytest.raises(actions.PackageRefused) as refusal:
        load(folder)
    assert {problem.place.line for problem in refusal.value.problems} == {3}
    assert counts() == [0] * 8


def test_a_rewritten_block_keeps_its_row_and_its_neighbours(folder: Folder, drills: Drills) -> None:
    load(folder)
    lesson = course().lessons[0]
    before = [(block.id, block.key) for block in lesson.blocks]
    folder.replace("lessons/costs.en.md", "Count hours, data", "Count hours, rent, data")
    folder.replace(
        "lessons/costs.en.md",
        "Your price begins",
        "## Why\n\nFor a reason.\n\n## More\n\nYour price begins",
    )
    folder.replace("lessons/costs.ur.md", "آپ کی قیمت", "## کیوں\n\nوجہ۔\n\n## مزید\n\nآپ کی قیمت")
    assert load(folder)[0].revision == 2
    after = [(block.id, block.key) for block in course().lessons[0].blocks]
    assert len(after) == len(before) + 1
    assert set(before) <= set(after)


def test_a_quiz_like_block_that_moves_keeps_its_key(folder: Folder, drills: Drills) -> None:
    load(folder)
    for language in ("en", "ur"):
        folder.replace(f"lessons/fees.{language}.md", "\n::: drill counting\n:::\n", "")
        path = f"lessons/costs.{language}.md"
        folder.write_course(
            path, (folder.course / path).read_text() + "\n::: drill counting\n:::\n"
        )
    load(folder)
    assert [lesson.gates for lesson in revision().outline][1] == ()
    assert course().lessons[0].blocks[-1].key == "counting"


def test_a_lesson_that_leaves_and_comes_back_keeps_everyones_progress(
    folder: Folder, drills: Drills
) -> None:
    load(folder)
    enrolment = make_enrolment(course())
    lesson = course().lessons[0]
    actions.mark_done(enrolment, lesson)
    db.session.commit()
    whole = {name: (folder.course / name).read_bytes() for name in folder.files()}

    line = '      - {key: costs, minutes: 8, title: {en: "Count costs", ur: "خرچ گنیں"}}\n'
    folder.replace("course.yaml", line, "")
    for name in ("costs.en.md", "costs.ur.md"):
        (folder.course / "lessons" / name).unlink()
    load(folder)
    assert [lesson.key for lesson in revision().outline] == ["fees"]
    assert [row.lesson_id for row in db.session.scalars(sa.select(LessonProgress))] == [lesson.id]

    for name, content in whole.items():
        folder.write_course(name, content)
    load(folder)
    assert next(one.id for one in revision().outline) == lesson.id
    standing = queries.standing_of(enrolment)
    assert standing.lessons_done == {lesson.id}


def test_modules_and_lessons_change_places_by_key(folder: Folder, drills: Drills) -> None:
    load(folder)
    ids = {lesson.key: lesson.id for lesson in course().lessons}
    text = (folder.course / "course.yaml").read_text()
    head, modules = text.split("modules:\n")
    folder.write_course(
        "course.yaml",
        head
        + 'modules:\n  - key: second\n    title: {en: "Fees", ur: "فیس"}\n    lessons:\n'
        + next(line + "\n" for line in modules.splitlines() if "key: fees" in line)
        + '  - key: start\n    title: {en: "Begin", ur: "آغاز"}\n    lessons:\n'
        + next(line + "\n" for line in modules.splitlines() if "key: costs" in line),
    )
    load(folder)
    outline = revision().outline
    assert [(m.key, [one.key for one in m.lessons]) for m in outline.modules] == [
        ("second", ["fees"]),
        ("start", ["costs"]),
    ]
    assert {lesson.key: lesson.id for lesson in outline} == ids


def test_a_changed_picture_is_a_change(folder: Folder, drills: Drills) -> None:
    load(folder)
    folder.write_course("pictures/costs.webp", webp(80, 60, "#9b2335"))
    assert load(folder)[0].revision == 2
    part = next(
        p
        for p in queries.lesson_parts(revision().id, course().lessons[0].id)[0]
        if p["kind"] == "image"
    )
    assert (part["media"]["width"], part["media"]["height"]) == (80, 60)


def test_a_changed_fact_renews_the_courses_that_cite_it_and_leaves_drafts_unseen(
    folder: Folder, drills: Drills, news: list[Event]
) -> None:
    load(folder)
    course().title = {"en": "A draft title", "ur": "مسودہ"}
    course().lessons[0].title = {"en": "A draft lesson", "ur": "مسودہ"}
    db.session.commit()
    facts = folder.root / "only-facts.yaml"
    facts.write_text(FACTS.replace("20 %", "18 %").replace('"20"', '"18"'), encoding="utf-8")

    actions.load_package(facts)
    db.session.commit()

    renewed = revision()
    assert (renewed.number, renewed.facts["market.fee"]["text"]["en"]) == (2, "18 %")
    assert renewed.title["en"] == "Price your work"
    assert "A draft lesson" not in str(renewed.outline_json)
    lesson = course().lessons[1]
    old, new = (
        queries.lesson_parts(one.id, lesson.id)
        for one in db.session.scalars(sa.select(CourseRevision).order_by(CourseRevision.number))
    )
    assert old[0] == new[0]
    assert old[1]["market.fee"]["value"] == "20", "what was published stays as it was"
    assert drills.frozen[renewed.id, "counting"] == f"Take {FEE} off 2,000. Renewed."
    assert len(news) == 2


def test_a_changed_fact_that_nothing_cites_renews_nothing(folder: Folder, drills: Drills) -> None:
    load(folder)
    folder.write("facts.yaml", FACTS.replace("soon free", "never free"))
    load(folder)
    assert revision().number == 1
    assert queries.facts(["market.rumour"])["market.rumour"].text["en"] == "never free"


def test_a_course_is_written_out_as_the_package_it_came_from(
    folder: Folder, drills: Drills, tmp_path: Path
) -> None:
    load(folder)
    out = tmp_path / "out"
    actions.dump_course(course(), out)
    before, after = folder.files(), _files(out)
    texts = [name for name in before if name != "course.yaml"]
    assert {name: after[name] for name in texts} == {name: before[name] for name in texts}
    assert sorted(after) == sorted([*before, "facts.yaml"])


def test_a_course_that_is_wiped_and_loaded_from_its_export_is_the_same_course(
    folder: Folder, drills: Drills, tmp_path: Path
) -> None:
    load(folder)
    first, second = tmp_path / "first", tmp_path / "second"
    actions.dump_course(course(), first)
    said = _said(revision())
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()
    drills.drafts.clear()

    actions.load_package(first)
    db.session.commit()

    assert _said(revision()) == said
    actions.dump_course(course(), second)
    assert _files(second) == _files(first)


def test_a_half_translated_course_goes_out_and_comes_back(
    folder: Folder, drills: Drills, tmp_path: Path
) -> None:
    load(folder)
    note = next(block for block in course().lessons[1].blocks if block.kind == "note")
    note.source = {"en": note.source["en"]}
    for block in course().lessons[0].blocks:
        block.source = {"en": block.source["en"]}
        block.args = {**block.args, "caption": {}} if block.kind == "image" else block.args
    db.session.commit()
    first, second = tmp_path / "first", tmp_path / "second"
    actions.dump_course(course(), first)
    assert "::: untranslated" in (first / "lessons/fees.ur.md").read_text()
    assert not (first / "lessons/costs.ur.md").exists()
    actions.load_package(first)
    db.session.commit()
    actions.dump_course(course(), second)
    assert _files(second) == _files(first)


def test_nothing_is_written_over(folder: Folder, drills: Drills) -> None:
    load(folder)
    with pytest.raises(FileExistsError):
        actions.dump_course(course(), folder.course)


def test_the_member_who_loads_a_new_course_is_its_author(folder: Folder, drills: Drills) -> None:
    author = make_member("Amna")
    actions.load_package(folder.root, author)
    assert [one.id for one in course().authors] == [author.id]


def test_the_shipped_courses_are_right_and_survive_the_way_out_and_in(tmp_path: Path) -> None:
    read = actions.read_library(ROOT / "content")
    assert read.problems == []
    loaded = actions.load(read)
    db.session.commit()
    assert len(loaded) >= 3
    for one in loaded:
        found = queries.course_by_slug(one.slug)
        assert found is not None
        actions.dump_course(found, tmp_path / one.slug)
        assert actions.load_package(tmp_path / one.slug) == [
            Loaded(one.slug, is_new=False, is_changed=False, revision=one.revision)
        ]


def _files(root: Path) -> dict[str, bytes]:
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _said(one: CourseRevision) -> list[object]:
    """What a revision tells its readers, without the numbers of its rows."""
    lessons = [queries.lesson_parts(one.id, lesson.id)[0] for lesson in one.outline]
    for part in (part for parts in lessons for part in parts if "media" in part):
        part["media"] = {k: v for k, v in part["media"].items() if k != "ref"}
    outline = [(m.key, m.title, [x.key for x in m.lessons]) for m in one.outline.modules]
    return [one.title, one.summary, one.objectives, one.hours, outline, lessons, one.facts]
