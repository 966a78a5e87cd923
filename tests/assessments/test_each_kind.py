"""How each kind of question counts what was given."""

from __future__ import annotations

from contextlib import suppress
from time import thread_time
from typing import Any, ClassVar

import pytest

from lms.assessments import kinds
from lms.assessments.kinds.item import NO_ANSWER, Draw, Item, Unreadable, filled
from lms.assessments.kinds.passage import PassageShown
from tests.assessments.strategies import asked, chance, rows

TWO = [{"en": "a"}, {"en": "b"}]


class TestMultipleChoice:
    CONTENT: ClassVar[dict[str, Any]] = {
        "kind": "multiple-choice",
        "text": {"en": "Which of these cost you money?"},
        "choices": [
            {"text": {"en": "Tools"}, "right": True},
            {"text": {"en": "Fees"}, "right": True},
            {"text": {"en": "Praise"}},
            {"text": {"en": "Thanks"}},
        ],
    }

    @pytest.mark.parametrize(
        ("scoring", "given", "share"),
        [
            ("right-minus-wrong", "1", "1/2"),
            ("right-minus-wrong", "13", "0"),
            ("right-minus-wrong", "123", "1/2"),
            ("right-minus-wrong", "1234", "0"),
            ("all-or-nothing", "1", "0"),
            ("all-or-nothing", "12", "1"),
            ("per-option", "1", "3/4"),
            ("per-option", "34", "0"),
        ],
    )
    def test_half_right_counts_by_the_authors_choice(
        self, scoring: str, given: str, share: str
    ) -> None:
        item = kinds.load(self.CONTENT | {"scoring": scoring})
        draw = item.draw(chance(1), False)
        assert str(item.grade(draw, tuple(given)).share) == share


class TestNumeric:
    CONTENT: ClassVar[dict[str, Any]] = {
        "kind": "numeric",
        "text": {"en": "A gig sells for USD {price}; {fee} % is kept. What reaches you?"},
        "draw": {"price": {"from": 20, "to": 100, "step": 5}, "fee": {"from": 20, "to": 20}},
        "answer": "price * (1 - fee / 100)",
        "tolerance": "0.01",
        "unit": {"en": "USD", "ur": "ڈالر"},
        "feedback": {"en": "Of {price} you keep four fifths."},
    }
    DRAW = Draw(values={"price": "45", "fee": "20"})

    @pytest.mark.parametrize(
        ("typed", "is_right"),
        [
            ("36", True),
            ("36.00", True),
            ("$36", True),
            ("36 USD", True),
            ("usd 36", True),
            ("۳۶ ڈالر", True),
            ("٣٦٫٠٠", True),
            ("३६", True),
            ("35.99", True),
            ("36.01", True),
            ("35.98", False),
            ("3,6", False),
            ("36 PKR", False),
            ("thirty-six", False),
            ("3600", False),
            ("-36", False),
            ("36%", False),
            ("4 * 9", False),
        ],
    )
    def test_a_number_counts_however_it_is_typed(self, typed: str, is_right: bool) -> None:
        item = kinds.load(self.CONTENT)
        answer = item.parse(self.DRAW, [typed])
        assert (item.grade(self.DRAW, answer).share == 1) is is_right

    def test_what_is_drawn_stands_in_the_text_and_in_the_feedback(self) -> None:
        item = kinds.load(self.CONTENT)
        shown = item.present(self.DRAW)
        assert filled(shown.text, shown.values) == {
            "en": "A gig sells for USD 45; 20 % is kept. What reaches you?"
        }
        explained = item.explain(self.DRAW, NO_ANSWER)
        assert explained.right == ({"en": "36 USD", "ur": "36 ڈالر"},)
        assert filled(explained.feedback, explained.values) == {"en": "Of 45 you keep four fifths."}

    def test_nothing_shown_tells_the_key(self) -> None:
        item = kinds.load(self.CONTENT)
        assert "36" not in str(item.present(self.DRAW))


@pytest.mark.parametrize(
    "typed",
    [
        "portfolio",
        " Portfolio. ",
        "PORT-FOLIO",
        "port folio",
        "پورٹ فولیو",
        "پورٹفولیو",
        "«پورٹ  فوليو»",
        "پورٹ\u200cفولیو",
    ],
)
def test_a_short_text_counts_however_it_is_spelt(typed: str) -> None:
    item = kinds.load(
        {"kind": "short-text", "text": {"en": "?"}, "accept": ["portfolio", "پورٹ فولیو"]}
    )
    draw = item.draw(chance(1), True)
    assert item.grade(draw, item.parse(draw, [typed])).share == 1


class TestShortText:
    def item(self, *accept: Any, **content: Any) -> Item:
        return kinds.load(asked("short-text", accept=list(accept), **content))

    def share(self, item: Item, typed: str) -> str:
        draw = item.draw(chance(1), True)
        return str(item.grade(draw, item.parse(draw, [typed])).share)

    @pytest.mark.parametrize(
        ("pattern", "typed", "is_right"),
        [
            ("free*", "Freelancer", True),
            ("free*", "free", True),
            ("free*", "carefree", False),
            ("*lance*", "a free lancer", True),
            ("f*l*r", "fr", False),
            ("f*l*r", "flr", True),
            ("ab*ba", "aba", False),
            ("ab*ba", "abba", True),
            ("5\\*", "5*", True),
            ("5\\*", "55", False),
            ("فری*", "فری‌لانسر", True),
            ("a*a*a", "aa", False),
        ],
    )
    def test_a_star_stands_for_anything(self, pattern: str, typed: str, is_right: bool) -> None:
        assert self.share(self.item(pattern), typed) == str(int(is_right))

    def test_stars_take_no_longer_than_the_texts(self) -> None:
        item = self.item("*a" * 60 + "*b")
        began = thread_time()
        assert self.share(item, "a" * 200) == "0"
        assert thread_time() - began < 0.5

    def test_capitals_count_where_the_author_says_so(self) -> None:
        assert self.share(self.item("GmbH"), "gmbh") == "1"
        assert self.share(self.item("GmbH", case=True), "gmbh") == "0"
        assert self.share(self.item("GmbH", case=True), "Gmb-H") == "1"

    def test_the_best_that_was_given_counts_with_what_its_author_says_of_it(self) -> None:
        nearly = {"text": "folio*", "share": "1/2", "feedback": {"en": "Nearly."}}
        item = self.item(
            "portfolio", nearly, {"text": "*", "share": 0} | {"text": "f*", "share": 0}
        )
        assert [self.share(item, typed) for typed in ("portfolio", "folios", "fun")] == [
            "1",
            "1/2",
            "0",
        ]
        explained = item.explain(Draw(), ("folios",))
        assert explained.remark == {"en": "Nearly."}
        assert explained.right == ({"en": "portfolio"},)


class TestUnits:
    CONTENT: ClassVar[dict[str, Any]] = asked(
        "numeric",
        answer="1500",
        tolerance_percent=1,
        units=["m", {"unit": "km", "factor": 1000}, {"unit": "کلومیٹر", "factor": 1000}],
    )

    @pytest.mark.parametrize(
        ("typed", "is_right", "is_right_when_needed"),
        [
            ("1500", True, False),
            ("1500 m", True, True),
            ("1.5km", True, True),
            ("km 1.5", True, True),
            ("۱٫۵ کلومیٹر", True, True),
            ("1.514 km", True, True),
            ("1.516 km", False, False),
            ("1.5", False, False),
            ("1.5 mi", False, False),
            ("1500 km", False, False),
            ("km", False, False),
            ("1.5 km m", False, False),
        ],
    )
    def test_a_number_counts_by_its_unit(
        self, typed: str, is_right: bool, is_right_when_needed: bool
    ) -> None:
        for content, wanted in (
            (self.CONTENT, is_right),
            (self.CONTENT | {"unit_needed": True}, is_right_when_needed),
        ):
            item = kinds.load(content)
            assert (item.grade(Draw(), item.parse(Draw(), [typed])).share == 1) is wanted

    def test_the_right_number_is_told_with_its_unit(self) -> None:
        item = kinds.load(self.CONTENT | {"unit_needed": True})
        assert item.explain(Draw(), NO_ANSWER).right == ({"en": "1,500 m"},)
        assert item.key(Draw()) == ("1500 m",)

    @pytest.mark.parametrize(
        ("typed", "is_right"), [("5", True), ("7.5", True), ("10", True), ("10.01", False)]
    )
    def test_any_number_of_a_range_is_right(self, typed: str, is_right: bool) -> None:
        item = kinds.load(asked("numeric", range={"from": 5, "to": 10}))
        assert (item.grade(Draw(), (typed,)).share == 1) is is_right
        assert item.explain(Draw(), NO_ANSWER).right == ({"en": "5–10"},)

    @pytest.mark.parametrize(("typed", "is_right"), [("0.333333", True), ("0.33333", False)])
    def test_a_number_without_end_may_be_rounded(self, typed: str, is_right: bool) -> None:
        item = kinds.load(asked("numeric", answer="1/3"))
        assert (item.grade(Draw(), (typed,)).share == 1) is is_right


def test_a_number_with_drawn_values_written_before_is_calculated() -> None:
    item = kinds.load(TestNumeric.CONTENT)
    assert item.kind == item.dump()["kind"] == "calculated"
    assert kinds.load(item.dump()) == item


class TestOrdering:
    ITEMS: ClassVar[list[dict[str, str]]] = [{"en": letter} for letter in "abcd"]

    @pytest.mark.parametrize(
        ("scoring", "places", "share"),
        [
            ("pairs", "2134", "5/6"),
            ("pairs", "4321", "0"),
            ("pairs", "1111", "0"),
            ("places", "2134", "1/2"),
            ("places", "2341", "0"),
            ("all-or-nothing", "2134", "0"),
            ("all-or-nothing", "1234", "1"),
        ],
    )
    def test_half_right_counts_by_the_authors_choice(
        self, scoring: str, places: str, share: str
    ) -> None:
        item = kinds.load(asked("ordering", items=self.ITEMS, scoring=scoring))
        draw = Draw(order=(3, 1, 0, 2))
        given = [f"{n}={places[index]}" for n, index in enumerate(draw.order, 1)]
        assert str(item.grade(draw, item.parse(draw, given)).share) == share

    def test_what_has_no_place_counts_nothing(self) -> None:
        item = kinds.load(asked("ordering", items=self.ITEMS))
        draw = Draw(order=(3, 1, 0, 2))
        assert str(item.grade(draw, item.parse(draw, ["3=1", "2=2"])).share) == "1/6"


class TestMatching:
    CONTENT: ClassVar[dict[str, Any]] = asked(
        "matching", rows=rows("ax", "by", "cx"), extra=[{"en": "z"}]
    )
    DRAW = Draw(order=(2, 0, 1))  # shown: z, x, y

    @pytest.mark.parametrize(
        ("given", "share", "whole"),
        [
            (["1=2", "2=3", "3=2"], "1", "1"),
            (["1=2", "2=2", "3=2"], "2/3", "0"),
            (["3=2"], "1/3", "0"),
            (["1=1", "2=1", "3=1"], "0", "0"),
        ],
    )
    def test_each_row_counts_or_all_of_them(self, given: list[str], share: str, whole: str) -> None:
        for scoring, wanted in (("per-part", share), ("all-or-nothing", whole)):
            item = kinds.load(self.CONTENT | {"scoring": scoring})
            assert str(item.grade(self.DRAW, item.parse(self.DRAW, given)).share) == wanted

    def test_a_match_of_two_rows_is_listed_once(self) -> None:
        shown = kinds.load(self.CONTENT).present(self.DRAW)
        assert [option.text["en"] for option in shown.options] == ["z", "x", "y"]

    @pytest.mark.parametrize("given", [["4=1"], ["1=4"], ["1=1", "1=2"], ["1"], ["01=1"], ["=1"]])
    def test_what_no_page_sends_is_refused(self, given: list[str]) -> None:
        with pytest.raises(Unreadable):
            kinds.load(self.CONTENT).parse(self.DRAW, given)


class TestGaps:
    CONTENT: ClassVar[dict[str, Any]] = asked(
        "cloze",
        passage={"en": "[[1]] [[2]] [[3]]"},
        gaps=[
            {"number": 20, "mark": 2},
            {"accept": ["net", {"text": "rest", "share": "1/2"}], "feedback": {"en": "So."}},
            {"choices": TWO},
        ],
    )

    @pytest.mark.parametrize(
        ("given", "share"),
        [(["1=20"], "1/2"), (["2=net"], "1/4"), (["2=rest"], "1/8"), (["1=20", "3=2"], "3/4")],
    )
    def test_each_gap_counts_by_its_weight(self, given: list[str], share: str) -> None:
        item = kinds.load(self.CONTENT)
        draw = Draw(parts=(Draw(), Draw(), Draw(order=(1, 0))))
        assert str(item.grade(draw, item.parse(draw, given)).share) == share

    def test_no_gap_opens_within_a_tag_and_none_is_lost(self) -> None:
        item = kinds.load(asked("cloze", passage={"en": "[[1]] [[2]]"}, gaps=[{"number": 1}] * 2))
        shown = item.present(item.draw(chance(1), True))
        assert isinstance(shown, PassageShown)
        html = 'x <img alt="a > [[1]]"> y [[1]] z'
        pieces = [(str(piece), gap and gap.number) for piece, gap in shown.parted(html)]
        assert pieces == [
            ('x <img alt="a > [[1]]"> y ', "1"),
            (" z", None),
            ("", "2"),
        ]


class TestEssay:
    def test_it_waits_for_a_person_and_shows_assessors_more_than_learners(self) -> None:
        item = kinds.load(asked("essay", sample={"en": "So."}, notes={"en": "Secret."}))
        answer = item.parse(Draw(), ["  One.\r\n\r\nTwo.\n"])
        assert answer == ("One.\n\nTwo.",)
        assert item.grade(Draw(), answer).needs_marking
        assert item.explain(Draw(), answer).right == ({"en": "So."},)
        assert "Secret." not in str(item.explain(Draw(), answer)) + str(item.present(Draw()))

    @pytest.mark.parametrize("given", [["a" * 20_001], ["a\0b"], ["a", "b"]])
    def test_what_cannot_be_kept_is_refused(self, given: list[str]) -> None:
        with pytest.raises(Unreadable):
            kinds.load(asked("essay")).parse(Draw(), given)


class TestFiles:
    @pytest.mark.parametrize(
        "given", [["name.pdf"], ["../../etc/passwd"], ["a" * 21], ["a" * 22, "b" * 22]]
    )
    def test_only_as_many_refs_as_are_asked_for(self, given: list[str]) -> None:
        with pytest.raises(Unreadable):
            kinds.load(asked("file-answer")).parse(Draw(), given)


class TestScenario:
    CONTENT: ClassVar[dict[str, Any]] = asked(
        "scenario",
        questions=[
            asked("short-text", accept=["a=b"], mark=2),
            asked("matching", rows=rows("ax", "by")),
            asked("essay", mark=3),
        ],
    )
    DRAW = Draw(parts=(Draw(), Draw(order=(1, 0)), Draw()))

    def test_it_is_worth_what_its_questions_are_worth(self) -> None:
        item = kinds.load(self.CONTENT)
        assert item.mark == 6
        grading = item.grade(self.DRAW, item.parse(self.DRAW, ["1=a=b", "2.1=2"]))
        assert str(grading.share) == "5/12"
        assert not grading.needs_marking
        assert [part.is_right for part in grading.parts] == [True, False, False]

    def test_it_waits_for_a_person_once_one_of_them_does(self) -> None:
        item = kinds.load(self.CONTENT)
        answer = item.parse(self.DRAW, ["3=So.\nAnd so."])
        assert answer == ("3=So.\nAnd so.",)
        assert item.grade(self.DRAW, answer).needs_marking

    def test_each_part_is_explained_under_its_question(self) -> None:
        item = kinds.load(self.CONTENT)
        first, row, _other, essay = item.explain(self.DRAW, ("2.1=2",)).parts
        assert (first.label, first.given, first.is_right) == ({"en": "?"}, (), False)
        assert (row.of, row.label, row.given) == ({"en": "?"}, {"en": "a"}, ({"en": "x"},))
        assert essay.right == ()

    @pytest.mark.parametrize("given", [["4=1"], ["2.3=1"], ["1.1=1"], ["a"], ["2=x"], ["1.=x"]])
    def test_what_no_page_sends_is_refused_or_harmless(self, given: list[str]) -> None:
        item = kinds.load(self.CONTENT)
        with suppress(Unreadable):
            answer = item.parse(self.DRAW, given)
            assert item.parse(self.DRAW, answer) == answer
            assert item.grade(self.DRAW, answer).share == 0
