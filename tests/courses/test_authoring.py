"""Authors make courses, modules and lessons, and put them in order; nobody else does."""

from __future__ import annotations

import pytest
from lxml import html

from lms.audit.models import AuditEntry
from lms.courses.models import Course, Lesson
from lms.db import db
from lms.members.models import Role
from tests.conftest import Client
from tests.courses.authors import (
    TEACH,
    SignIn,
    details,
    fields,
    make_author,
    with_lesson,
)
from tests.factories import make_member


def verbs() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_an_instructor_without_courses_is_shown_what_to_do(sign_in: SignIn) -> None:
    page = make_author(sign_in).page(TEACH)
    assert "No course yet" in page
    assert "/teach/new-course" in page


def test_a_new_course_is_named_after_its_english_title_and_stands_on_the_desk(
    sign_in: SignIn,
) -> None:
    author = make_author(sign_in)
    author.creates_course()
    course = author.course
    assert course.title == {"en": "Price your work", "ur": "اپنے کام کی قیمت"}
    assert course.objectives[1] == {"en": "Name a price", "ur": "قیمت بتانا"}
    assert [a.id for a in course.authors] == [author.member.id]
    assert "Draft" in author.page(TEACH)
    assert verbs()[-1] == "courses.created"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_en": "", "title_ur": ""}, "Write a title in one language at least."),
        ({"title_en": ""}, "Without an English title, write the name yourself."),
        ({"slug": "Not A Slug"}, "Use small Latin letters and digits"),
        ({"slug": "../etc"}, "Use small Latin letters and digits"),
        ({"track": "alchemy"}, "Choose one of these."),
        ({"hours": "0"}, "Write a number from 1 to"),
        ({"hours": "many"}, "Write a whole number."),
        ({"title_en": "x" * 121}, "Write at most"),
    ],
)
def test_a_course_that_is_not_filled_in_well_is_refused_with_its_reason(
    sign_in: SignIn, changes: dict[str, str], sentence: str
) -> None:
    answer = make_author(sign_in).sends("/teach/new-course", **details(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(db.select(db.func.count(Course.id))) == 0


def test_a_slug_that_another_course_has_is_refused_and_the_form_kept(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course()
    answer = author.sends("/teach/new-course", **details(title_ur="دوسرا"))
    assert answer.status_code == 422
    assert "Another course has the name" in answer.text
    assert "دوسرا" in answer.text


def test_fields_that_the_form_does_not_have_change_nothing(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course(id="77", archived_at="2020-01-01", published_revision_id="1", authors="9")
    assert author.course.archived_at is None
    assert [a.id for a in author.course.authors] == [author.member.id]


def test_details_are_changed_and_control_characters_dropped(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course()
    form = fields(author.page(f"{author.desk}/details"))
    author.does(f"{author.desk}/details", **(form | {"title_en": "Set\x07 a price", "hours": "3"}))
    assert author.course.title["en"] == "Set a price"
    assert author.course.hours == 3


def test_the_second_to_save_details_is_shown_what_the_first_saved(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course()
    url = f"{author.desk}/details"
    first, second = fields(author.page(url)), fields(author.page(url))
    author.does(url, **(first | {"title_en": "The first one's title"}))
    late = author.sends(url, **(second | {"title_en": "The second one's title"}))
    assert late.status_code == 422
    assert "The first one&#39;s title" in late.text
    assert "The second one&#39;s title" in late.text
    assert author.course.title["en"] == "The first one's title"
    author.does(url, **fields(late.text))
    assert author.course.title["en"] == "The second one's title"


def test_the_name_in_the_address_stays_once_published(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    url = f"{author.desk}/details"
    answer = author.sends(url, **(fields(author.page(url)) | {"slug": "another"}))
    assert answer.status_code == 422
    assert "stays: people have links" in answer.text


def test_modules_and_lessons_are_added_renamed_and_moved(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course()
    for title in ("Start", "Go on"):
        author.adds_module(title)
    for title in ("First", "Second"):
        author.adds_lesson(title)
    assert author.order() == [("start", ["first", "second"]), ("go-on", [])]

    author.does(f"{author.lesson('second')}/move", to="up")
    assert author.order()[0] == ("start", ["second", "first"])
    author.does(f"{author.lesson('first')}/move", to="down")
    assert author.order() == [("start", ["second"]), ("go-on", ["first"])]
    author.does(f"{author.lesson('first')}/move", to="up")
    assert author.order() == [("start", ["second", "first"]), ("go-on", [])]
    author.does(f"{author.desk}/modules/go-on/move", to="up")
    assert [key for key, _lessons in author.order()] == ["go-on", "start"]
    author.does(f"{author.desk}/modules/go-on/move", to="up")  # at the top already
    assert [key for key, _lessons in author.order()] == ["go-on", "start"]

    author.does(f"{author.desk}/modules/start", title_en="Begin", title_ur="")
    assert author.course.modules[1].title == {"en": "Begin"}
    assert author.order()[1][0] == "start"


def test_lessons_of_the_same_title_get_names_of_their_own(sign_in: SignIn) -> None:
    author = make_author(sign_in)
    author.creates_course()
    author.adds_module()
    for title in ("First", "First", "پہلا"):
        author.adds_lesson(title)
    assert author.order() == [("start", ["first", "first-2", "lesson"])]


@pytest.mark.parametrize("to", ["", "sideways", "1"])
def test_a_move_to_nowhere_is_refused(sign_in: SignIn, to: str) -> None:
    author = with_lesson(sign_in)
    assert author.sends(f"{author.lesson()}/move", to=to).status_code == 400


def test_a_lesson_that_no_trainee_ever_saw_is_deleted_after_a_question(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    question = author.page(f"{author.lesson()}/remove")
    assert "deleted for good" in question
    assert author.order() == [("start", ["first"])]
    author.does(f"{author.lesson()}/remove")
    assert author.order() == [("start", [])]
    assert db.session.scalar(db.select(db.func.count(Lesson.id))) == 0


def test_a_published_lesson_is_taken_out_kept_and_put_back(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    assert "taken out but kept" in author.page(f"{author.lesson()}/remove")
    assert "Lessons taken out" in author.does(f"{author.lesson()}/remove")
    assert author.order() == [("start", [])]
    assert "Price your work" in author.page(author.lesson())
    author.does(f"{author.lesson()}/place", module="start")
    assert author.order() == [("start", ["first"])]


def test_a_module_goes_with_what_is_said_and_keeps_what_trainees_know(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    author.adds_lesson("Second")
    question = author.page(f"{author.desk}/modules/start/remove")
    assert "deleted for good" in question
    assert "taken out but kept" in question
    page = author.does(f"{author.desk}/modules/start/remove")
    assert author.order() == []
    assert "Lessons taken out" in page
    assert [lesson.key for lesson in db.session.scalars(db.select(Lesson))] == ["first"]


def test_nobody_but_authors_and_the_office_knows_of_a_draft(
    sign_in: SignIn, client: Client
) -> None:
    author = with_lesson(sign_in)
    urls = [author.desk, author.lesson(), f"{author.desk}/details", f"{author.desk}/files"]
    stranger = make_author(sign_in, name="Bilal")
    trainee = sign_in(make_member("Dua"))
    for url in urls:
        assert client.get(url).status_code == 302, "signed out"
        assert trainee.get(url).status_code == 403, "a trainee"
        assert stranger.client.get(url).status_code == 404, "an instructor who is no author"
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            assert make_author(sign_in, role=role).client.get(url).status_code == 200
    assert "Price your work" not in stranger.page(TEACH)
    assert trainee.get(f"/courses/{author.slug}").status_code == 404


@pytest.mark.parametrize(
    "what",
    [
        "details",
        "new-module",
        "modules/start",
        "modules/start/move",
        "modules/start/remove",
        "modules/start/new-lesson",
        "lessons/first",
        "lessons/first/move",
        "lessons/first/remove",
        "lessons/first/place",
        "lessons/first/preview",
        "lessons/first/upload",
        "files",
        "authors",
        "publish",
        "archive",
    ],
)
def test_a_stranger_can_change_nothing(sign_in: SignIn, what: str) -> None:
    author = with_lesson(sign_in)
    stranger = make_author(sign_in, name="Bilal")
    assert stranger.sends(f"{author.desk}/{what}", to="up").status_code == 404
    assert author.order() == [("start", ["first"])]


def test_an_author_who_is_no_instructor_any_more_is_refused(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.member.grants.clear()
    db.session.commit()
    assert author.client.get(author.desk).status_code == 403


@pytest.mark.parametrize(
    "what", ["modules/none", "lessons/none", "files/pictures/none.webp/remove"]
)
def test_what_is_not_there_is_not_found(sign_in: SignIn, what: str) -> None:
    author = with_lesson(sign_in)
    assert author.client.get(f"{author.desk}/{what}").status_code == 404


def test_an_instructor_becomes_author_by_member_number_and_leaves_again(sign_in: SignIn) -> None:
    author, other = with_lesson(sign_in), make_author(sign_in, name="Bilal")
    number = other.member.number.replace("-", " ").lower()
    assert "Bilal can write this course now." in author.does(
        f"{author.desk}/authors", number=number
    )
    assert other.client.get(author.desk).status_code == 200
    page = other.does(f"{author.desk}/authors/{other.member.ref}/remove")
    assert "No course yet" in page
    assert verbs()[-2:] == ["courses.author_added", "courses.author_removed"]


def test_only_instructors_become_authors_and_the_last_one_stays(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    for number in (make_member("Dua").number, "H-1234567-0", "nobody"):
        answer = author.sends(f"{author.desk}/authors", number=number)
        assert answer.status_code == 422
    url = f"{author.desk}/authors/{author.member.ref}/remove"
    assert "needs an author" in author.sends(url).text
    assert [a.id for a in author.course.authors] == [author.member.id]


def test_a_lesson_is_put_into_another_module(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.adds_module("Go on")
    assert f"{author.lesson()}/place" in author.page(author.lesson())
    author.does(f"{author.lesson()}/place", module="go-on")
    assert author.order() == [("start", []), ("go-on", ["first"])]
    assert author.sends(f"{author.lesson()}/place", module="none").status_code == 422


def test_the_log_tells_the_office_what_was_done_with_a_course(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    author.does(f"{author.desk}/archive")
    log = html.document_fromstring(make_author(sign_in, role=Role.COORDINATOR).page("/audit"))
    said = " ".join(log.text_content().split())
    for sentence in (
        "Amna created the course Price your work.",
        "Amna published version 1 of Price your work.",
        "Amna archived the course Price your work.",
    ):
        assert sentence in said


def test_the_office_sees_all_courses_and_an_instructor_the_own_ones(sign_in: SignIn) -> None:
    with_lesson(sign_in)
    other = make_author(sign_in, name="Bilal")
    other.creates_course(title_en="Pay taxes")
    assert "Price your work" not in other.page(TEACH)
    page = make_author(sign_in, role=Role.COORDINATOR).page(TEACH)
    assert "Price your work" in page
    assert "Pay taxes" in page


def test_a_desk_asks_no_more_of_the_database_when_the_course_is_long(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    module = author.course.modules[0]
    for number in range(1, 41):
        more = Lesson(
            key=f"more-{number}",
            title={"en": "More"},
            course=module.course,
            module=module,
            position=number,
        )
        db.session.add(more)
    db.session.commit()
    author.page(author.desk)  # the rules of the house count the queries of every page
    author.page(TEACH)
