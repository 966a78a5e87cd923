"""Texts that nobody types are refused at the door: nothing falls over, nothing takes long."""

from __future__ import annotations

import sys
import time
import unicodedata
from io import BytesIO
from urllib.parse import quote

import pytest

from lms.web.app import App
from lms.web.texts import MOST_MARKS, is_typable
from tests.conftest import PASSWORD, Client
from tests.courses.authors import Author
from tests.factories import make_member

HEAP = "a" + "\u0300\u0327" * 40_000
"""80,000 marks on one letter, which no reading of it gets into order within ten seconds."""
MOST_SECONDS = 2.0


def test_every_character_that_becomes_a_mark_is_counted_as_one() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if all(map(unicodedata.combining, unicodedata.normalize("NFKD", character))):
            assert not is_typable("a" + character * (MOST_MARKS + 1)), hex(ord(character))


@pytest.mark.parametrize(
    "text",
    ["", "Ayesha Khan", "عائشہ خان", "بِسْمِ اللّٰہِ", "e" + "\u0301" * MOST_MARKS, "😀" * 100, "ß\n\t"],
)
def test_what_people_write_is_typable(text: str) -> None:
    assert is_typable(text)


@pytest.mark.parametrize("field", ["identifier", "password", "next"])
def test_a_heap_of_marks_does_not_keep_the_sign_in_busy(client: Client, field: str) -> None:
    began = time.monotonic()
    answer = client.send("/sign-in", {"identifier": "a@example.org", "password": "x", field: HEAP})
    assert answer.status_code == 400
    assert time.monotonic() - began < MOST_SECONDS


@pytest.mark.parametrize("field", ["name", "name_ur", "contact", "password"])
def test_nor_the_sign_up(client: Client, field: str) -> None:
    began = time.monotonic()
    assert client.send("/sign-up", {field: HEAP}).status_code == 400
    assert time.monotonic() - began < MOST_SECONDS


@pytest.mark.parametrize("url", ["/c/", "/verify?q=", "/courses/"])
def test_nor_an_address(client: Client, url: str) -> None:
    began = time.monotonic()
    assert client.get(url + quote(HEAP)).status_code == 400
    assert time.monotonic() - began < MOST_SECONDS


def test_nor_the_name_of_a_file(author: Author) -> None:
    began = time.monotonic()
    sent = {"file": (BytesIO(b"a,b\n"), f"{HEAP}.csv")}
    assert author.sends(f"{author.desk}/files", **sent).status_code == 400
    assert time.monotonic() - began < MOST_SECONDS


NUL = ("/courses/a%00b", "/attempts/%00", "/media/%00/x", "/reset/%00", "/verify?q=%00", "/c/%00")
NUL_FOR_STAFF = ("/members/%00", "/members?q=%40%00", "/audit?verb=%00", "/certificates?q=%00")


@pytest.mark.parametrize("url", [*NUL, *NUL_FOR_STAFF, "/teach/courses/a%00b", "/sign-in?next=%00"])
def test_a_nul_in_an_address_is_refused(url: str, administrator: Client) -> None:
    assert administrator.get(url).status_code == 400


@pytest.mark.parametrize("url", ["/sign-in", "/sign-up", "/reset", "/claim"])
@pytest.mark.parametrize("text", ["a\0b", "\0@example.org"])
def test_a_nul_in_a_form_is_refused(client: Client, url: str, text: str) -> None:
    fields = dict.fromkeys(("identifier", "contact", "name", "code"), text)
    assert client.send(url, {**fields, "password": PASSWORD}).status_code == 400


def test_a_form_without_them_still_arrives(client: Client, app: App) -> None:
    make_member(email="ayesha@example.org")
    sent = {"identifier": "ayesha@example.org", "password": PASSWORD}
    assert client.send("/sign-in", sent).status_code == 302
