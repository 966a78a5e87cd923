"""The list of a question bank: looking through it, and doing something with many at once."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from lms.assessments import drafts
from lms.assessments.actions.sharing import ALL, share_bank
from lms.assessments.models import Question
from lms.assessments.pools import Pool
from lms.assessments.queries import drawable
from lms.db import db
from lms.members.models import Role
from tests.assessments.bankroom import (
    BANK,
    Keeper,
    SignIn,
    fields,
    ids,
    listed,
    make_fact,
    make_keeper,
    number,
    true_false,
)
from tests.assessments.room import CONTENTS, quiz_of
from tests.conftest import Client
from tests.factories import make_member

PAGES = (
    "",
    "/categories",
    "/chosen?do=tag",
    "/taken-out",
    "/alike",
    "/facts",
    "/sharing",
    "/new-question",
    "/questions/cost",
    "/questions/cost/try",
    "/questions/cost/history",
    "/questions/cost/uses",
    "/questions/cost/duplicate",
    "/questions/cost/history/1/restore",
)
FOR_USERS = ("", "/facts", *(f"/questions/cost/{way}" for way in ("try", "history", "uses")))


@pytest.fixture
def keeper(app: object, sign_in: SignIn) -> Keeper:
    return make_keeper(sign_in)


class TestWhoMayLook:
    @pytest.mark.parametrize(
        ("roles", "status"),
        [([], 403), ([Role.INSTRUCTOR], 404), ([Role.ASSESSOR], 403), ([Role.COORDINATOR], 200)],
    )
    def test_the_bank_of_somebody_else_is_not_there(
        self, keeper: Keeper, sign_in: SignIn, roles: list[Role], status: int
    ) -> None:
        browser = sign_in(make_member("Sana", roles=roles))
        for page in PAGES:
            answer = browser.get(f"{BANK}{page}", follow_redirects=True)
            assert answer.status_code == status, page

    def test_a_bank_that_is_shared_is_looked_at_and_not_changed(
        self, keeper: Keeper, sign_in: SignIn
    ) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        share_bank(keeper.bank, ALL, [], keeper.member.id)
        db.session.commit()
        for page in PAGES:
            wanted = 200 if page in FOR_USERS else 403
            assert other.client.get(f"{BANK}{page}").status_code == wanted, page
        for form in (
            "/categories",
            "/sharing",
            "/put-back",
            "/questions/cost",
            "/questions/cost/duplicate",
            "/questions/cost/history/1/restore",
        ):
            assert other.client.send(f"{BANK}{form}").status_code == 403, form
        chosen = {"chosen": keeper.question("cost").id}
        for deed in ("category", "tag", "untag", "difficulty", "take-out"):
            sent = other.client.send(f"{BANK}/chosen", chosen | {"do": deed, "tags": "mine"})
            assert sent.status_code == 403, deed

    def test_to_whoever_writes_no_course_it_is_not_shared(
        self, keeper: Keeper, sign_in: SignIn
    ) -> None:
        share_bank(keeper.bank, ALL, [], keeper.member.id)
        db.session.commit()
        browser = sign_in(make_member("Sana", roles=[Role.INSTRUCTOR]))
        assert browser.get(BANK).status_code == 404

    def test_its_questions_are_put_into_ones_own_quiz_and_not_written_there(
        self, keeper: Keeper, sign_in: SignIn
    ) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        shared = keeper.adds(true_false("Shared, is it not?"))
        share_bank(keeper.bank, ALL, [], keeper.member.id)
        db.session.commit()
        quiz = quiz_of(other.course)
        put = {"do": "quiz", "chosen": shared.id, "quiz": str(quiz.id)}
        assert other.client.send(f"{BANK}/chosen", put).status_code == 303
        db.session.expire_all()
        assert quiz_of(other.course).questions[-1].id == shared.id
        url = f"/teach/courses/keep-your-books/quizzes/costs/questions/{shared.key}"
        form = {"text_en": "Mine", "mark": "1", "answer": "false"}
        form["version"] = drafts.question_version(keeper.question(shared.key))
        assert other.client.send(url, form).status_code == 404
        assert keeper.question(shared.key).newest.content["text"]["en"] == "Shared, is it not?"

    def test_not_into_a_quiz_of_somebody_else(self, keeper: Keeper, sign_in: SignIn) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        share_bank(keeper.bank, ALL, [], keeper.member.id)
        db.session.commit()
        for client, course in ((keeper.client, other.course), (other.client, keeper.course)):
            put = {"do": "quiz", "chosen": keeper.question("cost").id}
            put["quiz"] = quiz_of(course).id
            assert client.send(f"{BANK}/chosen", put).status_code == 422

    def test_nobody_who_is_signed_out(self, keeper: Keeper, client: Client) -> None:
        assert client.get(BANK).status_code == 302

    def test_before_the_first_question_it_says_how_to_begin(
        self, app: object, sign_in: SignIn
    ) -> None:
        from tests.factories import make_course

        member = make_member("Amna", roles=[Role.INSTRUCTOR])
        make_course("empty", author=member)
        page = sign_in(member).get("/teach/courses/empty/bank")
        assert page.status_code == 200
        assert "No question yet" in page.text

    def test_it_is_found_from_the_quizzes(self, keeper: Keeper) -> None:
        page = keeper.client.get("/teach/courses/price-your-work/quizzes").text
        assert BANK in page


class TestLooking:
    @pytest.fixture
    def stocked(self, keeper: Keeper) -> Keeper:
        keeper.adds(
            true_false("A market keeps a fee.", "مارکیٹ فیس رکھتی ہے۔", tags=["fees"]),
            "fees/markets",
        )
        keeper.adds(true_false("A bank keeps e-mail.", difficulty="hard"), "fees")
        keeper.adds(true_false("Clients pay late.", tags=["fees", "clients"]), "clients")
        return keeper

    def test_a_category_takes_in_what_stands_below(self, stocked: Keeper) -> None:
        assert len(listed(stocked.page("?category=fees"))) == 2
        assert listed(stocked.page("?category=fees/markets")) == ["A market keeps a fee."]
        assert len(listed(stocked.page("?category=-"))) == len(CONTENTS)
        assert stocked.client.get(f"{BANK}?category=none").status_code == 404

    def test_categories_are_counted_with_what_stands_below(self, stocked: Keeper) -> None:
        shelves = html.document_fromstring(stocked.page()).xpath("//nav[@class='shelves']//li")
        counts = [" ".join(one.text_content().split()) for one in shelves]
        assert counts == [
            "All questions 8",
            "Clients 1",
            "Fees 2",
            "Markets 1",
            "In no category 5",
        ]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("keeps", 2),
            ("KEEPS fee", 1),
            ("keeps late", 0),
            ("email", 1),
            ("e-mail", 1),
            ("فيس رکھتى", 1),  # Arabic letters for the Urdu ones
            ("100%", 0),
            ("%", 0),
        ],
    )
    def test_words_are_found_however_they_are_spelled(
        self, stocked: Keeper, typed: str, found: int
    ) -> None:
        page = stocked.client.get(BANK, query_string={"q": typed}).text
        assert len([one for one in listed(page) if "keeps" in one.casefold()]) == found

    def test_all_tags_must_be_there(self, stocked: Keeper) -> None:
        assert len(listed(stocked.page("?tag=fees"))) == 2
        assert listed(stocked.page("?tag=fees&tag=clients")) == ["Clients pay late."]

    def test_kind_difficulty_and_use_narrow_the_list(self, stocked: Keeper) -> None:
        assert listed(stocked.page("?difficulty=hard")) == ["A bank keeps e-mail."]
        assert len(listed(stocked.page("?kind=true-false"))) == 4
        assert len(listed(stocked.page("?only=unused"))) == 3
        assert len(listed(stocked.page("?kind=nonsense"))) == 8

    def test_it_is_sorted_by_name_or_by_what_was_written_last(self, stocked: Keeper) -> None:
        assert listed(stocked.page())[0] == "Clients pay late."
        keys = [q.key for q in db.session.query(Question).order_by(Question.key)]
        first = stocked.question(keys[0]).newest.content["text"]["en"]
        assert listed(stocked.page("?sort=name"))[0] == first

    def test_a_row_says_where_it_is_used_and_what_it_lacks(self, stocked: Keeper) -> None:
        page = stocked.page("?q=late")
        assert "in no quiz" in page
        assert "Not there in Urdu" in page or "Not there in اردو" in page
        assert "used in 1 quiz" in stocked.page("?kind=multiple-choice")

    def test_a_draw_counts_as_use(self, stocked: Keeper) -> None:
        draw_from(stocked, category=("fees",))
        assert "used in 1 quiz" in stocked.page("?q=market+keeps")
        assert "in no quiz" in stocked.page("?q=clients")

    def test_questions_on_a_fact_that_is_due_are_shown_alone(self, stocked: Keeper) -> None:
        make_fact("market.fee", review_by=date(2026, 1, 2))
        make_fact("market.rate")
        stocked.adds(number("Double the fee.", "market.fee"))
        stocked.adds(number("Double the rate.", "market.rate"))
        assert listed(stocked.page("?only=due")) == ["Double the fee."]
        assert "1 question rests on a fact" in stocked.page()

    def test_a_long_list_comes_in_pages_with_its_filters(self, keeper: Keeper) -> None:
        for place in range(30):
            keeper.adds(true_false(f"Number {place}?", tags=["many", "more"]))
        first = keeper.page("?tag=many&tag=more")
        assert len(listed(first)) == 25
        (onward,) = html.document_fromstring(first).xpath("//a[@rel='next']/@href")
        assert len(listed(keeper.client.get(onward).text)) == 5
        assert "tag=many" in onward
        assert "tag=more" in onward

    def test_what_an_author_wrote_is_shown_and_never_run(self, keeper: Keeper) -> None:
        keeper.adds(true_false("<script>alert(1)</script>", tags=["<b>"]))
        page = keeper.page()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert listed(keeper.page("?tag=%3Cb%3E")) == ["<script>alert(1)</script>"]


def draw_from(keeper: Keeper, **pool: object) -> None:
    from lms.assessments.actions.drafting import number_lines
    from lms.assessments.models import QuizEntry

    quiz = quiz_of(keeper.course)
    db.session.add(QuizEntry(quiz=quiz, position=99, pool=Pool(**pool).dump()))  # type: ignore[arg-type]
    number_lines(quiz)
    db.session.commit()


class TestManyAtOnce:
    @pytest.fixture
    def three(self, keeper: Keeper) -> list[Question]:
        return [keeper.adds(true_false(f"{word}?"), "fees") for word in ("One", "Two", "Three")]

    def test_without_a_choice_nothing_is_asked(self, keeper: Keeper) -> None:
        page = keeper.client.get(f"{BANK}/chosen?do=tag", follow_redirects=True)
        assert "Choose one question at least" in page.text

    def test_what_was_ticked_is_asked_about_and_done(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        url = f"/chosen?do=category&chosen={three[0].id}&chosen={three[1].id}"
        form = fields(keeper.page(url))
        assert form["chosen"] == [str(one) for one in sorted(ids(three[:2]))]
        page = keeper.does("/chosen", **(form | {"category": ""}))
        assert "2 questions are changed" in page
        assert [keeper.question(one.key).category_id for one in three[:2]] == [None, None]
        assert keeper.question(three[2].key).category_id is not None

    def test_all_on_this_page_are_those_that_it_listed(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        words = "&".join(f"listed={one}" for one in ids(three))
        page = keeper.page(f"/chosen?do=tag&all=yes&chosen={three[0].id}&{words}")
        assert "3 questions are chosen" in page

    def test_tags_make_new_versions_of_what_changes(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        chosen = {"do": "tag", "chosen": ids(three)}
        assert "3 questions are changed" in keeper.does("/chosen", **chosen, tags="Fees, new  one")
        tagged = keeper.question(three[0].key)
        assert tagged.newest.content["tags"] == ["fees", "new one"]
        assert (tagged.newest.number, tagged.newest.made_by_id) == (2, keeper.member.id)
        assert [row.tag for row in tagged.tag_rows] == ["fees", "new one"]
        assert "0 questions are changed" in keeper.does("/chosen", **chosen, tags="fees")
        keeper.does("/chosen", do="untag", chosen=ids(three), tags="fees")
        assert keeper.question(three[0].key).newest.content["tags"] == ["new one"]

    def test_too_many_tags_are_refused_and_said(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        many = ", ".join(f"t{n}" for n in range(20))
        keeper.does("/chosen", do="tag", chosen=[three[0].id], tags=many)
        page = keeper.does("/chosen", do="tag", chosen=ids(three), tags="one more")
        assert "2 questions are changed" in page
        assert "1 question stayed as it was" in page
        keeper.is_refused("/chosen", do="tag", chosen=ids(three), tags=many + ", t20")
        keeper.is_refused("/chosen", do="tag", chosen=ids(three), tags=" , ")

    def test_difficulty_is_said_and_unsaid(self, keeper: Keeper, three: list[Question]) -> None:
        keeper.does("/chosen", do="difficulty", chosen=ids(three), difficulty="hard")
        assert keeper.question(three[0].key).difficulty == "hard"
        keeper.does("/chosen", do="difficulty", chosen=ids(three), difficulty="-")
        assert keeper.question(three[0].key).difficulty is None
        keeper.is_refused("/chosen", do="difficulty", chosen=ids(three), difficulty="very")

    def test_they_are_put_at_the_end_of_a_quiz(self, keeper: Keeper, three: list[Question]) -> None:
        quiz = quiz_of(keeper.course)
        page = keeper.does("/chosen", do="quiz", chosen=ids(three), quiz=quiz.id)
        assert "3 questions stand at the end of the quiz now" in page
        db.session.expire_all()
        assert set(ids(quiz_of(keeper.course).questions[-3:])) == set(ids(three))
        page = keeper.does("/chosen", do="quiz", chosen=ids(three), quiz=quiz.id)
        assert "3 questions stayed as they were" in page

    def test_taking_out_says_what_uses_them_and_is_undone(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        keeper.does("/chosen", do="quiz", chosen=[three[0].id], quiz=quiz_of(keeper.course).id)
        draw_from(keeper, category=("fees",))
        asked = keeper.page(f"/chosen?do=take-out&chosen={three[0].id}&chosen={three[1].id}")
        assert "ask some of them by name" in asked
        assert "may draw some of them" in asked
        page = keeper.does("/chosen", **fields(asked))
        assert "2 questions are taken out" in page
        assert len(drawable(keeper.course.id, Pool(category=("fees",)))) == 1
        assert three[0].id in ids(quiz_of(keeper.course).questions)
        assert "Three?" in listed(page)
        assert "One?" not in listed(page)
        undo = fields(page)
        assert "2 questions are back" in keeper.does("/put-back", **undo)
        assert len(drawable(keeper.course.id, Pool(category=("fees",)))) == 3

    def test_what_was_taken_out_is_listed_and_put_back(
        self, keeper: Keeper, three: list[Question]
    ) -> None:
        keeper.does("/chosen", do="take-out", chosen=ids(three))
        page = keeper.page("/taken-out")
        assert page.count("Put back") == 3
        keeper.does("/put-back", chosen=three[0].id)
        assert keeper.question(three[0].key).removed_at is None

    def test_questions_of_another_bank_are_not_chosen(
        self, keeper: Keeper, three: list[Question], sign_in: SignIn
    ) -> None:
        other = make_keeper(sign_in, "keep-your-books", "Omar Other")
        theirs = other.question("cost")
        keeper.does("/chosen", do="tag", chosen=[theirs.id, three[0].id], tags="mine")
        assert "tags" not in other.question("cost").newest.content
        keeper.does("/put-back", chosen=theirs.id)

    @pytest.mark.parametrize("given", ["x", "-1", "99999999999999999999", "٣"])
    def test_what_is_no_question_is_not_there(self, keeper: Keeper, given: str) -> None:
        page = keeper.client.get(
            f"{BANK}/chosen", query_string={"do": "tag", "chosen": given}, follow_redirects=True
        )
        assert page.status_code == 200
        assert "Choose one question at least" in page.text
        assert keeper.client.get(f"{BANK}/chosen?do=burn&chosen=1").status_code == 404


class TestAlike:
    def test_pairs_stand_side_by_side_with_a_way_to_take_one_out(self, keeper: Keeper) -> None:
        one = keeper.adds(true_false("The market keeps one fifth of each order that you deliver."))
        keeper.adds(true_false("The market keeps one fifth of each order you deliver."))
        page = keeper.page("/alike")
        assert f"do=take-out&amp;chosen={one.id}" in page
        assert "alike" in page
        keeper.does("/chosen", do="take-out", chosen=one.id)
        assert "No two questions are alike" in keeper.page("/alike")
