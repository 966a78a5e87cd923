"""The desk of those who write quizzes: lines, headings, draws, and the rules that are frozen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lms.assessments import drafts
from lms.assessments.actions import lines
from lms.assessments.actions.questions import put_question
from lms.assessments.models import BankShare, QuestionCategory
from lms.assessments.pools import Pool
from lms.assessments.queries import bank_of, question_by_key
from lms.assessments.review import PRESETS, Aspect, Moment
from lms.assessments.settings import QuizSettings
from lms.courses.actions.drafting import Overtaken
from lms.courses.actions.publishing import NotPublishable, publish
from lms.db import db
from lms.members.models import Role
from tests.assessments.desk import QUIZ, Desk, SignIn, fields, words
from tests.assessments.room import CONTENTS, make_course, quiz_of
from tests.factories import make_member

RULES = f"{QUIZ}/settings"


@pytest.fixture
def desk(app: object, sign_in: SignIn) -> Desk:
    return Desk.made(sign_in)


def more_in_bank(desk: Desk, **contents: dict[str, Any]) -> None:
    for key, changes in contents.items():
        put_question(desk.course, CONTENTS["statement"] | changes, key)
    db.session.commit()


class TestLines:
    def test_headings_questions_and_draws_stand_in_one_list(self, desk: Desk) -> None:
        more_in_bank(desk, extra={"tags": ["fees"]}, other={"tags": ["fees"]})
        page = desk.does(f"{QUIZ}/new-heading", title_en="Money", title_ur="پیسہ")
        assert "Move it to where its section begins" in page
        desk.does(f"{QUIZ}/new-draw", take="2", source=":", tags="Fees", mark="3")
        assert desk.lines()[-2:] == ["# Money", "? 2"]
        assert drafts.pool_of(desk.quiz.entries[-1]) == Pool(take=2, tags=("fees",))
        assert desk.quiz.entries[-1].mark == 3
        page = desk.page(QUIZ)
        assert "Money" in page
        assert "Draw 2 questions" in page
        assert "2 questions fit." in page

    def test_a_line_moves_up_and_down_and_stays_at_the_ends(self, desk: Desk) -> None:
        desk.does(f"{desk.line(0)}/move", to="up")
        assert desk.lines() == list(CONTENTS)
        desk.does(f"{desk.line(0)}/move", to="down")
        assert desk.lines()[:2] == ["evidence", "cost"]
        assert desk.status(f"{desk.line(0)}/move", to="sideways") == 400

    def test_the_whole_order_is_sent_at_once_and_answers_with_its_version(self, desk: Desk) -> None:
        ids = [str(one.id) for one in reversed(desk.quiz.entries)]
        version = drafts.lines_version(desk.quiz)
        answer = desk.client.send(f"{QUIZ}/order", {"ids": ",".join(ids), "version": version})
        assert answer.status_code == 200
        assert desk.lines() == list(reversed(CONTENTS))
        assert answer.json["version"] == drafts.lines_version(desk.quiz) != version

    def test_an_order_that_was_made_of_another_list_is_refused(self, desk: Desk) -> None:
        ids = [str(one.id) for one in desk.quiz.entries]
        version = drafts.lines_version(desk.quiz)
        desk.does(f"{desk.line(4)}/remove")
        headers = {"Accept": "application/json", "Referer": "https://learn.example.org/"}
        sent = {"ids": ",".join(ids), "version": version}
        answer = desk.client.send(f"{QUIZ}/order", sent, headers=headers)
        assert answer.status_code == 409
        assert "Somebody else changed this" in answer.json["detail"]
        assert desk.lines() == list(CONTENTS)[:4]

    def test_two_editors_who_order_at_once_do_not_overwrite_each_other(self, desk: Desk) -> None:
        quiz = desk.quiz
        version, ids = drafts.lines_version(quiz), [one.id for one in quiz.entries]
        lines.order_lines(quiz, ids[::-1], version)
        with pytest.raises(Overtaken):
            lines.order_lines(quiz, [*ids[1:], ids[0]], version)
        assert desk.lines() == list(reversed(CONTENTS))

    @pytest.mark.parametrize("ids", ["", "1", "x", "1,1,1,1,1", "-1", "1,,2"])
    def test_an_order_of_other_lines_changes_nothing(self, desk: Desk, ids: str) -> None:
        version = drafts.lines_version(desk.quiz)
        assert desk.status(f"{QUIZ}/order", ids=ids, version=version) in {400, 409}
        assert desk.lines() == list(CONTENTS)

    def test_a_line_of_another_quiz_is_not_there(self, desk: Desk, sign_in: SignIn) -> None:
        stranger = make_member("Omar Other", roles=[Role.INSTRUCTOR])
        other = make_course("keep-your-books", authors=[stranger])
        entry = quiz_of(other).entries[0]
        for part in ("", "/remove"):
            assert desk.client.get(f"{QUIZ}/lines/{entry.id}{part}").status_code == 404
            assert desk.status(f"{QUIZ}/lines/{entry.id}{part}", mark="9") == 404
        assert desk.status(f"{QUIZ}/lines/{entry.id}/move", to="down") == 404
        foreign = sign_in(stranger)
        assert foreign.get(desk.line(0)).status_code == 404
        assert foreign.send(f"{desk.line(0)}/remove").status_code == 404
        assert desk.lines() == list(CONTENTS)

    def test_what_a_line_says_is_changed_unless_somebody_else_did(self, desk: Desk) -> None:
        url = desk.line(0)
        mine = fields(desk.page(url))
        desk.does(url, **(mine | {"mark": "2.5"}))
        assert desk.quiz.entries[0].mark == Fraction(5, 2)
        assert "Marks: 2.5" in words(desk.page(QUIZ))
        page = desk.is_refused(url, **(mine | {"mark": "4"}))
        assert "Somebody else changed this" in page
        assert desk.quiz.entries[0].mark == Fraction(5, 2)
        desk.does(url, **(fields(desk.page(url)) | {"mark": ""}))
        assert desk.quiz.entries[0].mark is None

    @pytest.mark.parametrize("mark", ["0", "-1", "NaN", "1e3", "101", "two"])
    def test_marks_out_of_bounds_are_refused(self, desk: Desk, mark: str) -> None:
        assert "above 0" in desk.is_refused(desk.line(0), mark=mark)

    def test_a_heading_is_rewritten_and_taken_out(self, desk: Desk) -> None:
        desk.does(f"{QUIZ}/new-heading", title_en="Money", title_ur="")
        url = desk.line(5)
        desk.does(url, **(fields(desk.page(url)) | {"title_en": "Fees"}))
        assert desk.lines()[-1] == "# Fees"
        assert "Take this heading out" in desk.page(f"{url}/remove")
        desk.does(f"{url}/remove")
        assert desk.lines() == list(CONTENTS)
        desk.is_refused(f"{QUIZ}/new-heading", title_en=" ", title_ur="")

    def test_an_attempt_has_the_sections_and_marks_of_the_lines(self, desk: Desk) -> None:
        desk.does(f"{QUIZ}/new-heading", title_en="Money", title_ur="پیسہ")
        desk.does(desk.line(0), mark="4", version=drafts.line_version(desk.quiz.entries[0]))
        ids = [one.id for one in desk.quiz.entries]
        order = [ids[0], ids[5], *ids[1:5]]
        lines.order_lines(desk.quiz, order, drafts.lines_version(desk.quiz))
        publish(desk.course, None)
        db.session.commit()
        page = desk.page(f"{QUIZ}/try?seed=1")
        assert words(page).index("Marks: 4") < words(page).index("Money")


class TestDraws:
    def test_how_many_fit_is_said_without_saving(self, desk: Desk) -> None:
        more_in_bank(desk, extra={"tags": ["fees"]})
        page = desk.shows(f"{QUIZ}/new-draw", take="1", source=":", tags="fees", look="yes")
        assert "1 question fits." in page
        assert desk.lines() == list(CONTENTS)
        answer = desk.client.get(f"{QUIZ}/fitting?source=:&tags=fees")
        assert answer.json == {"fits": "1 question fits."}

    def test_what_stands_in_the_quiz_by_name_is_not_counted(self, desk: Desk) -> None:
        assert desk.client.get(f"{QUIZ}/fitting?source=:").json == {"fits": "0 questions fit."}

    @pytest.mark.queries(13)
    def test_a_category_takes_in_its_folders(self, desk: Desk) -> None:
        more_in_bank(desk, extra={}, other={"difficulty": "hard"})
        bank = bank_of(desk.course.id)
        assert bank is not None
        fees = QuestionCategory(bank_id=bank.id, key="fees", title={"en": "Fees"})
        db.session.add(fees)
        db.session.flush()
        markets = QuestionCategory(
            bank_id=bank.id, key="markets", title={"en": "Markets"}, parent_id=fees.id
        )
        db.session.add(markets)
        db.session.flush()
        for key in ("extra", "other"):
            question = question_by_key(desk.course.id, key)
            assert question is not None
            question.category_id = markets.id
        db.session.commit()
        assert "Fees › Markets" in desk.page(f"{QUIZ}/new-draw")
        fits = desk.client.get(f"{QUIZ}/fitting?source=:fees").json
        assert fits == {"fits": "2 questions fit."}
        fits = desk.client.get(f"{QUIZ}/fitting?source=:fees/markets&difficulties=hard").json
        assert fits == {"fits": "1 question fits."}
        desk.does(f"{QUIZ}/new-draw", take="1", source=":fees/markets")
        assert drafts.pool_of(desk.quiz.entries[-1]) == Pool(category=("fees", "markets"))
        assert "Fees › Markets" in desk.page(QUIZ)

    def test_a_bank_that_is_not_shared_cannot_be_drawn_from(self, desk: Desk) -> None:
        make_course("keep-your-books", authors=[make_member("Omar", roles=[Role.INSTRUCTOR])])
        answer = desk.is_refused(f"{QUIZ}/new-draw", take="1", source="keep-your-books:")
        assert "Choose one of these" in answer
        fits = desk.client.get(f"{QUIZ}/fitting?source=keep-your-books:").json
        assert fits == {"fits": "0 questions fit."}

    def test_a_shared_bank_can(self, desk: Desk) -> None:
        other = make_course(
            "keep-your-books", authors=[make_member("Omar", roles=[Role.INSTRUCTOR])]
        )
        share(other, desk)
        desk.does(f"{QUIZ}/new-draw", take="2", source="keep-your-books:")
        assert drafts.pool_of(desk.quiz.entries[-1]) == Pool(take=2, course="keep-your-books")
        fits = desk.client.get(f"{QUIZ}/fitting?source=keep-your-books:").json
        assert fits == {"fits": "5 questions fit."}

    def test_a_draw_that_could_run_short_keeps_the_course_unpublished(self, desk: Desk) -> None:
        more_in_bank(desk, extra={"tags": ["fees"]}, other={"tags": ["fees", "tax"]})
        lines.add_draw(desk.quiz, Pool(take=1, tags=("fees",)))
        lines.add_draw(desk.quiz, Pool(take=1, tags=("tax",)))
        db.session.commit()
        with pytest.raises(NotPublishable) as refused:
            publish(desk.course, None)
        assert "has 0 that fit" in str(refused.value.problems)

    @pytest.mark.parametrize("take", ["0", "101", "x", ""])
    def test_a_draw_of_nothing_is_refused(self, desk: Desk, take: str) -> None:
        desk.is_refused(f"{QUIZ}/new-draw", take=take, source=":")


def share(other: Any, desk: Desk) -> None:
    """Let the desk's course use the bank of the other one."""
    bank = bank_of(other.id)
    assert bank is not None
    db.session.add(BankShare(bank_id=bank.id, course_id=desk.course.id))
    db.session.commit()


class TestChoosing:
    def test_questions_of_the_bank_are_found_and_put_in(self, desk: Desk) -> None:
        more_in_bank(desk, extra={"text": {"en": "Taxes are paid late."}, "tags": ["tax"]})
        page = desk.page(f"{QUIZ}/choose?q=taxes+LATE")
        assert "1 question found" in page
        assert "6 questions found" in desk.page(f"{QUIZ}/choose")
        assert "1 question found" in desk.page(f"{QUIZ}/choose?tag=Tax")
        assert "No question fits" in desk.page(f"{QUIZ}/choose?q=nothing+of+the+kind")
        assert "6 questions found" in desk.page(f"{QUIZ}/choose?in=:")
        extra = question_by_key(desk.course.id, "extra")
        assert extra is not None
        assert "1 question was added" in desk.does(f"{QUIZ}/choose", question=str(extra.id))
        assert desk.lines()[-1] == "extra"
        again = desk.does(f"{QUIZ}/choose", question=str(extra.id))
        assert "Nothing was added" in again
        assert desk.lines().count("extra") == 1

    def test_a_question_of_a_bank_that_is_not_shared_is_neither_found_nor_taken(
        self, desk: Desk
    ) -> None:
        other = make_course(
            "keep-your-books", authors=[make_member("Omar", roles=[Role.INSTRUCTOR])]
        )
        foreign = quiz_of(other).questions[0]
        assert "5 questions found" in desk.page(f"{QUIZ}/choose")
        assert "Nothing was added" in desk.does(f"{QUIZ}/choose", question=str(foreign.id))
        assert desk.lines() == list(CONTENTS)

    def test_a_shared_question_is_asked_and_not_written(self, desk: Desk) -> None:
        """The other course has a question "cost" as well: one's own is edited under that name."""
        other = make_course(
            "keep-your-books", authors=[make_member("Omar", roles=[Role.INSTRUCTOR])]
        )
        share(other, desk)
        foreign = quiz_of(other).questions[0]
        desk.does(f"{desk.line(0)}/remove")
        desk.does(f"{QUIZ}/choose", question=str(foreign.id))
        assert desk.lines()[-1] == "cost"
        assert "from the bank of" in desk.page(QUIZ)
        assert desk.client.get(f"{QUIZ}/questions/cost").status_code == 404
        assert desk.status(f"{QUIZ}/questions/cost", text_en="Mine now") == 404

    def test_a_removed_question_is_not_put_in(self, desk: Desk) -> None:
        more_in_bank(desk, extra={})
        extra = question_by_key(desk.course.id, "extra")
        assert extra is not None
        extra.removed_at = extra.newest.made_at
        db.session.commit()
        assert "Nothing was added" in desk.does(f"{QUIZ}/choose", question=str(extra.id))


class TestRules:
    def test_what_was_not_touched_stays_exactly_the_same(self, desk: Desk) -> None:
        before = drafts.settings_of(desk.quiz)
        desk.does(RULES, **fields(desk.page(RULES)))
        assert drafts.settings_of(desk.quiz) == before

    def test_exact_values_of_a_package_survive_the_form(self, app: object, sign_in: SignIn) -> None:
        desk = Desk.made(sign_in, pass_mark=Fraction("66.5"), wrong_penalty=Fraction(3, 10))
        desk.does(RULES, **fields(desk.page(RULES)))
        settings = drafts.settings_of(desk.quiz)
        assert (settings.pass_mark, settings.wrong_penalty) == (Fraction("66.5"), Fraction(3, 10))

    def test_every_rule_is_saved_as_it_was_filled_in(self, desk: Desk) -> None:
        desk.does(
            RULES,
            **(
                fields(desk.page(RULES))
                | {
                    "title_en": "Fees",
                    "mode": "practice",
                    "pass_mark": "62.5",
                    "counts": "average",
                    "draw": "3",
                    "shuffle": "y",
                    "shuffle_choices": "y",
                    "display": "one",
                    "navigation": "sequential",
                    "try_penalty": "1/3",
                    "wrong_penalty": "1/4",
                    "certainty": "y",
                    "shown": ["after-closing:marks", "after-closing:key"],
                    "after_pass": "y",
                }
            ),
        )
        settings = drafts.settings_of(desk.quiz)
        assert desk.quiz.title["en"] == "Fees"
        assert settings.dump() == {
            "pass_mark": "62.5",
            "counts": "average",
            "draw": 3,
            "shuffle": True,
            "shuffle_choices": True,
            "mode": "practice",
            "display": "one",
            "navigation": "sequential",
            "wrong_penalty": "0.25",
            "try_penalty": "1/3",
            "certainty": True,
            "review": {
                "during": [],
                "right-after": [],
                "while-open": [],
                "after-closing": ["marks", "key"],
                "after_pass": True,
            },
        }

    @pytest.mark.parametrize("preset", list(PRESETS))
    def test_a_preset_fills_the_table_and_saves_nothing(self, desk: Desk, preset: str) -> None:
        filled = fields(desk.page(RULES)) | {"title_en": "Unsaved", "shown": []}
        page = desk.shows(RULES, **filled, preset=preset)
        assert fields(page)["title_en"] == ["Unsaved"]
        assert drafts.settings_of(desk.quiz).review == PRESETS["after-submit"]
        desk.does(RULES, **fields(page))
        assert drafts.settings_of(desk.quiz).review == PRESETS[preset]

    def test_a_preset_that_nobody_offers_is_refused(self, desk: Desk) -> None:
        assert desk.status(RULES, **fields(desk.page(RULES)), preset="everything") == 400

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"pass_mark": "101"}, "0 to 100"),
            ({"pass_mark": ""}, "fill this in"),
            ({"pass_mark": "NaN"}, "0 to 100"),
            ({"counts": "luck"}, "Choose one of these"),
            ({"mode": "war"}, "Choose one of these"),
            ({"draw": "-1"}, "0 to 100"),
            ({"wrong_penalty": "2"}, "Choose one of these"),
            ({"shown": ["during:secrets"]}, "not valid"),
            ({"display": "all", "navigation": "sequential"}, "one question at a time"),
        ],
    )
    def test_rules_out_of_bounds_are_refused_and_kept_on_the_page(
        self, desk: Desk, changes: dict[str, Any], said: str
    ) -> None:
        before = drafts.settings_of(desk.quiz)
        filled = fields(desk.page(RULES)) | {"title_en": "Kept"} | changes
        answer = desk.client.send(RULES, filled)
        assert answer.status_code == 422
        assert said in words(answer.text)
        assert fields(answer.text)["title_en"] == ["Kept"]
        assert drafts.settings_of(desk.quiz) == before

    def test_somebody_elses_change_is_not_overwritten_unseen(self, desk: Desk) -> None:
        mine = fields(desk.page(RULES))
        desk.does(RULES, **(mine | {"pass_mark": "55", "counts": "last"}))
        answer = desk.client.send(RULES, mine | {"pass_mark": "99"})
        assert answer.status_code == 422
        assert "The last attempt" in answer.text
        assert drafts.settings_of(desk.quiz).pass_mark == 55
        desk.does(RULES, **fields(answer.text))
        assert drafts.settings_of(desk.quiz).pass_mark == 99

    def test_rules_hold_with_the_next_publication(self, desk: Desk) -> None:
        assert "hold when you publish" in desk.does(RULES, **fields(desk.page(RULES)))
        assert drafts.settings_of(desk.quiz) != QuizSettings()

    def test_the_matrix_says_each_cell_in_words(self, desk: Desk) -> None:
        page = words(desk.page(RULES))
        for text in ("While they practise", "After it has closed", "The right answer"):
            assert text in page
        assert len(list(Moment)) * len(list(Aspect)) == desk.page(RULES).count('name="shown"')


def test_each_page_speaks_urdu(desk: Desk) -> None:
    for url, said in (
        (QUIZ, "کوئز میں شامل کریں"),
        (RULES, "شرکا کیا دیکھتے ہیں، اور کب"),
        (f"{QUIZ}/new-draw", "بے ترتیب انتخاب"),
        (f"{QUIZ}/choose", "بینک سے سوال"),
        (f"{QUIZ}/access", "کون دے سکتا ہے، کب اور کتنی بار"),
        (f"{QUIZ}/new-heading", "عنوان شامل کریں"),
    ):
        page = desk.page(f"{url}?lang=ur")
        assert said in page, url
        assert 'dir="rtl"' in page
