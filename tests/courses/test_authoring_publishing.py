"""Publishing says what stands in the way and what changes, and is undone by archiving."""

from __future__ import annotations

import pytest
from lxml import html

from lms.assessments.actions.drafting import put_quiz
from lms.assessments.settings import QuizSettings
from lms.audit.models import AuditEntry
from lms.courses import queries
from lms.courses.models import CourseRevision
from lms.db import db
from tests.conftest import Client
from tests.courses.authors import (
    ENGLISH,
    TEACH,
    URDU,
    Author,
    SignIn,
    make_author,
    make_learner,
    with_lesson,
)


def verbs() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id)))


def revisions() -> int:
    return db.session.scalar(db.select(db.func.count(CourseRevision.id))) or 0


def changes(author: Author) -> list[str]:
    page = html.document_fromstring(author.page(f"{author.desk}/publish"))
    return [item.text_content() for item in page.xpath("//section[@aria-labelledby='changes']//li")]


def test_a_draft_says_that_nobody_sees_it_until_it_is_published(
    sign_in: SignIn, client: Client
) -> None:
    author = with_lesson(sign_in)
    assert "No trainee sees this course yet." in author.page(author.desk)
    assert client.get(f"/courses/{author.slug}").status_code == 404
    page = author.publishes()
    assert "Version 1 is published." in page
    assert "It is what stands here." in page
    assert client.get(f"/courses/{author.slug}").status_code == 200
    assert verbs()[-1] == "courses.published"


def test_a_course_without_lessons_names_what_is_missing_and_has_no_button(
    sign_in: SignIn,
) -> None:
    author = make_author(sign_in)
    author.creates_course()
    page = author.page(f"{author.desk}/publish")
    assert "A course needs a lesson." in page
    assert "Publish the course" not in page
    assert author.sends(f"{author.desk}/publish").status_code == 422
    assert revisions() == 0


def test_every_problem_is_named_with_lesson_language_and_line(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.writes("Lead\n\n# Too big\n\n::: quiz not-there\n:::", "آغاز\n\n::: quiz not-there\n:::")
    page = author.page(f"{author.desk}/publish")
    assert 'First (en)</bdi></strong> <span class="hint">line 3</span> Headings start' in page
    assert "There is no quiz “not-there” in this course." in page
    assert author.sends(f"{author.desk}/publish").status_code == 422


def test_missing_urdu_is_a_warning_and_does_not_stop_publication(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.writes(ENGLISH.replace("## Price", "::: task\nDo it.\n:::\n\n## Price"), URDU)
    page = author.page(f"{author.desk}/publish")
    assert "This block is not translated yet." in page
    assert "Version 1 is published." in author.publishes()


def test_what_differs_from_what_trainees_see_is_listed(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.adds_lesson("Second")
    author.writes(key="second")
    author.publishes()
    assert changes(author) == []

    author.writes(ENGLISH.replace("costs", "hours"))
    author.adds_lesson("Third")
    author.writes(key="third")
    author.does(f"{author.lesson('second')}/remove")
    expected = [
        "The lesson “First” was rewritten.",
        "The lesson “Third” is new.",
        "The lesson “Second” was taken out.",
    ]
    assert changes(author) == expected
    desk = author.page(author.desk)
    assert all(sentence in desk for sentence in expected)
    assert "Changes not published yet" in author.page(TEACH)
    author.publishes()
    assert changes(author) == []
    assert "Changes not published yet" not in author.page(TEACH)


def test_a_new_order_or_name_of_a_module_is_a_change(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.adds_lesson("Second")
    author.writes(key="second")
    author.publishes()
    author.does(f"{author.lesson('second')}/move", to="up")
    assert changes(author) == ["Modules have other names, or lessons another place."]
    author.does(f"{author.lesson('second')}/move", to="down")
    assert changes(author) == []
    author.does(f"{author.desk}/modules/start", title_en="Begin", title_ur="آغاز")
    assert changes(author) == ["Modules have other names, or lessons another place."]


def test_publishing_an_unchanged_course_again_makes_no_new_version(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    assert "There is nothing to publish." in author.page(f"{author.desk}/publish")
    author.publishes()
    assert revisions() == 1


def test_an_archived_course_leaves_the_catalogue_and_those_enrolled_go_on(
    sign_in: SignIn, client: Client
) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    trainee = make_learner(sign_in, author)
    assert "1 trainee is enrolled" in author.page(f"{author.desk}/archive")
    assert author.course.archived_at is None
    assert "This course is archived." in author.does(f"{author.desk}/archive")
    author.does(f"{author.desk}/archive")  # again: nothing more happens
    assert "Price your work" not in client.get("/courses").text
    assert trainee.get(f"/courses/{author.slug}/lessons/first").status_code == 200
    author.publishes()
    assert author.course.archived_at is None
    assert "Price your work" in client.get("/courses").text
    assert verbs()[-2:] == ["courses.archived", "courses.reopened"]


def test_a_course_that_nobody_sees_cannot_be_archived(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    assert author.sends(f"{author.desk}/archive").status_code == 409


def test_trainees_see_the_last_version_while_the_next_is_written(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    trainee = make_learner(sign_in, author)
    author.does(f"{author.lesson()}/remove")
    author.does(f"{author.desk}/modules/start/remove")
    assert "Add up your costs." in trainee.get(f"/courses/{author.slug}/lessons/first").text
    current = queries.current_revision(author.course.id)
    assert current is not None
    assert [lesson.key for lesson in current.outline] == ["first"]


def put(author: Author, title: str) -> None:
    """Bring the course's quiz to one question and this title."""
    question = {"kind": "true-false", "mark": "1", "text": {"en": "Fees count?"}, "answer": True}
    titles = {"en": title, "ur": "قیمتیں"}
    put_quiz(author.course, "prices", titles, QuizSettings(), {"fees": question})
    db.session.commit()


@pytest.mark.queries(18)  # what the quiz says, what trainees see, and what is wrong with it
def test_a_quiz_that_was_changed_is_named(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    put(author, "Prices")
    author.writes(*(f"{text}\n::: quiz prices\n:::\n" for text in (ENGLISH, URDU)))
    author.publishes()
    assert changes(author) == []
    put(author, "Your prices")
    assert changes(author) == ["“Your prices” was changed."]
    author.publishes()
    author.writes()
    assert changes(author) == ["The lesson “First” was rewritten."]
