"""The pages of those who learn, over HTTP."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
import sqlalchemy as sa

from lms.courses import actions, queries
from lms.courses.models import Course, Enrolment, LessonProgress
from lms.db import db
from tests.conftest import Client
from tests.courses.authors import SignIn
from tests.courses.drills import Drills
from tests.courses.folder import FACTS, SLUG, Folder
from tests.factories import (
    LESSON,
    add_lesson,
    make_course,
    make_enrolment,
    make_member,
    write_texts,
)

PAGE = "/courses/price-your-work"
NAMES = {"name": "Ayesha Khan", "name_ur": "عائشہ خان", "is_right": "y"}


def learner(sign_in: SignIn, course: Course) -> tuple[Enrolment, Client]:
    enrolment = make_enrolment(course)
    return enrolment, sign_in(enrolment.member)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status
    return str(answer.text)


class TestCatalogue:
    def test_an_empty_catalogue_says_what_will_be_there(self, client: Client) -> None:
        assert "Courses will stand here" in text(client.get("/courses"))

    def test_anyone_sees_what_a_course_costs_in_time_and_data(self, client: Client) -> None:
        make_course()
        page = text(client.get("/courses"))
        assert "Course price-your-work" in page
        assert "2 hours" in page
        assert re.search(r"<bdi>\d+ KB</bdi>", page)

    def test_a_track_is_a_link_of_its_own(self, client: Client) -> None:
        make_course()
        assert PAGE in text(client.get("/courses?track=skills"))
        page = text(client.get("/courses?track=financial-literacy"))
        assert PAGE not in page
        assert "No course is open here yet" in page
        assert client.get("/courses?track=magic").status_code == 404

    def test_drafts_and_archived_courses_are_not_there(self, client: Client) -> None:
        make_course("draft", is_published=False)
        actions.archive(make_course("old"))
        db.session.commit()
        page = text(client.get("/courses"))
        assert "/courses/draft" not in page
        assert "/courses/old" not in page

    def test_it_takes_two_queries_however_many_courses_there_are(
        self, sign_in: SignIn, count: Any
    ) -> None:
        for number in range(12):
            make_course(f"course-{number}")
        browser = sign_in(make_member())
        assert count(lambda: browser.get("/courses")) <= 3


class TestCoursePage:
    def test_a_stranger_sees_the_outline_and_the_way_in(self, client: Client) -> None:
        make_course()
        page = text(client.get(PAGE))
        for word in ("First", "Second", "Name a fair price", "The certificate", "5 minutes"):
            assert word in page
        assert "/sign-up?next=/courses/price-your-work" in page

    def test_a_member_finds_a_button(self, sign_in: SignIn) -> None:
        make_course()
        page = text(sign_in(make_member()).get(PAGE))
        assert f'action="{PAGE}/enrol"' in page

    def test_a_learner_goes_on_where_the_last_lesson_was_left(self, sign_in: SignIn) -> None:
        course = make_course(lessons={"a": LESSON, "b": LESSON, "c": LESSON})
        enrolment, browser = learner(sign_in, course)
        assert f"{PAGE}/lessons/a" in text(browser.get(PAGE))
        actions.mark_done(enrolment, course.lessons[0])
        page = text(browser.get(PAGE))
        assert "1 of 3 lessons done" in page
        assert re.search(rf'class="btn" href="{PAGE}/lessons/b">\s*Go on', page)

    def test_what_is_not_published_nobody_sees(self, sign_in: SignIn) -> None:
        author = make_member("Amna")
        course = make_course(is_published=False, author=author)
        for member in (make_member("Bilal"), author):
            assert sign_in(member).get(PAGE).status_code == 404
        actions.publish(course, author)
        course.title = {"en": "Secret draft", "ur": "مسودہ"}
        add_lesson(course.modules[0], "upcoming")
        db.session.commit()
        browser = sign_in(make_enrolment(course, make_member("Zara")).member)
        assert "Secret draft" not in text(browser.get(PAGE))
        assert "upcoming" not in text(browser.get(PAGE)).lower()
        assert browser.get(f"{PAGE}/lessons/upcoming").status_code == 404

    def test_an_archived_course_is_there_for_those_enrolled_only(
        self, sign_in: SignIn, client: Client
    ) -> None:
        course = make_course()
        _, browser = learner(sign_in, course)
        actions.archive(course)
        db.session.commit()
        assert client.get(PAGE).status_code == 404
        assert sign_in(make_member("Bilal")).send(f"{PAGE}/enrol").status_code == 404
        assert "First" in text(browser.get(f"{PAGE}/lessons/first"))

    def test_in_urdu_the_page_reads_from_right_to_left(self, client: Client) -> None:
        make_course()
        page = text(client.get(f"{PAGE}?lang=ur"))
        assert '<html lang="ur" dir="rtl">' in page
        assert "کورس price-your-work" in page

    def test_a_course_in_one_language_is_marked_in_the_other(self, client: Client) -> None:
        course = make_course(is_published=False)
        course.title = {"en": "Only English"}
        actions.publish(course, None)
        db.session.commit()
        page = text(client.get(f"{PAGE}?lang=ur"))
        assert '<span lang="en" dir="ltr">Only English</span>' in page


class TestEnrolling:
    def test_the_first_time_the_name_for_certificates_is_asked(self, sign_in: SignIn) -> None:
        make_course()
        member = make_member()
        browser = sign_in(member)
        page = text(browser.send(f"{PAGE}/enrol"))
        assert 'value="Ayesha Khan"' in page
        assert "There is a problem" not in page

        refused = browser.send(f"{PAGE}/enrol", {"name": "عائشہ", "name_ur": ""})
        assert refused.status_code == 422
        assert "Latin letters" in refused.text
        assert "tick this" in refused.text

        answer = browser.send(f"{PAGE}/enrol", NAMES)
        assert answer.headers["Location"] == f"{PAGE}/lessons/first"
        assert member.certificate_name == "Ayesha Khan"
        assert member.certificate_name_ur == "عائشہ خان"
        assert member.name_confirmed_at is not None

    def test_the_second_time_one_button_is_enough(self, sign_in: SignIn) -> None:
        make_course()
        make_course("other")
        browser = sign_in(make_member())
        browser.send(f"{PAGE}/enrol", NAMES)
        answer = browser.send("/courses/other/enrol")
        assert answer.headers["Location"] == "/courses/other/lessons/first"
        assert browser.get("/courses/other/enrol").headers["Location"] == "/courses/other"

    def test_enrolling_again_leads_on(self, sign_in: SignIn) -> None:
        make_course()
        browser = sign_in(make_member())
        for _again in range(2):
            answer = browser.send(f"{PAGE}/enrol", NAMES)
            assert answer.headers["Location"] == f"{PAGE}/lessons/first"
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 1

    def test_who_is_not_signed_in_is_asked_to(self, client: Client) -> None:
        make_course()
        answer = client.send(f"{PAGE}/enrol", NAMES)
        assert answer.headers["Location"].startswith("/sign-in")

    def test_a_draft_cannot_be_enrolled_in(self, sign_in: SignIn) -> None:
        make_course(is_published=False)
        assert sign_in(make_member()).send(f"{PAGE}/enrol", NAMES).status_code == 404


class TestLesson:
    def test_who_is_not_enrolled_is_shown_the_way_in(self, sign_in: SignIn) -> None:
        make_course()
        browser = sign_in(make_member())
        answer = browser.get(f"{PAGE}/lessons/first")
        assert answer.headers["Location"] == PAGE
        assert "Enrol in the course to open its lessons." in text(browser.get(PAGE))

    def test_a_lesson_says_where_one_is_and_what_it_costs(self, sign_in: SignIn) -> None:
        _, browser = learner(sign_in, make_course())
        page = text(browser.get(f"{PAGE}/lessons/second"))
        assert "Lesson 2 of 2" in page
        assert "5 minutes" in page
        assert re.search(r"<bdi>\d+ KB</bdi>", page)
        assert '<div class="text" lang="en" dir="ltr">' in page
        assert "<strong>hours</strong>" in page
        assert f'rel="prev" href="{PAGE}/lessons/first"' in page
        assert 'aria-current="page">Second' in page

    def test_done_is_one_button_that_leads_to_the_next(self, sign_in: SignIn) -> None:
        _enrolment, browser = learner(sign_in, make_course())
        first = f"{PAGE}/lessons/first"
        assert f'action="{first}/done"' in text(browser.get(first))
        answer = browser.send(f"{first}/done")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/lessons/second")
        page = text(browser.get(first))
        assert "You have done this lesson." in page
        assert f'action="{first}/done"' not in page
        assert 'data-state="done"' in text(browser.get(f"{PAGE}/lessons/second"))

    def test_the_last_one_completes_the_course_and_says_where_the_certificate_is(
        self, sign_in: SignIn
    ) -> None:
        _enrolment, browser = learner(sign_in, make_course())
        assert browser.get(f"{PAGE}/completed").headers["Location"] == PAGE
        for key in ("first", "second"):
            answer = browser.send(f"{PAGE}/lessons/{key}/done")
        assert answer.headers["Location"] == f"{PAGE}/completed"
        page = text(browser.get(f"{PAGE}/completed"))
        assert "You have completed the course" in page
        assert 'href="/record"' in page
        assert "You have completed this course" in text(browser.get(PAGE))

    def test_reading_writes_nothing(self, sign_in: SignIn) -> None:
        _, browser = learner(sign_in, make_course())
        for key in ("first", "second"):
            text(browser.get(f"{PAGE}/lessons/{key}"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonProgress)) == 0

    def test_a_stranger_to_the_course_cannot_mark_its_lessons(self, sign_in: SignIn) -> None:
        make_course()
        browser = sign_in(make_member())
        assert browser.send(f"{PAGE}/lessons/first/done").status_code == 404
        assert browser.send(f"{PAGE}/lessons/nothing/done").status_code == 404
        assert browser.get(f"{PAGE}/lessons/first/done").status_code == 405

    def test_a_lesson_that_left_the_course_leads_to_the_course(self, sign_in: SignIn) -> None:
        course = make_course()
        _, browser = learner(sign_in, course)
        course.lessons[1].module = None
        db.session.flush()
        db.session.expire(course.modules[0])
        actions.publish(course, None)
        db.session.commit()
        answer = browser.get(f"{PAGE}/lessons/second")
        assert answer.headers["Location"] == PAGE
        assert "not part of the course any more" in text(browser.get(PAGE))
        assert browser.get(f"{PAGE}/lessons/never-there").status_code == 404

    def test_edits_show_when_they_are_published_and_not_before(self, sign_in: SignIn) -> None:
        course = make_course()
        _, browser = learner(sign_in, course)
        url = f"{PAGE}/lessons/first"
        assert "hours" in text(browser.get(url))
        write_texts(course.lessons[0], {"en": "Rewritten.", "ur": "نیا۔"})
        db.session.commit()
        assert "Rewritten" not in text(browser.get(url))
        actions.publish(course, None)
        db.session.commit()
        assert "Rewritten" in text(browser.get(url))

    def test_a_lesson_in_one_language_is_marked_in_the_other(self, sign_in: SignIn) -> None:
        _, browser = learner(sign_in, make_course(lessons={"first": {"en": "Only English."}}))
        page = text(browser.get(f"{PAGE}/lessons/first?lang=ur"))
        assert '<div class="text" lang="en" dir="ltr"><p>Only English.</p>' in page

    def test_hostile_text_runs_nothing(self, sign_in: SignIn) -> None:
        hostile = "<script>alert(1)</script> [x](javascript:alert(1))"
        _, browser = learner(sign_in, make_course(lessons={"first": {"en": hostile}}))
        page = text(browser.get(f"{PAGE}/lessons/first"))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


class TestGates:
    @pytest.fixture
    def gated(self, drills: Drills, sign_in: SignIn) -> tuple[Enrolment, Client]:
        texts = {language: f"{one}\n\n::: drill count\n:::\n" for language, one in LESSON.items()}
        course = make_course(lessons={"gated": texts, "after": LESSON}, is_published=False)
        drills.drafts[course.id, "count"] = "Count <b>this</b>."
        actions.publish(course, None)
        db.session.commit()
        return learner(sign_in, course)

    def test_the_panel_of_an_upper_room_stands_in_the_lesson(
        self, gated: tuple[Enrolment, Client]
    ) -> None:
        page = text(gated[1].get(f"{PAGE}/lessons/gated"))
        assert "Drill: Count &lt;b&gt;this&lt;/b&gt;." in page
        assert "This lesson is done when you have passed its quiz." in page
        assert "/lessons/gated/done" not in page
        assert f'rel="next" href="{PAGE}/lessons/after"' in page

    def test_it_cannot_be_passed_by_hand(self, gated: tuple[Enrolment, Client]) -> None:
        answer = gated[1].send(f"{PAGE}/lessons/gated/done")
        assert answer.status_code == 409
        assert "Pass the quiz of this lesson first" in answer.text

    def test_when_it_is_passed_the_lesson_is_done(self, gated: tuple[Enrolment, Client]) -> None:
        actions.block_done(gated[0], "drill", "count")
        db.session.commit()
        assert "You have done this lesson." in text(gated[1].get(f"{PAGE}/lessons/gated"))


class TestPackagePages:
    @pytest.fixture
    def reader(self, folder: Folder, drills: Drills, sign_in: SignIn) -> Client:
        actions.load_package(folder.root)
        db.session.commit()
        course = queries.course_by_slug(SLUG)
        assert course is not None
        return learner(sign_in, course)[1]

    def test_pictures_say_their_size_and_load_late(self, reader: Client) -> None:
        page = text(reader.get(f"{PAGE}/lessons/costs"))
        picture = re.search(r"<img[^>]+>", page)
        assert picture is not None
        for said in ('width="64"', 'height="48"', 'loading="lazy"', 'alt="A list of costs"'):
            assert said in picture[0]
        with reader.get(re.search(r'src="(/media/[^"]+)"', picture[0])[1]) as answer:  # type: ignore[index]
            assert answer.mimetype == "image/webp"

    def test_a_download_says_its_name_and_size(self, reader: Client) -> None:
        page = text(reader.get(f"{PAGE}/lessons/costs"))
        assert "A sheet for your costs" in page
        assert '<bdi dir="ltr" lang="en">costs.csv</bdi> <bdi>1 KB</bdi>' in page

    def test_a_fact_leads_to_its_source_and_to_when_it_was_checked(self, reader: Client) -> None:
        page = text(reader.get(f"{PAGE}/lessons/fees"))
        assert '<a class="fact" href="#fact-market.fee">20\N{NO-BREAK SPACE}%</a>' in page
        assert 'id="fact-market.fee"' in page
        assert 'href="https://market.example/terms"' in page
        assert "Checked on 1 November 2026." in page
        assert "20\N{NO-BREAK SPACE}فیصد" in text(reader.get(f"{PAGE}/lessons/fees?lang=ur"))

    def test_a_changed_fact_reaches_the_page(self, reader: Client, folder: Folder) -> None:
        assert "20\N{NO-BREAK SPACE}%" in text(reader.get(f"{PAGE}/lessons/fees"))
        folder.write("facts.yaml", FACTS.replace("20 %", "18 %"))
        actions.load_package(folder.root / "facts.yaml")
        db.session.commit()
        page = text(reader.get(f"{PAGE}/lessons/fees"))
        assert '#fact-market.fee">18\N{NO-BREAK SPACE}%' in page
        assert '#fact-market.fee">20' not in page


class TestCost:
    def test_a_lesson_asks_the_database_twice(self, sign_in: SignIn, count: Any) -> None:
        _, browser = learner(sign_in, make_course())
        url = f"{PAGE}/lessons/first"
        assert count(lambda: browser.get(url)) <= 4, "the first reader of a lesson"
        assert count(lambda: browser.get(url)) <= 2, "every other"

    def test_a_course_of_two_hundred_lessons_asks_no_more(
        self, sign_in: SignIn, count: Any
    ) -> None:
        course = make_course(lessons={f"l{number}": LESSON for number in range(200)})
        enrolment, browser = learner(sign_in, course)
        for lesson in course.lessons[:150]:
            row = LessonProgress(enrolment_id=enrolment.id, lesson_id=lesson.id)
            db.session.add(row)
        db.session.commit()
        for url in (f"{PAGE}/lessons/l150", PAGE):
            browser.get(url)
            assert count(lambda url=url: browser.get(url)) <= 3

    def test_an_unchanged_lesson_is_not_sent_again(self, sign_in: SignIn) -> None:
        enrolment, browser = learner(sign_in, make_course())
        url = f"{PAGE}/lessons/first"
        first = browser.get(url)
        assert first.headers["Cache-Control"] == "private, no-cache"
        kept = {"If-None-Match": first.headers["ETag"]}
        again = browser.get(url, headers=kept)
        assert (again.status_code, again.data) == (304, b"")
        actions.mark_done(enrolment, enrolment.course.lessons[1])
        db.session.commit()
        assert browser.get(url, headers=kept).status_code == 200

    def test_a_first_visit_costs_less_than_fourteen_kilobytes(self, sign_in: SignIn) -> None:
        """Page, style, script and icon, compressed; pictures and the Urdu face apart."""
        course = make_course(lessons={f"l{n}": LESSON for n in range(25)})
        _, browser = learner(sign_in, course)
        packed = {"Accept-Encoding": "gzip, br"}
        answer = browser.get(f"{PAGE}/lessons/l3", headers=packed)
        page = gzip.decompress(answer.data).decode()
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        sizes = [len(browser.get(file, headers=packed).data) for file in files]
        assert len(files) <= 3
        assert len(answer.data) + sum(sizes) < 14 * 1024, (len(answer.data), files, sizes)
