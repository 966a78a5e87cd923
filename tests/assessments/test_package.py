"""Quizzes as files: read, checked with file and line, loaded, published, written out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from config import ROOT
from lms.assessments import drafts, queries
from lms.assessments.actions import lines
from lms.assessments.blocks import QuizBlocks
from lms.assessments.models import QuestionVersion, QuizVersion
from lms.assessments.package import QuizSource, read_quiz, write_quiz
from lms.courses import queries as courses
from lms.courses.actions.packages import dump_course, load_package, read_library
from lms.courses.actions.publishing import NotPublishable, publish, refresh_facts
from lms.courses.marked_yaml import parse
from lms.courses.models import Course, Fact
from lms.courses.places import Problem
from lms.db import db
from tests.assessments.room import CONTENTS, Learner, enrol, make_course, put_quiz, quiz_of
from tests.conftest import Client

CONTENT = ROOT / "content"
FACTS = {
    "fv.fee": {"value": "20", "text": {"en": "20 %", "ur": "20 فیصد"}, "status": "stated"},
    "fv.none": {"value": None, "text": {"en": "some"}, "status": "stated"},
    "fv.zero": {"value": "0", "text": {"en": "0"}, "status": "stated"},
    "fv.old": {"value": "5", "text": {"en": "5"}, "status": "check"},
}
QUIZ = """\
key: costs
title: {en: Costs, ur: لاگت}
pass_mark: 70
questions:
  - key: fee
    kind: numeric
    text:
      en: "Fiverr keeps {{fact:fv.fee}} of USD {price}. What reaches you?"
      ur: "{price} ڈالر میں سے {{fact:fv.fee}} کٹتا ہے۔"
    draw:
      price: {from: 20, to: 100, step: 5}
      fee: {fact: fv.fee}
    answer: "price * (1 - fee / 100)"
    tolerance: "0.01"
  - key: cost
    kind: single-choice
    text: {en: What is a cost?, ur: لاگت کیا ہے؟}
    choices:
      - {text: {en: Fees, ur: فیس}, right: true}
      - {text: {en: Praise, ur: تعریف}}
"""


def read(text: str) -> tuple[QuizSource, list[Problem]]:
    root, problems = parse(text, "quizzes/costs.yaml")
    assert root is not None, problems
    return read_quiz(root, FACTS)


def test_a_quiz_without_flaws_is_read_as_it_stands() -> None:
    source, problems = read(QUIZ)
    assert problems == []
    assert [question.key for question in source.questions] == ["fee", "cost"]
    assert source.settings.pass_mark == 70
    assert source.questions[0].content["draw"]["fee"] == {"fact": "fv.fee"}


def test_what_is_written_out_reads_back_the_same() -> None:
    source, _problems = read(QUIZ)
    again, problems = read(write_quiz(source))
    assert problems == []
    assert [q.content for q in again.questions] == [q.content for q in source.questions]
    assert (again.key, again.title, again.settings) == (source.key, source.title, source.settings)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("pass_mark: 70", "pass_mark: seventy", 3, "pass_mark"),
        ("pass_mark: 70", "pass_mark: 170", 3, "pass_mark"),
        ("pass_mark: 70", "passmark: 70", 3, "passmark"),
        ("pass_mark: 70", "draw: 3", 3, "drawn"),
        ("pass_mark: 70", "attempts: -1", 3, "attempts"),
        ("pass_mark: 70", "feedback: sometimes", 3, "feedback"),
        ("kind: numeric", "kind: poem", 6, "kind"),
        ("fee: {fact: fv.fee}", "fee: {fact: fv.fees}", 12, "fv.fees"),
        ("fee: {fact: fv.fee}", "fee: {fact: fv.none}", 12, "fv.none"),
        ("fee: {fact: fv.fee}", "fee: {fact: fv.old}", 12, "fv.old"),
        ("{{fact:fv.fee}} of USD", "{{fact:fv.gone}} of USD", 8, "fv.gone"),
        ("{from: 20, to: 100, step: 5}", "{from: 20, to: ten}", 11, "to"),
        ('"price * (1 - fee / 100)"', '"price * (1 - cut / 100)"', 13, "cut"),
        ('"price * (1 - fee / 100)"', '"exec(price)"', 13, "formula"),
        ("key: cost\n", "key: fee\n", 15, "fee"),
        ("right: true", "rigth: true", 19, "rigth"),
        ("right: true", "right: false", 19, "Exactly one"),
    ],
)
def test_each_flaw_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    from lms.assessments.package import repeated

    assert QUIZ.count(old) == 1
    source, problems = read(QUIZ.replace(old, new))
    problems += repeated(source.questions)
    assert (line, True) in {(p.place.line, said in p.message) for p in problems}, problems


def test_a_formula_that_a_fact_breaks_is_found() -> None:
    text = QUIZ.replace("fact: fv.fee}", "fact: fv.zero}").replace("fee / 100", "100 / fee")
    _source, problems = read(text)
    assert [(problem.place.line, problem.message) for problem in problems] == [
        (13, "The formula divides by zero.")
    ]


def test_a_language_that_is_missing_is_a_warning() -> None:
    _source, (problem,) = read(QUIZ.replace("{en: Fees, ur: فیس}", "{en: Fees}"))
    assert (problem.place.line, problem.is_warning) == (19, True)


@pytest.mark.usefixtures("app")
class TestShippedCourses:
    def test_the_shipped_quizzes_have_no_problem(self) -> None:
        read = read_library(CONTENT)
        assert [str(problem) for problem in read.problems if "quizzes/" in str(problem)] == []

    def test_they_load_and_can_be_taken(self) -> None:
        load_package(CONTENT)
        versions = db.session.scalars(sa.select(QuizVersion)).all()
        assert versions
        for version in versions:
            paper = queries.paper(version.id, version.ref)
            assert paper.question_count >= 8
            assert "{{" not in str([item.text for item in paper.items.values()])

    def test_loading_again_makes_no_new_version(self) -> None:
        load_package(CONTENT)
        before = db.session.scalars(sa.select(sa.func.count(QuestionVersion.id))).one()
        load_package(CONTENT)
        assert db.session.scalars(sa.select(sa.func.count(QuestionVersion.id))).one() == before


def package(folder: Path, **files: str) -> Path:
    """A course with one lesson that shows the quiz "costs"."""
    root = folder / "courses" / "gig"
    lesson = "The lead.\n\n::: quiz costs\n:::\n"
    course = {
        "slug": "gig",
        "track": "skills",
        "title": {"en": "Gig", "ur": "کام"},
        "summary": {"en": "A course.", "ur": "ایک کورس۔"},
        "objectives": [{"en": "Price", "ur": "قیمت"}],
        "hours": 1,
        "modules": [
            {
                "key": "one",
                "title": {"en": "One", "ur": "ایک"},
                "lessons": [{"key": "first", "minutes": 5, "title": {"en": "F", "ur": "پہلا"}}],
            }
        ],
    }
    written = {
        "course.yaml": yaml.safe_dump(course, allow_unicode=True),
        "lessons/first.en.md": lesson,
        "lessons/first.ur.md": lesson,
        "quizzes/costs.yaml": QUIZ,
        **files,
    }
    for name, text in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    facts = [fact("fv.fee", "20")]
    (folder / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True))
    return folder


def fact(key: str, value: str) -> dict[str, Any]:
    from datetime import date

    return {
        "key": key,
        "value": value,
        "unit": "percent",
        "text": {"en": f"{value} %", "ur": f"{value} فیصد"},
        "source": {"title": "Terms", "url": "https://example.org/terms", "date": None},
        "certainty": "A",
        "checked_on": date(2026, 11, 1),
        "review_by": date(2027, 5, 1),
        "status": "stated",
    }


@pytest.mark.usefixtures("app")
class TestPackages:
    def problems(self, folder: Path, **files: str) -> list[str]:
        return [str(problem) for problem in read_library(package(folder, **files)).errors]

    def test_a_package_is_loaded_published_and_taken(self, tmp_path: Path) -> None:
        load_package(package(tmp_path))
        course = courses.course_by_slug("gig")
        assert course is not None
        assert [q.key for q in quiz_of(course).questions] == ["fee", "cost"]
        (version,) = db.session.scalars(sa.select(QuizVersion))
        paper = queries.paper(version.id, version.ref)
        texts = [item.text["en"] for item in paper.items.values()]
        assert any("Fiverr keeps 20\xa0% of USD" in text for text in texts)

    def test_a_quiz_that_a_lesson_shows_must_have_its_file(self, tmp_path: Path) -> None:
        lesson = "The lead.\n\n::: quiz other\n:::\n"
        files = {"lessons/first.en.md": lesson, "lessons/first.ur.md": lesson}
        (problem,) = self.problems(tmp_path, **files)
        assert "lessons/first.en.md:3" in problem
        assert "other" in problem

    def test_a_file_must_be_named_after_its_key(self, tmp_path: Path) -> None:
        (problem,) = self.problems(
            tmp_path, **{"quizzes/costs.yaml": QUIZ.replace("key: costs", "key: price")}
        )
        assert "quizzes/costs.yaml:1" in problem

    def test_what_is_no_yaml_is_named_with_its_line(self, tmp_path: Path) -> None:
        (problem,) = self.problems(tmp_path, **{"quizzes/costs.yaml": "key: costs\nkey: x\n"})
        assert "quizzes/costs.yaml:2" in problem
        assert self.problems(tmp_path, **{"quizzes/costs.yaml": ""})

    def test_one_key_names_one_question_in_the_whole_course(self, tmp_path: Path) -> None:
        other = QUIZ.replace("key: costs", "key: other")
        problems = self.problems(tmp_path, **{"quizzes/other.yaml": other})
        assert len(problems) == 2
        assert all("quizzes/other.yaml" in problem for problem in problems)

    def test_what_is_dumped_loads_as_the_same(self, tmp_path: Path) -> None:
        load_package(package(tmp_path / "in"))
        course = courses.course_by_slug("gig")
        assert course is not None
        dump_course(course, tmp_path / "out" / "gig")
        assert read_library(tmp_path / "out" / "gig").errors == []
        before = drafts.whole_version(quiz_of(course))
        (loaded,) = load_package(tmp_path / "out" / "gig")
        assert not loaded.is_changed
        assert drafts.whole_version(quiz_of(course)) == before

    def test_a_changed_question_makes_a_new_version_and_the_others_stay(
        self, tmp_path: Path
    ) -> None:
        load_package(package(tmp_path))
        load_package(
            package(tmp_path, **{"quizzes/costs.yaml": QUIZ.replace("Praise", "Applause")})
        )
        numbers = db.session.scalars(sa.select(QuestionVersion.number)).all()
        assert sorted(numbers) == [1, 1, 2]
        assert len(db.session.scalars(sa.select(QuizVersion)).all()) == 2

    def test_a_question_that_left_the_file_leaves_the_quiz_and_stays_in_the_bank(
        self, tmp_path: Path
    ) -> None:
        load_package(package(tmp_path))
        shorter = QUIZ[: QUIZ.index("  - key: cost")]
        load_package(package(tmp_path, **{"quizzes/costs.yaml": shorter}))
        course = courses.course_by_slug("gig")
        assert course is not None
        assert [q.key for q in quiz_of(course).questions] == ["fee"]
        assert queries.question_keys(course.id) == {"fee", "cost"}

    def test_a_fact_that_changes_makes_a_new_version_with_another_key(self, tmp_path: Path) -> None:
        load_package(package(tmp_path))
        stored = db.session.scalars(sa.select(Fact)).one()
        stored.value, stored.text = "10", {"en": "10 %", "ur": "10 فیصد"}
        db.session.flush()
        refresh_facts(["fv.fee"])
        first, second = db.session.scalars(sa.select(QuizVersion).order_by(QuizVersion.number))
        assert first.groups == second.groups
        for version, fee in ((first, "20"), (second, "10")):
            paper = queries.paper(version.id, version.ref)
            numeric = next(i for i in paper.items.values() if i.kind == "calculated")
            assert f"keeps {fee}\xa0% of" in numeric.text["en"]


class TestPublishing:
    def test_what_is_not_published_no_learner_sees(self, learner: Learner, course: Course) -> None:
        put_quiz(course, {"en": "Secret title"}, CONTENTS)
        assert "Secret title" not in learner.page(learner.quiz_url)

    def test_a_quiz_without_questions_keeps_the_course_unpublished(self, course: Course) -> None:
        put_quiz(course, {"en": "Costs"}, {})
        with pytest.raises(NotPublishable) as refused:
            publish(course, None)
        assert "at least one question" in str(refused.value.problems)

    def test_an_unchanged_draft_makes_no_new_revision(self, course: Course) -> None:
        before = courses.current_revision(course.id)
        assert publish(course, None) is before

    def test_an_order_that_changed_is_a_change(self, course: Course) -> None:
        quiz = quiz_of(course)
        before = QuizBlocks().digests([course.id])
        assert before.keys() == {(course.id, "costs")}
        lines.move_line(quiz, quiz.entries[0], 1)
        assert QuizBlocks().digests([course.id]) != before

    def test_the_lesson_shows_how_the_learner_stands(self, learner: Learner) -> None:
        lesson = "/courses/price-your-work/lessons/testing"
        assert "3 attempts left" in learner.page(lesson)
        learner.starts()
        assert "Go on with your attempt" in learner.page(lesson)
        learner.sends()
        assert "Not passed yet: 0%" in learner.page(lesson)
        learner.starts()
        learner.sends(*learner.full_ops())
        assert "Passed with 100%" in learner.page(lesson)

    def test_an_edit_after_publication_keeps_a_pass(
        self, begun: Learner, course: Course, client: Client
    ) -> None:
        begun.sends(*begun.full_ops())
        changed = {"statement": CONTENTS["statement"]}
        put_quiz(course, {"en": "Costs"}, changed)
        publish(course, None)
        db.session.commit()
        standing = courses.standing(course.slug, begun.member.id)
        assert standing is not None
        assert len(standing.gates_done) == 1
        assert "You have passed this quiz with 100%" in begun.page(begun.quiz_url)


def test_the_score_of_a_course_is_the_mean_of_its_best_results(app: object) -> None:
    course = make_course()
    enrolment = enrol(course)
    assert queries.course_score(enrolment) == 0
    empty = make_course("no-quiz", contents={"statement": CONTENTS["statement"]})
    assert queries.course_score(enrol(empty, "Bilal")) == 0
