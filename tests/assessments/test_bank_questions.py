"""One question of a bank: written, duplicated, looked back at, tried, and where it is used."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from lms.assessments import drafts
from lms.assessments.actions import drafting
from lms.assessments.actions.sharing import ALL, share_bank
from lms.assessments.models import Attempt, Question, QuestionVersion, Response
from lms.courses.actions.publishing import publish
from lms.db import db
from tests.assessments.bankroom import (
    BANK,
    Keeper,
    SignIn,
    fields,
    make_fact,
    make_keeper,
    number,
    true_false,
)
from tests.assessments.room import CONTENTS, Learner, enrol, quiz_of, visible
from tests.assessments.test_bank import draw_from


@pytest.fixture
def keeper(app: object, sign_in: SignIn) -> Keeper:
    return make_keeper(sign_in)


class TestWriting:
    def test_a_question_is_written_without_a_quiz(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="Fees", title_ur="", parent="")
        url = "/new-question?kind=true-false&category=fees"
        form = fields(keeper.page(url))
        assert form["shelf"] == ["fees"]
        page = keeper.does(url, **(form | {"text_en": "Fees are a cost.", "answer": "true"}))
        assert "The question stands in the bank." in page
        question = keeper.question("fees-are-a-cost")
        assert question.newest.made_by_id == keeper.member.id
        assert question.category_id == keeper.category("fees").id
        assert question not in quiz_of(keeper.course).questions

    def test_a_flaw_is_shown_and_nothing_is_written(self, keeper: Keeper) -> None:
        url = "/new-question?kind=true-false"
        before = db.session.query(Question).count()
        keeper.is_refused(url, text_en="", answer="true", mark="1", shelf="")
        keeper.is_refused(url, text_en="It costs {{fact:none}}.", answer="true", mark="1", shelf="")
        keeper.is_refused(url, text_en="New?", answer="true", mark="1", shelf="none")
        assert db.session.query(Question).count() == before
        assert keeper.client.get(f"{BANK}/new-question?kind=nonsense").status_code == 404

    def test_every_kind_has_its_form(self, keeper: Keeper) -> None:
        from lms.assessments import kinds

        for kind in kinds.KINDS:
            assert "New question" in keeper.page(f"/new-question?kind={kind}")

    @pytest.mark.parametrize("key", list(CONTENTS))
    def test_what_is_sent_back_unchanged_makes_no_version(self, keeper: Keeper, key: str) -> None:
        url = f"/questions/{key}"
        keeper.does(url, **fields(keeper.page(url)))
        assert len(keeper.question(key).versions) == 1

    def test_a_change_makes_a_version_and_a_move_none(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="Fees", title_ur="", parent="")
        url = "/questions/statement"
        form = fields(keeper.page(url))
        keeper.does(url, **(form | {"shelf": "fees"}))
        assert len(keeper.question("statement").versions) == 1
        assert keeper.question("statement").category_id == keeper.category("fees").id
        keeper.does(url, **(form | {"text_en": "All fees are a cost."}))
        assert keeper.question("statement").newest.content["text"]["en"] == "All fees are a cost."

    def test_who_comes_late_is_told_what_was_saved(self, keeper: Keeper) -> None:
        url = "/questions/statement"
        form = fields(keeper.page(url))
        keeper.does(url, **(form | {"text_en": "Theirs."}))
        page = keeper.is_refused(url, **(form | {"text_en": "Mine."}))
        assert "Theirs." in page
        keeper.does(url, **(fields(page) | {"text_en": "Mine."}))
        assert keeper.question("statement").newest.content["text"]["en"] == "Mine."

    def test_a_copy_has_a_name_of_its_own_and_stands_beside(self, keeper: Keeper) -> None:
        question = keeper.adds(true_false("Fees are a cost.", tags=["fees"]), "fees")
        url = f"/questions/{question.key}/duplicate"
        assert "Duplicate this question?" in keeper.page(url)
        assert "This is the copy" in keeper.does(url)
        copy = keeper.question(f"{question.key}-2")
        assert copy.newest.content == question.newest.content
        assert copy.category_id == question.category_id
        assert [row.tag for row in copy.tag_rows] == ["fees"]

    def test_what_is_not_there_is_404(self, keeper: Keeper) -> None:
        for page in ("", "/try", "/history", "/uses", "/duplicate", "/history/1/restore"):
            assert keeper.client.get(f"{BANK}/questions/none{page}").status_code == 404
        assert keeper.client.get(f"{BANK}/questions/cost/history/9/restore").status_code == 404


class TestHistory:
    @pytest.fixture
    def rewritten(self, keeper: Keeper) -> Question:
        question = keeper.adds(true_false("Fees are a cost."))
        for text, tags in (("All fees are a cost.", ["fees"]), ("Every fee is a cost.", [])):
            url = f"/questions/{question.key}"
            form = fields(keeper.page(url))
            keeper.does(url, **(form | {"text_en": text, "tags": ", ".join(tags)}))
        return question

    def test_each_version_says_who_wrote_it_and_what_changed(
        self, keeper: Keeper, rewritten: Question
    ) -> None:
        page = keeper.page(f"/questions/{rewritten.key}/history")
        said = visible(page)
        assert said.index("Version 3") < said.index("Version 2") < said.index("Version 1")
        assert said.count("by Amna Author") == 3
        assert re.search(r"<del>Fees\s*</del>", page)
        assert re.search(r"<ins>All fees\s*</ins>", page)

    def test_a_version_is_restored_as_a_new_one(self, keeper: Keeper, rewritten: Question) -> None:
        url = f"/questions/{rewritten.key}/history/1/restore"
        assert "Fees" in keeper.page(url)
        page = keeper.does(url)
        assert "says again what version 1 said" in visible(page)
        newest = keeper.question(rewritten.key).newest
        assert (newest.number, newest.restored_from) == (4, 1)
        assert newest.content["text"]["en"] == "Fees are a cost."
        assert newest.made_by_id == keeper.member.id

    def test_restoring_brings_tags_back_to_lists_and_draws(
        self, keeper: Keeper, rewritten: Question
    ) -> None:
        assert keeper.question(rewritten.key).tag_rows == []
        keeper.does(f"/questions/{rewritten.key}/history/2/restore")
        assert [row.tag for row in keeper.question(rewritten.key).tag_rows] == ["fees"]

    def test_what_cannot_be_asked_any_more_is_not_restored(self, keeper: Keeper) -> None:
        fact = make_fact()
        question = keeper.adds(number("Double the fee.", "market.fee"))
        url = f"/questions/{question.key}"
        drafting.say(question, true_false("No fee.") | {"kind": "true-false"}, keeper.member.id)
        fact.value = None
        db.session.commit()
        refused = keeper.is_refused(f"{url}/history/1/restore")
        assert "no number to compute with" in refused
        assert len(keeper.question(question.key).versions) == 2


class TestTrying:
    def test_a_right_answer_is_graded_and_explained(self, keeper: Keeper) -> None:
        url = "/questions/statement/try?seed=5"
        page = keeper.page(url)
        assert "Because" not in page
        graded = visible(keeper.does(url, q1="true"))
        assert "Right" in graded
        assert "1 of 1" in graded
        assert "Because" in graded
        assert "0 of 1" in visible(keeper.does(url, q1="false"))
        assert "No answer" in visible(keeper.does(url))

    def test_one_seed_draws_the_same_and_another_draws_anew(self, keeper: Keeper) -> None:
        def drawn(page: str) -> str:
            found = re.search(r"Of USD\s*([0-9.]+)", visible(page))
            assert found, visible(page)
            return found[1]

        seen = {drawn(keeper.page(f"/questions/net/try?seed={seed}")) for seed in range(12)}
        assert len(seen) > 3
        again = [drawn(keeper.page("/questions/net/try?seed=7")) for _ in range(2)]
        assert again[0] == again[1]
        assert "try?seed=" in keeper.page("/questions/net/try")

    def test_an_answer_is_graded_against_the_values_of_its_seed(self, keeper: Keeper) -> None:
        page = visible(keeper.page("/questions/net/try?seed=7"))
        found = re.search(r"Of USD\s*([0-9.]+)", page)
        assert found
        price = float(found[1])
        graded = keeper.does("/questions/net/try?seed=7", q1=str(price * 0.8))
        assert "1 of 1" in visible(graded)

    def test_nothing_is_stored(self, keeper: Keeper) -> None:
        before = db.session.query(QuestionVersion).count()
        keeper.does("/questions/cost/try?seed=5", q1="0")
        assert db.session.query(QuestionVersion).count() == before
        assert not db.session.query(Attempt).count()
        assert not db.session.query(Response).count()

    def test_what_the_page_cannot_have_sent_is_refused_in_words(self, keeper: Keeper) -> None:
        page = keeper.does("/questions/cost/try?seed=5", q1="nonsense")
        assert 'role="alert"' in page

    @pytest.mark.parametrize("seed", ["x", "-1", "99999999999", "4294967296", "٣"])
    def test_what_is_no_seed_is_404(self, keeper: Keeper, seed: str) -> None:
        answer = keeper.client.get(f"{BANK}/questions/cost/try", query_string={"seed": seed})
        assert answer.status_code == 404

    def test_facts_are_put_in_and_a_missing_one_is_said(self, keeper: Keeper) -> None:
        fact = make_fact()
        question = keeper.adds(number("The market keeps {{fact:market.fee}}. Twice?", "market.fee"))
        url = f"/questions/{question.key}/try?seed=1"
        assert re.search("keeps 20(\xa0|&nbsp;| )%", visible(keeper.page(url)))
        assert "1 of 1" in visible(keeper.does(url, q1="40"))
        fact.status = "check"
        db.session.commit()
        assert "must be checked" in keeper.page(url)


class TestUses:
    def test_a_new_question_is_used_nowhere(self, keeper: Keeper) -> None:
        question = keeper.adds(true_false("New?"))
        assert "Nothing uses it yet" in keeper.page(f"/questions/{question.key}/uses")

    def test_drafts_draws_published_quizzes_and_attempts_are_told(
        self, keeper: Keeper, sign_in: SignIn
    ) -> None:
        member = enrol(keeper.course).member
        learner = Learner(sign_in(member), member)
        for _ in range(2):
            learner.starts()
            learner.sends()
        spare = keeper.adds(true_false("Spare?"))
        draw_from(keeper, tags=())
        page = visible(keeper.page("/questions/cost/uses"))
        assert "line 1 asks it by name" in page
        assert "may draw it" not in page, "the quiz asks it already"
        assert "open now" in page
        assert "line 6 may draw it" in keeper.page(f"/questions/{spare.key}/uses")
        drafting.say(
            keeper.question("cost"), CONTENTS["cost"] | {"difficulty": "hard"}, keeper.member.id
        )
        publish(keeper.course, keeper.member)
        db.session.commit()
        learner.starts()
        page = visible(keeper.page("/questions/cost/uses"))
        assert "older" in page
        assert "Attempts that were given it 3" in page

    def test_a_version_whose_number_is_part_of_another_is_not_counted(
        self, keeper: Keeper, sign_in: SignIn
    ) -> None:
        member = enrol(keeper.course).member
        Learner(sign_in(member), member).starts()
        question = keeper.adds(true_false("New?"))
        ids = db.session.scalars(sa.select(QuestionVersion.id)).all()
        assert question.newest.id == max(ids)
        assert "Nothing uses it yet" in keeper.page(f"/questions/{question.key}/uses")

    def test_quizzes_of_other_courses_are_told_too(self, keeper: Keeper, sign_in: SignIn) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        share_bank(keeper.bank, ALL, [], keeper.member.id)
        draw_from(other, course="price-your-work")
        page = keeper.page("/questions/cost/uses")
        assert "/teach/courses/keep-your-books" not in page, "it leads nowhere for this author"
        assert visible(page).count("may draw it") == 1
        assert drafts.problems(quiz_of(other.course)) == []
