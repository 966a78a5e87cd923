"""The desk of those who write quizzes, over HTTP and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html

from lms.assessments import kinds, queries
from lms.assessments.forms import form_for
from lms.assessments.models import Question, Quiz
from lms.courses.actions.publishing import publish
from lms.courses.models import Course
from lms.db import db
from lms.members.models import Member, Role
from tests.assessments.examples import EXAMPLES
from tests.assessments.room import CONTENTS, Learner, make_course, quiz_of
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
DESK = "/teach/courses/price-your-work"
QUIZ = f"{DESK}/quizzes/costs"


@dataclass
class Author:
    client: Client
    course: Course

    def page(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def does(self, url: str, **data: Any) -> str:
        """Send a form that must be taken; the page that follows."""
        answer = self.client.send(url, data, follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def is_refused(self, url: str, **data: Any) -> str:
        """Send a form that must be shown again; its page."""
        answer = self.client.send(url, data)
        assert answer.status_code == 422, answer.status
        assert "There is a problem" in answer.text
        return str(answer.text)

    @property
    def quiz(self) -> Quiz:
        return quiz_of(self.course)

    def order(self) -> list[str]:
        db.session.expire_all()
        return [question.key for question in self.quiz.questions]

    def line(self, key: str) -> str:
        """The address of the line that asks this question."""
        entries = (one for one in self.quiz.entries if one.question and one.question.key == key)
        return f"{QUIZ}/lines/{next(entries).id}"

    def newest(self) -> dict[str, Any]:
        db.session.expire_all()
        return self.quiz.questions[-1].newest.content


@pytest.fixture
def author(app: object, sign_in: SignIn) -> Author:
    member = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    return Author(sign_in(member), make_course(authors=[member]))


def fields(page: str) -> dict[str, Any]:
    """The controls of the page's own form as a browser would send them."""
    forms = html.document_fromstring(page).xpath(
        "//main//form[@method='post'][not(@class='steps')]"
    )
    values: dict[str, list[str]] = {}
    for name, value in forms[0].form_values():
        # A browser drops the line break that begins a text area.
        values.setdefault(name, []).append(value.lstrip("\r\n"))
    values.pop("csrf_token")
    return dict(values)


def question(**changes: Any) -> dict[str, Any]:
    return {"text_en": "New?", "text_ur": "نیا؟", "mark": "1", "version": ""} | changes


class TestWhoMayWrite:
    @pytest.mark.parametrize(
        ("roles", "status"),
        [
            ([], 403),
            ([Role.INSTRUCTOR], 404),
            ([Role.ASSESSOR], 403),
            ([Role.COORDINATOR], 200),
            ([Role.ADMINISTRATOR], 200),
        ],
    )
    def test_only_authors_and_administrators(
        self, author: Author, sign_in: SignIn, roles: list[Role], status: int
    ) -> None:
        browser = sign_in(make_member("Sana", roles=roles))
        for url in (
            f"{DESK}/quizzes",
            f"{DESK}/new-quiz",
            QUIZ,
            f"{QUIZ}/new-question",
            f"{QUIZ}/questions/cost",
            f"{QUIZ}/settings",
            f"{QUIZ}/access",
            f"{QUIZ}/new-heading",
            f"{QUIZ}/new-draw",
            f"{QUIZ}/choose",
            f"{QUIZ}/fitting",
            f"{QUIZ}/new-exception",
            f"{QUIZ}/try?seed=7",
            f"{author.line('cost')}",
            f"{author.line('cost')}/remove",
            f"{DESK}/groups",
        ):
            assert browser.get(url).status_code == status, url
        sent = browser.send(f"{author.line('cost')}/move", {"to": "down"})
        assert sent.status_code == (303 if status == 200 else status)

    def test_nobody_who_is_signed_out(self, author: Author, client: Client) -> None:
        assert client.get(QUIZ).status_code == 302

    def test_what_is_not_there_is_404(self, author: Author) -> None:
        for url in (
            f"{DESK}/quizzes/none",
            f"{QUIZ}/questions/none",
            f"{QUIZ}/new-question?kind=poem",
            "/teach/courses/none/quizzes",
        ):
            assert author.client.get(url).status_code == 404, url


class TestQuizzes:
    def test_a_new_quiz_is_named_after_its_title(self, author: Author) -> None:
        page = author.does(f"{DESK}/new-quiz", title_en="Fees and net", title_ur="فیس")
        assert "::: quiz fees-and-net" in page
        assert "No question yet" in page
        again = author.does(f"{DESK}/new-quiz", title_en="Fees and net", title_ur="")
        assert "::: quiz fees-and-net-2" in again
        listed = author.page(f"{DESK}/quizzes")
        assert "0 questions" in listed
        assert "5 questions" in listed

    def test_a_title_is_needed(self, author: Author) -> None:
        author.is_refused(f"{DESK}/new-quiz", title_en=" ", title_ur="")

    def test_a_quiz_that_learners_know_cannot_be_deleted(self, author: Author) -> None:
        assert "Delete this quiz" not in author.page(QUIZ)
        assert "learners&#39; results hang on it" in author.is_refused(f"{QUIZ}/delete")

    def test_a_quiz_that_nobody_knows_can(self, author: Author) -> None:
        author.does(f"{DESK}/new-quiz", title_en="Draft", title_ur="")
        assert "Delete this quiz?" in author.page(f"{DESK}/quizzes/draft/delete")
        assert "The quiz is deleted." in author.does(f"{DESK}/quizzes/draft/delete")
        assert queries.quiz_by_key(author.course.id, "draft") is None


def controls(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The form of a kind filled in by hand with such a question, as a browser sends it."""
    values = form_for(kind).of_content(content)
    return {name: value for name, value in _flat(values) if value not in ("", None, False)}


def _flat(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, list):
            for place, row in enumerate(value):
                yield from _flat(row, f"{above}{name}-{place}-")
        elif above.startswith("choices-") and name == "right":
            yield (f"{above}{name}", "y") if value else ("", "")
            yield ("choices-right", above.split("-")[1]) if value else ("", "")
        else:
            yield f"{above}{name}", "y" if value is True else value


CHOICES = {
    "choices-0-text_en": "Fees",
    "choices-0-text_ur": "فیس",
    "choices-1-text_en": "",
    "choices-2-text_en": "Praise",
    "choices-2-feedback_en": "It pays nothing.",
}


class TestQuestions:
    @pytest.mark.parametrize(
        ("kind", "sent", "stored"),
        [
            (
                "single-choice",
                CHOICES | {"choices-right": "0"},
                {
                    "choices": [
                        {"text": {"en": "Fees", "ur": "فیس"}, "right": True},
                        {"text": {"en": "Praise"}, "feedback": {"en": "It pays nothing."}},
                    ]
                },
            ),
            (
                "multiple-choice",
                CHOICES
                | {"choices-0-right": "y", "choices-2-right": "y", "scoring": "all-or-nothing"},
                {
                    "choices": [
                        {"text": {"en": "Fees", "ur": "فیس"}, "right": True},
                        {
                            "text": {"en": "Praise"},
                            "right": True,
                            "feedback": {"en": "It pays nothing."},
                        },
                    ],
                    "scoring": "all-or-nothing",
                },
            ),
            ("true-false", {"answer": "false"}, {"answer": False}),
            (
                "short-text",
                {
                    "accept-0-text": "portfolio",
                    "accept-2-text": "پورٹ فولیو",
                    "accept-3-text": "folder*",
                    "accept-3-share": "۱/۲",
                    "accept-3-feedback_en": "Nearly.",
                    "case": "y",
                },
                {
                    "accept": [
                        "portfolio",
                        "پورٹ فولیو",
                        {"text": "folder*", "share": "0.5", "feedback": {"en": "Nearly."}},
                    ],
                    "case": True,
                },
            ),
            (
                "numeric",
                {
                    "range_from": "5",
                    "range_to": "10",
                    "units-0-unit": "m",
                    "units-1-unit": "km",
                    "units-1-factor": "1000",
                    "unit_needed": "y",
                },
                {
                    "range": {"from": 5, "to": 10},
                    "units": ["m", {"unit": "km", "factor": 1000}],
                    "unit_needed": True,
                },
            ),
            (
                "calculated",
                {
                    "text_en": "Of {price}?",
                    "text_ur": "{price}?",
                    "answer": "price * 0.8",
                    "tolerance": "0.01",
                    "unit_en": "USD",
                    "draw-0-name": "price",
                    "draw-0-from": "20",
                    "draw-0-to": "100",
                    "draw-0-step": "5",
                },
                {
                    "text": {"en": "Of {price}?", "ur": "{price}?"},
                    "answer": "price * 0.8",
                    "tolerance": "0.01",
                    "unit": {"en": "USD"},
                    "draw": {"price": {"from": 20, "to": 100, "step": 5}},
                },
            ),
        ],
    )
    def test_every_kind_is_added_edited_and_stays_the_same(
        self, author: Author, kind: str, sent: dict[str, Any], stored: dict[str, Any]
    ) -> None:
        url = f"{QUIZ}/new-question?kind={kind}"
        author.page(url)
        page = author.does(url, **question(**sent))
        assert "The question is added." in page
        assert author.newest() == {"kind": kind, "text": {"en": "New?", "ur": "نیا؟"}} | stored
        edit = f"{QUIZ}/questions/{author.order()[-1]}"
        author.does(edit, **fields(author.page(edit)))
        assert author.newest() == {"kind": kind, "text": {"en": "New?", "ur": "نیا؟"}} | stored
        assert len(author.quiz.questions[-1].versions) == 1

    @pytest.mark.parametrize(
        ("kind", "sent", "said"),
        [
            ("single-choice", CHOICES, "Exactly one choice must be right."),
            ("single-choice", CHOICES | {"choices-right": ["0", "2"]}, "Exactly one choice"),
            ("single-choice", {"choices-right": "0"}, "Give 2 to 20 choices."),
            ("multiple-choice", CHOICES | {"scoring": "all-or-nothing"}, "At least one choice"),
            (
                "multiple-choice",
                CHOICES | {"choices-0-right": "y", "scoring": "luck"},
                "How a half-right answer counts:",
            ),
            ("true-false", {}, "The statement is: Choose one of these."),
            ("true-false", {"answer": "true", "text_en": "", "text_ur": ""}, "in one language"),
            ("true-false", {"answer": "true", "mark": "0"}, "must be worth something"),
            ("true-false", {"answer": "true", "mark": "-1"}, "between 0 and 100"),
            ("true-false", {"answer": "true", "mark": "NaN"}, "Write a number"),
            ("true-false", {"answer": "true", "mark": "1e9"}, "Write a number"),
            ("short-text", {"accept-0-text": ""}, "one right answer at least"),
            ("short-text", {"accept-0-text": "..."}, "empty or too long"),
            ("numeric", {"answer": ""}, "Write the right number"),
            ("numeric", {"answer": "price * 2"}, "is not drawn"),
            ("numeric", {"answer": "().__class__"}, "may only hold numbers"),
            ("numeric", {"answer": "1", "tolerance": "-1"}, "between 0 and"),
            (
                "calculated",
                {"answer": "x", "draw-0-name": "x", "draw-0-fact": "no.such"},
                "No fact is called",
            ),
            (
                "calculated",
                {"answer": "x", "draw-0-name": "x", "draw-0-from": "5", "draw-0-to": "1"},
                "Draw upwards",
            ),
        ],
    )
    def test_a_question_with_a_flaw_is_shown_again_with_all_that_was_filled_in(
        self, author: Author, kind: str, sent: dict[str, Any], said: str
    ) -> None:
        page = author.is_refused(f"{QUIZ}/new-question?kind={kind}", **question(**sent))
        assert said in html.document_fromstring(page).text_content()
        kept = fields(page)
        for name, value in question(**sent).items():
            if not name.endswith("right"):
                assert kept.get(name, [""]) == [value] or value == "luck", name
        assert len(author.order()) == 5

    def test_one_more_row_is_given_without_losing_any(self, author: Author) -> None:
        sent = question(**CHOICES, more="choices") | {"choices-right": "2"}
        answer = author.client.send(f"{QUIZ}/new-question?kind=single-choice", sent)
        assert answer.status_code == 200
        kept = fields(answer.text)
        assert kept["choices-4-text_en"] == [""]
        assert (kept["choices-0-text_en"], kept["choices-right"]) == (["Fees"], ["2"])
        assert len(author.order()) == 5

    @pytest.mark.parametrize("kind", EXAMPLES)
    def test_the_form_of_every_kind_says_what_its_question_says(
        self, author: Author, kind: str
    ) -> None:
        normal = kinds.load(EXAMPLES[kind]).dump()
        about = {"hints": [{"en": "Look."}], "tags": ["fees", "لاگت"], "difficulty": "hard"}
        whole = normal | ({"tags": about["tags"]} if kind == "description" else about)
        filled_in = {name: value for name, value in controls(kind, whole).items() if value}
        author.does(f"{QUIZ}/new-question?kind={kind}", **filled_in)
        assert author.newest() == whole
        edit = f"{QUIZ}/questions/{author.order()[-1]}"
        author.does(edit, **fields(author.page(edit)))
        assert author.newest() == whole
        assert len(author.quiz.questions[-1].versions) == 1

    def test_a_scenario_grows_by_a_question_of_the_kind_asked_for(self, author: Author) -> None:
        url = f"{QUIZ}/new-question?kind=scenario"
        page = author.client.send(url, question(more="questions:matching")).text
        sent = fields(page) | {"more": "questions-0-rows"}
        assert sent["questions-0-kind"] == ["matching"]
        assert "questions-0-rows-4-prompt_en" not in sent
        kept = fields(author.client.send(url, sent).text)
        assert "questions-0-rows-4-prompt_en" in kept
        for wish in ("questions:scenario", "questions:nothing", "nowhere", "text_en"):
            assert author.client.send(url, kept | {"more": wish}).status_code == 200, wish

    @pytest.mark.parametrize(
        ("kind", "sent", "anchor", "said"),
        [
            (
                "matching",
                {
                    "rows-0-prompt_en": "",
                    "rows-1-prompt_en": "a",
                    "rows-1-match_en": "b",
                    "rows-2-prompt_en": "c",
                    "scoring": "per-part",
                },
                "rows-2-prompt_en",
                "is missing",
            ),
            (
                "cloze",
                {"passage_en": "[[1]]", "passage_ur": "؟", "gaps-0-number": "1"},
                "passage_ur",
                "must stand here once",
            ),
            (
                "cloze",
                {"passage_en": "[[1]]", "gaps-1-number": "x"},
                "gaps-1-number",
                "Write a number",
            ),
            (
                "scenario",
                {
                    "questions-0-kind": "short-text",
                    "questions-0-text_en": "?",
                    "questions-0-mark": "1",
                    "questions-0-accept-0-text": "",
                    "questions-0-accept-1-text": "...",
                },
                "questions-0-accept-1-text",
                "empty or too long",
            ),
            (
                "calculated",
                {"answer": "x", "draw-0-name": "y", "draw-1-name": "x", "draw-1-to": "5"},
                "draw-1-name",
                "must be a number",
            ),
            ("numeric", {"range_from": "5", "range_to": "1"}, "range_from", "must run upwards"),
            ("file-answer", {"accept": "pdf, exe"}, "accept", "are not taken"),
        ],
    )
    def test_a_flaw_in_a_row_is_shown_at_its_control(
        self, author: Author, kind: str, sent: dict[str, Any], anchor: str, said: str
    ) -> None:
        page = html.document_fromstring(
            author.is_refused(f"{QUIZ}/new-question?kind={kind}", **question(**sent))
        )
        (control,) = page.xpath(f"//*[@id='{anchor}']")
        assert control.get("aria-invalid") == "true"
        (sentence,) = page.xpath(f"//*[@id='{anchor}-error']")
        assert said in sentence.text_content()
        assert page.xpath(f"//div[@role='alert']//a[@href='#{anchor}']")

    def test_an_edited_question_is_a_new_version_and_learners_keep_the_old(
        self, author: Author, sign_in: SignIn
    ) -> None:
        url = f"{QUIZ}/questions/statement"
        author.does(url, **(fields(author.page(url)) | {"text_en": "Praise is a cost."}))
        (edited,) = [one for one in author.quiz.questions if one.key == "statement"]
        assert [version.number for version in edited.versions] == [1, 2]
        from tests.assessments.room import enrol

        member = enrol(author.course).member
        learner = Learner(sign_in(member), member)
        learner.starts()
        assert "Praise is a cost." not in learner.page()
        publish(author.course, None)
        db.session.commit()
        learner.sends()
        learner.starts()
        assert "Praise is a cost." in learner.page()

    def test_somebody_elses_edit_is_not_overwritten_unseen(self, author: Author) -> None:
        url = f"{QUIZ}/questions/statement"
        mine = fields(author.page(url))
        author.does(url, **(mine | {"text_en": "Theirs."}))
        page = author.is_refused(url, **(mine | {"text_en": "Mine."}))
        assert "Theirs." in page
        author.does(url, **fields(page))
        assert "Mine." in author.page(QUIZ)

    def test_questions_move_up_and_down_and_stay_at_the_ends(self, author: Author) -> None:
        first = list(CONTENTS)
        assert author.order() == first
        author.does(f"{author.line('cost')}/move", to="up")
        assert author.order() == first
        author.does(f"{author.line('cost')}/move", to="down")
        assert author.order()[:2] == ["evidence", "cost"]
        author.does(f"{author.line('word')}/move", to="up")
        assert author.order()[-2:] == ["word", "net"]
        sent = author.client.send(f"{author.line('word')}/move", {"to": "left"})
        assert sent.status_code == 400

    def test_a_question_is_taken_out_after_asking_and_stays_in_the_bank(
        self, author: Author
    ) -> None:
        url = f"{author.line('net')}/remove"
        assert "Take this question out" in author.page(url)
        assert "net" in author.order()
        author.does(url)
        assert "net" not in author.order()
        assert db.session.query(Question).count() == 5

    def test_what_an_author_writes_is_shown_and_never_run(self, author: Author) -> None:
        url = f"{QUIZ}/new-question?kind=true-false"
        evil = "<script>alert(1)</script>{{ 7 * 7 }}"
        author.client.send(url, question(text_en=evil, answer="true"))
        assert author.newest()["text"]["en"] == evil
        page = author.client.get(f"{QUIZ}/questions/{author.order()[-1]}").text
        assert "<script>alert" not in page
        assert "{{ 7 * 7 }}" in page
