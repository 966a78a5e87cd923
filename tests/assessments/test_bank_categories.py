"""The categories of a bank: made, renamed, moved, taken away; draws follow them."""

from __future__ import annotations

import pytest

from lms.assessments import drafts
from lms.assessments.actions import categories
from lms.assessments.folders import Row, Tree
from lms.assessments.pools import DEEPEST, Pool
from lms.db import db
from tests.assessments.bankroom import BANK, Keeper, SignIn, fields, make_keeper, true_false
from tests.assessments.room import quiz_of
from tests.assessments.test_bank import draw_from


@pytest.fixture
def keeper(app: object, sign_in: SignIn) -> Keeper:
    keeper = make_keeper(sign_in)
    keeper.adds(true_false("A market keeps a fee."), "fees/markets")
    keeper.adds(true_false("A bank keeps a fee."), "fees")
    return keeper


def test_a_tree_counts_what_stands_below_and_knows_ways_down() -> None:
    rows = [
        Row(1, None, "fees", {"en": "Fees"}, 2),
        Row(2, 1, "markets", {"en": "Markets"}, 3),
        Row(3, None, "ask", {"en": "Ask"}, 0),
        Row(4, 2, "fiverr", {"en": "Fiverr"}, 1),
    ]
    tree = Tree.of(rows, 5)
    assert [(one.name, one.own, one.all, one.depth) for one in tree.folders] == [
        ("ask", 0, 0, 0),
        ("fees", 2, 6, 0),
        ("fees/markets", 3, 4, 1),
        ("fees/markets/fiverr", 1, 1, 2),
    ]
    assert tree.total == 11
    fees = tree.at("fees")
    assert fees is not None
    assert [one.name for one in tree.outside(fees)] == ["ask"]


def test_a_ring_of_categories_is_read_without_end() -> None:
    assert Tree.of([Row(1, 2, "a", {}, 0), Row(2, 1, "b", {}, 0)], 0).folders == ()


class TestAdding:
    def test_it_is_named_after_its_title_and_stands_where_it_was_put(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="Late payers", title_ur="دیر", parent="fees")
        assert "fees/late-payers" in keeper.paths()
        keeper.does("/categories", title_en="Late payers", title_ur="", parent="fees")
        assert "fees/late-payers-2" in keeper.paths()

    def test_a_title_in_urdu_alone_is_enough(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="", title_ur="فیس", parent="")
        assert "category" in keeper.paths()

    def test_without_a_title_or_in_a_category_that_is_none_it_is_refused(
        self, keeper: Keeper
    ) -> None:
        keeper.is_refused("/categories", title_en="", title_ur="", parent="")
        keeper.is_refused("/categories", title_en="New", title_ur="", parent="none")

    def test_they_stand_in_one_another_only_so_deep(self, keeper: Keeper) -> None:
        deep = "/".join("abcdefgh"[:DEEPEST])
        keeper.adds(true_false("Deep?"), deep)
        keeper.is_refused("/categories", title_en="Deeper", title_ur="", parent=deep)

    def test_the_first_category_comes_before_the_first_question(
        self, app: object, sign_in: SignIn
    ) -> None:
        from tests.assessments.room import make_member
        from tests.factories import make_course

        member = make_member("Amna", roles=["instructor"])  # type: ignore[list-item]
        empty = Keeper(member, sign_in(member), make_course("empty", author=member))
        empty.does("/categories", title_en="Fees", title_ur="", parent="")
        assert empty.paths() == ["fees"]


class TestMoving:
    def test_what_stands_in_it_comes_along_and_draws_follow(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="Costs", title_ur="", parent="")
        draw_from(keeper, category=("fees", "markets"))
        before = drafts.whole_version(quiz_of(keeper.course))
        url = "/categories/fees"
        form = fields(keeper.page(url))
        assert form["parent"] == [""]
        keeper.does(url, **(form | {"parent": "costs"}))
        assert keeper.paths() == ["costs", "costs/fees", "costs/fees/markets"]
        entry = quiz_of(keeper.course).entries[-1]
        pool = drafts.pool_of(entry)
        assert pool == Pool(category=("costs", "fees", "markets"))
        assert drafts.whole_version(quiz_of(keeper.course)) != before

    def test_not_into_itself_nor_into_what_stands_in_it(self, keeper: Keeper) -> None:
        for parent in ("fees", "fees/markets"):
            keeper.is_refused("/categories/fees", title_en="Fees", title_ur="", parent=parent)
        with pytest.raises(categories.OwnInside):
            categories.move_category(
                keeper.bank, keeper.category("fees"), keeper.category("fees/markets").id
            )
        assert keeper.paths() == ["fees", "fees/markets"]

    def test_not_deeper_than_they_may_stand(self, keeper: Keeper) -> None:
        deep = "/".join("abcde"[: DEEPEST - 1])
        keeper.adds(true_false("Deep?"), deep)
        keeper.is_refused("/categories/fees", title_en="Fees", title_ur="", parent=deep)

    def test_where_its_name_is_taken_it_gets_another(self, keeper: Keeper) -> None:
        keeper.does("/categories", title_en="Markets", title_ur="", parent="")
        keeper.does("/categories/fees/markets", title_en="Markets", title_ur="", parent="")
        assert keeper.paths() == ["fees", "markets", "markets-2"]

    def test_a_new_title_keeps_the_name_in_addresses(self, keeper: Keeper) -> None:
        keeper.does("/categories/fees", title_en="Charges", title_ur="فیس", parent="")
        assert keeper.paths() == ["fees", "fees/markets"]
        assert "Charges" in keeper.page()


class TestDeleting:
    def test_it_asks_and_what_stands_in_it_moves_up(self, keeper: Keeper) -> None:
        draw_from(keeper, category=("fees",))
        page = keeper.page("/delete-category/fees")
        assert "1 question moves up" in page
        assert "draw from it" in page
        assert keeper.paths() == ["fees", "fees/markets"]
        assert "1 question moved up" in keeper.does("/delete-category/fees")
        assert keeper.paths() == ["markets"]
        assert keeper.question("a-bank-keeps-a-fee").category_id is None
        assert keeper.question("a-market-keeps-a-fee").category_id is not None

    def test_draws_from_what_stood_in_it_follow(self, keeper: Keeper) -> None:
        draw_from(keeper, category=("fees", "markets"))
        keeper.does("/delete-category/fees")
        db.session.expire_all()
        assert drafts.pool_of(quiz_of(keeper.course).entries[-1]) == Pool(category=("markets",))

    def test_brothers_that_meet_keep_names_of_their_own(self, keeper: Keeper) -> None:
        keeper.adds(true_false("One more?"), "fees/fees")
        keeper.does("/delete-category/fees")
        assert sorted(keeper.paths()) == ["fees-2", "markets"]

    def test_what_is_not_there_is_404(self, keeper: Keeper) -> None:
        for url in ("/delete-category/none", "/categories/none", "/categories/fees/none"):
            assert keeper.client.get(f"{BANK}{url}").status_code == 404
