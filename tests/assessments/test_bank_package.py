"""The bank as files: questions.yaml, checked with file and line, loaded, written out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lms.assessments import drafts, package, queries
from lms.assessments.actions import drafting
from lms.assessments.actions.banking import ask_in_quiz, take_out
from lms.assessments.actions.sharing import ALL, NOBODY, share_bank
from lms.assessments.models import Question, QuestionBank
from lms.assessments.package import QuestionSource, read_bank, write_bank
from lms.assessments.pools import Pool
from lms.assessments.queries import banks, drawable
from lms.courses import queries as courses
from lms.courses.actions.packages import PackageRefused, dump_course, load_package, read_library
from lms.courses.marked_yaml import LONGEST_FILE, parse
from lms.courses.models import Course
from lms.courses.places import Place
from lms.db import db
from tests.assessments import test_package as files
from tests.assessments.bankroom import Keeper, SignIn, make_fact, make_keeper, number, true_false
from tests.assessments.room import quiz_of
from tests.assessments.test_bank import draw_from

BANK = """\
categories:
  - {path: fees, title: {en: Fees, ur: فیس}}
  - {path: fees/markets, title: {en: Markets, ur: بازار}}
questions:
  - key: late
    category: fees/markets
    kind: true-false
    text: {en: Clients pay late., ur: کلائنٹ دیر سے دیتے ہیں۔}
    answer: true
    tags: [clients]
  - key: loose
    kind: true-false
    text: {en: It stands loose., ur: یہ الگ ہے۔}
    answer: false
"""


def gig() -> Course:
    course = courses.course_by_slug("gig")
    assert course is not None
    return course


def bank() -> QuestionBank:
    found = queries.bank_of(gig().id)
    assert found is not None
    return found


def question(key: str) -> Question:
    found = queries.question_by_key(gig().id, key)
    assert found is not None
    return found


def problems(folder: Path, **changed: str) -> list[str]:
    return [str(one) for one in read_library(files.package(folder, **changed)).errors]


@pytest.mark.usefixtures("app")
class TestReading:
    def test_questions_of_the_bank_are_loaded_into_their_categories(self, tmp_path: Path) -> None:
        load_package(files.package(tmp_path, **{"questions.yaml": BANK}))
        tree = banks.tree(bank().id)
        assert [(one.name, one.title["ur"], one.all) for one in tree.folders] == [
            ("fees", "فیس", 1),
            ("fees/markets", "بازار", 1),
        ]
        assert question("late").category_id == tree.folders[1].id
        assert question("loose").category_id is None
        assert len(drawable(gig().id, Pool(category=("fees",), tags=("clients",)))) == 1

    def test_a_question_of_a_quiz_has_its_category_too(self, tmp_path: Path) -> None:
        quiz = files.QUIZ.replace("  - key: fee\n", "  - key: fee\n    category: costs/fees\n")
        load_package(files.package(tmp_path, **{"quizzes/costs.yaml": quiz}))
        (above, below) = banks.tree(bank().id).folders
        assert (above.name, below.name, below.title) == ("costs", "costs/fees", {"en": "Fees"})
        assert question("fee").category_id == below.id

    def test_loading_again_changes_nothing_and_brings_back(self, tmp_path: Path) -> None:
        folder = files.package(tmp_path, **{"questions.yaml": BANK})
        load_package(folder)
        late = question("late")
        take_out(bank(), [late])
        late.category_id = None
        load_package(folder)
        assert late.removed_at is None
        assert late.category_id is not None
        assert len(late.versions) == 1
        assert len(banks.tree(bank().id).folders) == 2

    def test_a_quiz_draws_from_the_bank_of_its_folder(self, tmp_path: Path) -> None:
        quiz = (
            "key: costs\ntitle: {en: Costs, ur: لاگت}\n"
            "lines:\n  - question: loose\n  - draw: {take: 1, category: fees}\n"
        )
        changed = {"questions.yaml": BANK, "quizzes/costs.yaml": quiz}
        (loaded,) = load_package(files.package(tmp_path, **changed))
        assert [one.key for one in quiz_of(gig()).questions] == ["loose"]
        dearer = BANK.replace("Clients pay late.", "Clients pay very late.")
        changed["questions.yaml"] = dearer
        (again,) = load_package(files.package(tmp_path, **changed))
        assert again.is_changed, "what the draw finds says something else"
        assert again.revision == loaded.revision + 1

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("path: fees,", "path: Fees!,", 2, "path"),
            ("path: fees,", "pathh: fees,", 2, "path"),
            ("title: {en: Fees, ur: فیس}", "title: {}", 2, "title"),
            ("path: fees/markets", "path: fees", 3, "twice"),
            ("category: fees/markets", "category: a/b/c/d/e/f/g", 6, "category"),
            ("category: fees/markets", "category: Fees", 6, "category"),
            (
                "kind: true-false\n    text: {en: Clients",
                "kind: essays\n    text: {en: Clients",
                7,
                "kind",
            ),
            ("answer: false", "answer: maybe", 14, "answer"),
            ("key: loose", "key: late", 11, "late"),
            ("key: loose", "key: fee", 5, "fee"),
            ("questions:", "question:", 5, "question"),
            ("It stands loose.", '"It is {{fact:none}}"', 13, "none"),
        ],
    )
    def test_each_flaw_is_named_with_file_and_line(
        self, tmp_path: Path, old: str, new: str, line: int, said: str
    ) -> None:
        assert BANK.count(old) == 1
        found = problems(tmp_path, **{"questions.yaml": BANK.replace(old, new)})
        assert any(f".yaml:{line}: " in one and said in one for one in found), found

    def test_a_line_that_names_no_question_of_the_course_is_a_flaw(self, tmp_path: Path) -> None:
        quiz = files.QUIZ + "lines: [{question: fee}, {question: cost}, {question: none}]\n"
        (found,) = problems(tmp_path, **{"quizzes/costs.yaml": quiz, "questions.yaml": BANK})
        assert "No file has a question “none”" in found

    def test_what_is_empty_or_no_yaml_is_named(self, tmp_path: Path) -> None:
        for text in ("", "- a\n- b\n", "key: [\n"):
            (found, *_more) = problems(tmp_path, **{"questions.yaml": text})
            assert "questions.yaml:" in found


def dumped(course: Course, folder: Path) -> dict[str, Any]:
    """What the files of the course say, by their path."""
    dump_course(course, folder)
    paths = folder.rglob("*.yaml")
    return {str(path.relative_to(folder)): yaml.safe_load(path.read_text()) for path in paths}


class TestWritingOut:
    @pytest.fixture
    def keeper(self, app: object, sign_in: SignIn) -> Keeper:
        keeper = make_keeper(sign_in)
        keeper.adds(true_false("Clients pay late.", "دیر", tags=["clients"]), "fees/markets")
        keeper.adds(true_false("It stands loose.", difficulty="hard"))
        return keeper

    def again(self, keeper: Keeper, folder: Path) -> None:
        """Loading what was written out gives the same course."""
        course = keeper.course
        before = (drafts.whole_version(quiz_of(course)), self.told(keeper))
        assert read_library(folder).errors == []
        (loaded,) = load_package(folder)
        assert not loaded.is_changed
        db.session.expire_all()
        assert (drafts.whole_version(quiz_of(course)), self.told(keeper)) == before

    def told(self, keeper: Keeper) -> list[tuple[Any, ...]]:
        """All that a bank holds, without the ids of rows."""
        tree = banks.tree(keeper.bank.id)
        questions = db.session.query(Question).filter_by(bank_id=keeper.bank.id)
        folders = [(one.name, dict(one.title), one.all) for one in tree.folders]
        rows = [
            (one.key, tree.path(one.category_id), one.removed_at, len(one.versions), one.words)
            for one in questions.order_by(Question.key)
        ]
        return [*folders, *rows]

    def test_it_loads_as_the_same(self, keeper: Keeper, tmp_path: Path) -> None:
        draw_from(keeper, category=("fees",))
        keeper.question("cost").category_id = keeper.category("fees").id
        drafts_published(keeper)
        said = dumped(keeper.course, tmp_path / "out")
        assert [one["path"] for one in said["questions.yaml"]["categories"]] == [
            "fees",
            "fees/markets",
        ]
        assert [one["key"] for one in said["questions.yaml"]["questions"]] == [
            "clients-pay-late",
            "it-stands-loose",
        ]
        assert said["quizzes/costs.yaml"]["questions"][0]["category"] == "fees"
        self.again(keeper, tmp_path / "out")

    def test_elsewhere_it_is_the_same_too(self, keeper: Keeper, tmp_path: Path) -> None:
        draw_from(keeper, category=("fees",))
        dump_course(keeper.course, tmp_path / "out")
        course_file = tmp_path / "out" / "course.yaml"
        course_file.write_text(course_file.read_text().replace("price-your-work", "elsewhere"))
        load_package(tmp_path / "out")
        there = courses.course_by_slug("elsewhere")
        assert there is not None
        dump_course(there, tmp_path / "again")
        for name in ("questions.yaml", "quizzes/costs.yaml"):
            first, second = tmp_path / "out" / name, tmp_path / "again" / name
            assert first.read_text() == second.read_text()

    def test_without_anything_of_its_own_there_is_no_file(
        self, app: object, sign_in: SignIn, tmp_path: Path
    ) -> None:
        assert "questions.yaml" not in dumped(make_keeper(sign_in).course, tmp_path / "out")

    def test_a_question_in_two_quizzes_is_written_once(
        self, keeper: Keeper, tmp_path: Path
    ) -> None:
        second = drafting.create_quiz(keeper.course, {"en": "Second", "ur": "دوسرا"}, "second")
        ask_in_quiz(second, [keeper.question("cost")])
        said = dumped(keeper.course, tmp_path / "out")
        assert said["quizzes/second.yaml"]["lines"] == [{"question": "cost"}]
        assert "questions" not in said["quizzes/second.yaml"]
        self.again(keeper, tmp_path / "out")
        quiz = queries.quiz_by_key(keeper.course.id, "second")
        assert quiz is not None
        assert [one.key for one in quiz.questions] == ["cost"]

    def test_what_was_taken_out_stays_out(self, keeper: Keeper, tmp_path: Path) -> None:
        gone = [keeper.question("cost"), keeper.question("it-stands-loose")]
        take_out(keeper.bank, gone)
        said = dumped(keeper.course, tmp_path / "out")
        assert said["quizzes/costs.yaml"]["questions"][0]["removed"] is True
        assert "it-stands-loose" not in str(said)
        self.again(keeper, tmp_path / "out")

    def test_facts_that_only_the_bank_cites_come_along(
        self, keeper: Keeper, tmp_path: Path
    ) -> None:
        make_fact()
        keeper.adds(number("Double the fee.", "market.fee"))
        said = dumped(keeper.course, tmp_path / "out")
        assert [one["key"] for one in said["facts.yaml"]] == ["market.fee"]
        self.again(keeper, tmp_path / "out")

    def test_a_question_of_another_bank_is_named_not_copied(
        self, keeper: Keeper, sign_in: SignIn, tmp_path: Path
    ) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        lent = other.adds(true_false("Lent."))
        share_bank(other.bank, ALL, [], other.member.id)
        ask_in_quiz(quiz_of(keeper.course), [lent])
        drafts_published(keeper)
        said = dumped(keeper.course, tmp_path / "out")
        line = {"question": lent.key, "course": "keep-your-books"}
        assert said["quizzes/costs.yaml"]["lines"][-1] == line
        self.again(keeper, tmp_path / "out")
        assert quiz_of(keeper.course).questions[-1].id == lent.id
        share_bank(other.bank, NOBODY, [], other.member.id)
        with pytest.raises(PackageRefused) as refused:
            load_package(tmp_path / "out")
        assert "that this course may use" in str(refused.value.problems)


def drafts_published(keeper: Keeper) -> None:
    from lms.courses.actions.publishing import publish

    publish(keeper.course, keeper.member)
    db.session.commit()


def test_a_long_bank_is_written_in_files_short_enough_to_be_read() -> None:
    place = Place("", 1)
    content = {"kind": "true-false", "text": {"en": "x" * 2000, "ur": "ی" * 2000}, "answer": True}
    questions = tuple(QuestionSource(f"q{n}", content, place) for n in range(400))
    texts = write_bank(package.BankSource((), questions))
    assert len(texts) > 1
    assert max(len(text.encode()) for text in texts) <= LONGEST_FILE
    read = []
    for text in texts:
        root, found = parse(text, "questions.yaml")
        assert root is not None, found
        source, found = read_bank(root, {})
        assert found == []
        read += [(one.key, one.content) for one in source.questions]
    assert read == [(one.key, one.content) for one in questions]


@pytest.mark.usefixtures("app")
def test_all_files_of_a_long_bank_are_loaded(tmp_path: Path) -> None:
    other = BANK[BANK.index("questions:") :].replace("key: ", "key: other-")
    changed = {"questions.yaml": BANK, "questions-2.yaml": other, "questions-note.yaml": "no"}
    load_package(files.package(tmp_path, **changed))
    assert {"late", "loose", "other-late", "other-loose"} <= queries.question_keys(gig().id)
