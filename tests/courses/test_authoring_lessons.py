"""The editor of a lesson keeps what is written, shows what trainees see, and loses nothing."""

from __future__ import annotations

import io
from time import monotonic

import pytest
from lxml import html

from lms.courses import drafts, queries
from lms.courses.models import CourseFile, Lesson, LessonProgress
from lms.db import db
from lms.members.models import Role
from tests.courses.authors import (
    ENGLISH,
    URDU,
    Author,
    SignIn,
    fields,
    make_author,
    make_learner,
    with_lesson,
)
from tests.courses.pictures import jpeg

HOSTILE = """The lead <script>alert(1)</script>

<img src=x onerror=alert(1)>

[press](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) <https://a.b/"onclick=x>

![x" onerror="alert(1)](pictures/none.webp)

## <svg onload=alert(1)>
"""


def lesson_of(author: Author, key: str = "first") -> Lesson:
    found = queries.lesson_by_key(author.course.id, key)
    assert found is not None
    return found


def test_a_lesson_comes_back_as_it_was_written_in_both_languages(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    form = author.opens()
    assert form["text_en"].replace("\r\n", "\n") == ENGLISH
    assert form["text_ur"].replace("\r\n", "\n") == URDU
    kinds = [(block.kind, sorted(block.source)) for block in lesson_of(author).blocks]
    assert kinds == [("text", ["en", "ur"]), ("text", ["en", "ur"]), ("note", ["en", "ur"])]


def test_the_text_areas_have_the_direction_of_their_language(sign_in: SignIn) -> None:
    page = html.document_fromstring(
        with_lesson(sign_in).page("/teach/courses/price-your-work/lessons/first")
    )
    for language, direction in (("en", "ltr"), ("ur", "rtl")):
        area = page.get_element_by_id(f"text_{language}")
        assert (area.get("lang"), area.get("dir")) == (language, direction)


def test_english_alone_can_be_saved_and_urdu_added_later(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.writes(ENGLISH, "")
    assert drafts.texts_of(lesson_of(author)) == {"en": ENGLISH}
    assert "Urdu incomplete" in author.page(author.desk)
    author.writes(ENGLISH, URDU)
    assert drafts.texts_of(lesson_of(author)) == {"en": ENGLISH, "ur": URDU}


def test_a_block_that_one_language_lacks_is_marked_and_nothing_is_lost(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.writes(ENGLISH.replace("## Price", "::: task\nDo it.\n:::\n\n## Price"), URDU)
    form = author.opens()
    assert form["text_ur"].count("::: untranslated") == 1
    for part in URDU.split("\n\n"):
        assert part.strip() in form["text_ur"].replace("\r\n", "\n")
    assert "Urdu incomplete" in author.page(author.desk)


@pytest.mark.parametrize(
    ("english", "sentence"),
    [
        ("Lead\n\n::: note\nNo end", "Line 3: This block has no line “:::” that ends it."),
        ("Lead\n\n::: sing\nx\n:::", "Line 3: “::: sing” is no block."),
        ("Lead\n\n:::", "Line 3: This “:::” ends nothing."),
        ("Lead\n\n::: quiz Not/A/Key\n:::", "Line 3: “Not/A/Key” is not the name of a quiz."),
        ("::: quiz one\n:::\n\n::: quiz one\n:::", "Line 4: “one” stands in this lesson already."),
    ],
)
def test_markdown_that_cannot_be_kept_is_named_by_language_and_line(
    sign_in: SignIn, english: str, sentence: str
) -> None:
    author = with_lesson(sign_in)
    answer = author.sends(author.lesson(), **(author.opens() | {"text_en": english}))
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    summary = page.xpath("//div[@role='alert']//a[@href='#text_en']")[0].text_content()
    assert summary.startswith("Text in English: ")
    assert sentence in summary
    assert fields(answer.text)["text_en"].replace("\r\n", "\n").rstrip() == english.rstrip()
    assert drafts.texts_of(lesson_of(author))["en"] == ENGLISH


def test_what_to_mend_before_publishing_is_told_by_line(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    author.writes("Lead {{fact:no.such}}\n\n# Too big\n\n[ ](https://a.example)", "آغاز\n")
    page = author.page(author.lesson())
    assert "Line 1: No fact is called “no.such”." in page
    assert "Line 3: Headings start at ##" in page
    assert "Line 5: This link has no words to press." in page


def test_the_second_of_two_tabs_gets_its_text_back_with_what_differs(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    colleague = make_author(sign_in, role=Role.ADMINISTRATOR, name="Bilal")
    first, second = author.opens(), colleague.opens()
    author.does(author.lesson(), **(first | {"text_en": ENGLISH.replace("Add up", "Write down")}))
    mine = ENGLISH.replace("costs", "hours")
    late = colleague.sends(colleague.lesson(), **(second | {"text_en": mine}))
    assert late.status_code == 422
    assert "Somebody else saved this lesson" in late.text
    page = html.document_fromstring(late.text)
    saved = [element.text_content() for element in page.xpath("//del")]
    yours = [element.text_content() for element in page.xpath("//ins")]
    assert saved == ["saved: Write down ", "saved: costs."]
    assert yours == ["yours: Add up ", "yours: hours."]
    assert "Write down" in drafts.texts_of(lesson_of(author))["en"]
    kept = fields(late.text)
    assert kept["text_en"].replace("\r\n", "\n") == mine
    colleague.does(colleague.lesson(), **kept)
    assert drafts.texts_of(lesson_of(author))["en"] == mine


def test_a_title_that_somebody_else_saved_meanwhile_is_shown(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    first, second = author.opens(), author.opens()
    author.does(author.lesson(), **(first | {"title_en": "Fair prices"}))
    late = author.sends(author.lesson(), **(second | {"minutes": "12"}))
    assert late.status_code == 422
    page = html.document_fromstring(late.text)
    facts = [" ".join(row.text_content().split()) for row in page.xpath("//dl[@class='facts']/div")]
    assert facts == ["Saved: Title in EnglishFair prices", "Saved: Minutes10"]


def test_a_lesson_deleted_meanwhile_does_not_take_the_authors_text_with_it(
    sign_in: SignIn,
) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"text_en": "Hours of work"}
    author.does(f"{author.lesson()}/remove")
    answer = author.sends(author.lesson(), **form)
    assert answer.status_code == 409
    assert (
        html.document_fromstring(answer.text).get_element_by_id("kept-en").text == "Hours of work"
    )
    assert author.client.get(author.lesson()).status_code == 404


def test_a_form_without_the_version_is_late(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"version": "", "text_en": "Gone"}
    assert author.sends(author.lesson(), **form).status_code == 422
    assert drafts.texts_of(lesson_of(author))["en"] == ENGLISH


def test_saving_the_same_again_is_no_conflict_and_keeps_the_blocks(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    before = [(block.id, block.key) for block in lesson_of(author).blocks]
    author.does(author.lesson(), **author.opens())
    assert [(block.id, block.key) for block in lesson_of(author).blocks] == before


def test_a_preview_shows_unsaved_text_as_trainees_see_it_and_saves_nothing(
    sign_in: SignIn,
) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"text_en": "Not *saved* yet.", "language": "en"}
    answer = author.sends(f"{author.lesson()}/preview", **form)
    assert answer.status_code == 200
    page = html.document_fromstring(answer.text)
    preview = page.get_element_by_id("preview")
    assert preview.xpath(".//em")[0].text_content() == "saved"
    assert fields(answer.text)["text_en"].strip() == "Not *saved* yet."
    assert drafts.texts_of(lesson_of(author))["en"] == ENGLISH


@pytest.mark.parametrize("what", ["preview", "upload"])
def test_the_address_of_a_preview_opened_again_leads_to_the_editor(
    sign_in: SignIn, what: str
) -> None:
    author = with_lesson(sign_in)
    answer = author.client.get(f"{author.lesson()}/{what}?lang=ur")
    assert answer.headers["Location"] == author.lesson()


def test_a_preview_in_urdu_reads_from_right_to_left(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    answer = author.sends(f"{author.lesson()}/preview", **(author.opens() | {"language": "ur"}))
    prose = html.document_fromstring(answer.text).xpath("//*[@id='preview']/div")[0]
    assert (prose.get("lang"), prose.get("dir")) == ("ur", "rtl")
    assert "خرچ جمع کریں" in prose.text_content()


def test_a_preview_is_the_very_html_that_trainees_get(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    text = author.opens() | {"language": "en"}
    shown = author.sends(f"{author.lesson()}/preview", **text).text
    author.publishes()
    trainee = make_learner(sign_in, author)
    learned = trainee.get(f"/courses/{author.slug}/lessons/first").text

    def parts(page: str) -> list[str]:
        found = html.document_fromstring(page).xpath("//div[@class='text']")
        return [html.tostring(one, encoding="unicode", with_tail=False) for one in found]

    assert parts(shown) == parts(learned) != []


def test_hostile_markdown_runs_nothing_in_the_preview(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"text_en": HOSTILE, "title_en": "<script>x</script>", "language": "en"}
    answer = author.sends(f"{author.lesson()}/preview", **form)
    page = html.document_fromstring(answer.text)
    preview = page.get_element_by_id("preview")
    assert preview.xpath(".//script | .//svg[@onload] | .//img[@onerror] | .//iframe") == []
    assert not [name for e in preview.iter() for name in e.attrib if name.startswith("on")]
    for address in preview.xpath(".//@href | .//@src"):
        assert address.startswith(("https://", "/media/", "#")), address
    assert "<script>x" not in answer.text


def test_a_text_that_is_too_long_is_refused_without_a_preview(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"text_en": "a" * 100_001, "language": "en"}
    answer = author.sends(f"{author.lesson()}/preview", **form)
    assert answer.status_code == 422
    assert "As trainees would see it" not in answer.text


def test_a_picture_sent_from_the_editor_puts_its_line_where_the_cursor_was(
    sign_in: SignIn,
) -> None:
    author = with_lesson(sign_in)
    place = ENGLISH.index("Add up")
    form = author.opens() | {"at": f"en:{place}", "file": (io.BytesIO(jpeg()), "My gig.JPG")}
    answer = author.sends(f"{author.lesson()}/upload", **form)
    assert answer.status_code == 200
    text = fields(answer.text)["text_en"].replace("\r\n", "\n")
    line = "![What the picture shows](pictures/My-gig.webp)"
    assert f"Add up your costs.\n\n{line}\n\n::: note" in text
    assert drafts.texts_of(lesson_of(author))["en"] == ENGLISH, "sending saves no text"
    author.does(author.lesson(), **fields(answer.text))
    assert line in drafts.texts_of(lesson_of(author))["en"]


def test_without_a_cursor_the_line_goes_to_the_end_of_the_english_text(sign_in: SignIn) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"file": (io.BytesIO(b"day,cost\n1,20\n"), "budget.csv")}
    answer = author.sends(f"{author.lesson()}/upload", **form)
    text = fields(answer.text)["text_en"].replace("\r\n", "\n")
    assert text.endswith(":::\n\n::: download files/budget.csv\nWhat the file is\n:::\n")


@pytest.mark.parametrize("at", ["xx:1", "en:99999999999999999999", "en:-1", "en", "ur:1e9"])
def test_a_cursor_that_is_none_is_ignored(sign_in: SignIn, at: str) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"at": at, "file": (io.BytesIO(jpeg()), "a.jpg")}
    answer = author.sends(f"{author.lesson()}/upload", **form)
    assert answer.status_code == 200
    assert fields(answer.text)["text_en"].rstrip().endswith("(pictures/a.webp)")


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "", "Choose a file first."),
        (b"<svg onload=alert(1)>", "x.svg", "We take these kinds of files"),
        (b"MZ\x90\x00", "x.exe", "We take these kinds of files"),
        (b"<script>alert(1)</script>", "x.png", "not a picture that we can read"),
        (b"<html><script>1</script></html>", "x.pdf", "We take these kinds of files"),
    ],
)
def test_an_upload_of_a_wrong_type_is_refused_and_the_text_kept(
    sign_in: SignIn, data: bytes, name: str, sentence: str
) -> None:
    author = with_lesson(sign_in)
    form = author.opens() | {"text_en": "Unsaved words", "file": (io.BytesIO(data), name)}
    answer = author.sends(f"{author.lesson()}/upload", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields(answer.text)["text_en"].strip() == "Unsaved words"
    assert db.session.scalar(db.select(db.func.count(CourseFile.id))) == 0


def test_an_edit_after_publication_keeps_progress_and_reaches_trainees_only_when_published(
    sign_in: SignIn,
) -> None:
    author = with_lesson(sign_in)
    author.publishes()
    trainee = make_learner(sign_in, author)
    trainee.send(f"/courses/{author.slug}/lessons/first/done")
    author.writes(ENGLISH.replace("costs", "hours"), URDU)
    url = f"/courses/{author.slug}/lessons/first"
    assert "Add up your costs." in trainee.get(url).text
    author.publishes()
    assert "Add up your hours." in trainee.get(url).text
    assert db.session.scalar(db.select(db.func.count()).select_from(LessonProgress)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "*a " * 33_000,
        "[" * 100_000,
        "|a|b|\n|-|-|\n" * 7_000,
        "::: download files/a.csv\n" + "_a_" * 33_000,
    ],
    ids=["stars", "brackets", "tables", "label"],
)
def test_a_text_made_to_be_slow_is_previewed_at_once(sign_in: SignIn, text: str) -> None:
    author = with_lesson(sign_in)
    send_file = {"file": (io.BytesIO(b"day,cost\n1,20\n"), "a.csv")}
    author.sends(f"{author.desk}/files", **send_file)
    whole = f"{text[:99_990]}\n:::" if text.startswith(":::") else text[:100_000]
    start = monotonic()
    answer = author.sends(
        f"{author.lesson()}/preview", **(author.opens() | {"text_en": whole, "language": "en"})
    )
    assert answer.status_code == 200
    assert monotonic() - start < 2
