"""Authors who press at the very same moment: real commits, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from lms.courses import drafts, queries
from lms.db import db
from lms.members import actions as members
from lms.members.models import Member
from lms.web.app import App
from tests.conftest import Client
from tests.courses.authors import Author, SignIn, with_lesson


def signing_in(app: App) -> SignIn:
    def browser(member: Member) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
        db.session.commit()
        with client.session_transaction(base_url=app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return client

    return browser


def tabs(app: App, count: int) -> list[Author]:
    """As many browsers of one author, whose course has a lesson."""
    sign_in = signing_in(app)
    first = with_lesson(sign_in)
    return [first, *(Author(first.member, sign_in(first.member)) for _ in range(count - 1))]


def at_once(app: App, works: list[Callable[[], Any]]) -> list[Any]:
    db.session.rollback()  # what this thread reads must hold nobody up
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_four_who_save_a_lesson_at_once_one_wins_and_three_get_their_text_back(
    real_app: App,
) -> None:
    authors = tabs(real_app, 4)
    form = authors[0].opens()
    works = [
        lambda one=one, text=f"Text number {number}.": one.sends(
            one.lesson(), **(form | {"text_en": text, "text_ur": ""})
        )
        for number, one in enumerate(authors)
    ]
    answers = at_once(real_app, works)
    won = [number for number, answer in enumerate(answers) if answer.status_code == 302]
    assert len(won) == 1
    for number, answer in enumerate(answers):
        if number not in won:
            assert answer.status_code == 422
            assert f"Text number {number}." in answer.text
    lesson = queries.lesson_by_key(authors[0].course.id, "first")
    assert lesson is not None
    assert drafts.texts_of(lesson) == {"en": f"Text number {won[0]}.\n"}


def test_lessons_added_at_once_get_names_and_places_of_their_own(real_app: App) -> None:
    authors = tabs(real_app, 4)
    at_once(real_app, [lambda one=one: one.adds_lesson("More") for one in authors])
    module = authors[0].course.modules[0]
    assert [lesson.key for lesson in module.lessons] == [
        "first",
        "more",
        "more-2",
        "more-3",
        "more-4",
    ]
    assert [lesson.position for lesson in module.lessons] == [0, 1, 2, 3, 4]


def test_publishing_at_once_makes_one_version(real_app: App) -> None:
    authors = tabs(real_app, 3)
    at_once(real_app, [one.publishes for one in authors])
    current = queries.current_revision(authors[0].course.id)
    assert current is not None
    assert current.number == 1


def test_lessons_moved_at_once_never_share_a_place(real_app: App) -> None:
    authors = tabs(real_app, 4)
    for title in ("Second", "Third", "Fourth"):
        authors[0].adds_lesson(title)
    keys = ["second", "third", "fourth", "second"]
    works = [
        lambda one=one, key=key: one.does(f"{one.lesson(key)}/move", to="up")
        for one, key in zip(authors, keys, strict=True)
    ]
    at_once(real_app, works)
    lessons = authors[0].course.modules[0].lessons
    assert [lesson.position for lesson in lessons] == [0, 1, 2, 3]
    assert {lesson.key for lesson in lessons} == {"first", "second", "third", "fourth"}
