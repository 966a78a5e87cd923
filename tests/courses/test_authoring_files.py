"""Pictures and files of a course: looked at, coded anew, named, used, and removed when unused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from lxml import html
from PIL import Image

from lms.courses import queries
from lms.courses.models import CourseFile
from lms.db import db
from lms.media import actions as media
from lms.media.models import MediaFile
from tests.courses.authors import ENGLISH, Author, SignIn, make_author, with_lesson
from tests.courses.pictures import jpeg


def send(author: Author, data: bytes, name: str) -> Any:
    return author.sends(f"{author.desk}/files", file=(io.BytesIO(data), name))


def paths(author: Author) -> list[str]:
    return sorted(queries.course_files(author.course.id))


def test_a_picture_is_coded_anew_as_webp_and_its_line_stands_ready_to_copy(
    sign_in: SignIn,
) -> None:
    author = with_lesson(sign_in)
    assert send(author, jpeg(1400, 700), "My gig (1).JPG").status_code == 302
    assert paths(author) == ["pictures/My-gig-1.webp"]
    stored = queries.course_files(author.course.id)["pictures/My-gig-1.webp"].media_file
    with Image.open(io.BytesIO(media.contents(stored))) as image:
        assert image.format == "WEBP"
        assert image.width == 960
    page = html.document_fromstring(author.page(f"{author.desk}/files"))
    lines = [area.text_content().strip() for area in page.xpath("//main//textarea")]
    assert lines == ["![What the picture shows](pictures/My-gig-1.webp)"]
    picture = page.xpath("//img[@class='thumb']/@src")[0]
    with author.client.get(picture) as answer:
        assert answer.mimetype == "image/webp"


def test_another_file_of_the_same_name_gets_a_name_of_its_own(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    send(author, jpeg(), "gig.jpg")
    send(author, jpeg(colour="red"), "gig.jpg")
    send(author, jpeg(), "gig.jpg")  # the first one again
    assert paths(author) == ["pictures/gig-2.webp", "pictures/gig.webp"]


def test_a_name_tells_nothing_of_folders(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    for name in ("../../etc/passwd.txt", ".htaccess.txt", "بجٹ ۱.txt"):
        send(author, name.encode(), name)
    assert paths(author) == [
        "files/htaccess.txt",
        "files/passwd.txt",
        "files/بجٹ-۱.txt",
    ]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "x.svg"),
        (b"GIF89a" + b"\x00" * 40, "x.gif"),
        (b"%PDF-1.4 or so", "x.png"),
        (b"#!/bin/sh\nrm -rf /\n", "x.sh"),
        (b"<!doctype html><script>1</script>", "x.html"),
        (b"PK\x03\x04 no archive", "x.docx"),
        (b"\x00\x01\x02", "x.csv"),
        (b"", "empty.jpg"),
    ],
)
def test_what_is_no_picture_and_no_document_is_refused(
    sign_in: SignIn, data: bytes, name: str
) -> None:
    author = with_lesson(sign_in)
    answer = send(author, data, name)
    assert answer.status_code == 422
    assert html.document_fromstring(answer.text).xpath("//div[@role='alert']//a[@href='#file']")
    assert paths(author) == []
    assert db.session.scalar(db.select(db.func.count(MediaFile.id))) == 0


def test_sending_nothing_says_so(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    answer = author.sends(f"{author.desk}/files")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_file_that_a_lesson_uses_stays_and_an_unused_one_goes(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    send(author, jpeg(), "gig.jpg")
    author.writes(f"{ENGLISH}\n![A gig](pictures/gig.webp)\n", "")
    url = f"{author.desk}/files/pictures/gig.webp/remove"
    assert "used in 1 lesson" in author.page(f"{author.desk}/files")
    answer = author.sends(url)
    assert answer.status_code == 422
    assert "A lesson still uses this file." in answer.text
    author.writes()
    assert "Remove this file?" in author.page(url)
    author.does(url)
    assert paths(author) == []


def test_a_published_picture_outlives_its_removal_from_the_draft(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    send(author, jpeg(), "gig.jpg")
    author.writes(f"{ENGLISH}\n![A gig](pictures/gig.webp)\n", "")
    author.publishes()
    stored = queries.course_files(author.course.id)["pictures/gig.webp"].media_file
    address = f"/media/{stored.ref}/{stored.name}"
    author.writes()
    author.does(f"{author.desk}/files/pictures/gig.webp/remove")
    with author.client.get(address) as answer:
        assert answer.status_code == 200


def test_files_of_one_course_are_not_those_of_another(sign_in: SignIn) -> None:
    author, other = with_lesson(sign_in), make_author(sign_in, name="Bilal")
    send(author, jpeg(), "gig.jpg")
    other.creates_course(title_en="Pay taxes")
    url = "/teach/courses/pay-taxes/files"
    assert "gig.webp" not in other.page(url)
    assert other.client.get(f"{url}/pictures/gig.webp/remove").status_code == 404
    assert other.sends(f"{url}/pictures/gig.webp/remove").status_code == 404
    assert db.session.scalar(db.select(db.func.count(CourseFile.id))) == 1
