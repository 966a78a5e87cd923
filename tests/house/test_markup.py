"""The rules for markup find what they are there to find."""

from __future__ import annotations

import pytest

from tests.markup import complaints

PAGE = """<!doctype html>
<html lang="ur" dir="rtl"><head><title>سبق · ہنر</title></head>
<body><main><h1>سبق</h1>{}</main></body></html>"""


def test_a_good_page_is_let_through() -> None:
    good = (
        '<h2>Name</h2><form method="post"><input type="hidden" name="csrf_token" value="t">'
        '<label for="name">Name</label><input id="name"><button>Save</button></form>'
        '<a href="#name">Up</a><img src="/a.webp" alt=""><script src="/a.js"></script>'
    )
    assert complaints(PAGE.format(good)) == []


@pytest.mark.parametrize(
    ("flaw", "sentence"),
    [
        ("<h1>two</h1>", "2 h1"),
        ("<h3>too deep</h3>", "from h1 to h3"),
        ("<h2> </h2>", "an empty h2"),
        ('<p id="a"></p><p id="a"></p>', "2 elements with id 'a'"),
        ('<a href="#gone">x</a>', "a link to #gone"),
        ('<p aria-describedby="gone">x</p>', "aria-describedby='gone'"),
        ('<input name="q">', "a control without a label"),
        ("<button></button>", "without a name"),
        ('<img src="/a.webp">', "without alt"),
        ('<form method="post"><button>x</button></form>', "a form with 0 tokens"),
        ("<form></form>", "no button"),
        ("<script>1</script>", "an inline script"),
        ('<p style="color: red">x</p>', "an inline style"),
        ('<p onclick="x()">x</p>', "an inline handler"),
        ('<a href="javascript:x()">x</a>', "not safe"),
        ('<p lang="en">x</p>', "without its direction"),
        ("<p>Welcome, %(name)s</p>", "shows '%(name)'"),
    ],
)
def test_a_flaw_is_named(flaw: str, sentence: str) -> None:
    assert any(sentence in said for said in complaints(PAGE.format(flaw)))


def test_the_page_itself_must_say_language_direction_and_title() -> None:
    said = complaints("<html lang='ur'><head></head><body><h1>x</h1></body></html>")
    assert len(said) == 3
