"""Every sentence that people read exists in Urdu, with the same placeholders."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from config import ROOT

SOURCE = ROOT / "translations" / "ur" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
BARE_PERCENT = re.compile(r"%(?!\(\w+\)s)")
LETTER = re.compile(r"[A-Za-z\u0600-\u06ff]")


@cache
def extracted() -> frozenset[str | tuple[str, ...]]:
    """The sentences in code and templates, as bin/translations finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, DEFAULT_KEYWORDS | parse_keywords(["_l"]))
    return frozenset(message for _file, _line, message, _comments, _context in found)


@cache
def urdu() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file, locale="ur")


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others() -> None:
    known = {message.id for message in urdu() if message.id}
    assert sorted(map(str, extracted() - known)) == [], "run bin/translations"
    assert sorted(map(str, known - extracted())) == [], "run bin/translations"


def test_every_sentence_is_translated() -> None:
    missing = [message.id for message in urdu() if message.id and not all(texts(message))]
    assert missing == []


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in urdu() if message.id and message.fuzzy] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in urdu():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for text in texts(message):
            assert set(PLACEHOLDER.findall(text)) <= wanted, f"{message.id}: {text}"
        assert set(PLACEHOLDER.findall(texts(message)[-1])) == wanted, message.id


@pytest.mark.parametrize("source", ["code", "urdu"])
def test_no_sentence_has_a_bare_percent_sign(source: str) -> None:
    if source == "code":
        said = [text for m in extracted() for text in (m if isinstance(m, tuple) else (m,))]
    else:
        said = [text for message in urdu() if message.id for text in texts(message)]
    assert [text for text in said if BARE_PERCENT.search(text)] == []


def test_sentences_are_whole() -> None:
    """A piece that begins or ends with a blank was meant to be joined: no other language can."""
    said = [text for m in extracted() for text in (m if isinstance(m, tuple) else (m,))]
    assert [text for text in said if text != text.strip()] == []
    assert [text for text in said if not LETTER.search(text)] == []
