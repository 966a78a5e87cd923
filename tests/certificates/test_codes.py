"""The code in a certificate's address."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lms.certificates import codes

made = st.builds(codes.new)


def test_a_code_carries_128_random_bits_in_26_characters_of_crockford() -> None:
    several = {codes.new() for _ in range(500)}
    assert len(several) == 500
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", code) for code in several)
    assert {code[-1] for code in several} >= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@given(made)
def test_small_letters_and_look_alikes_are_read_as_meant(code: str) -> None:
    assert codes.parse(code.lower()) == code
    assert codes.parse(code.translate(str.maketrans("01", "oL"))) == code
    assert codes.parse(f"{code[:13]} {code[13:]}\n") == code


def test_what_cannot_be_a_code_is_none() -> None:
    assert codes.parse("") is None
    assert codes.parse("8" + "0" * 25) is None  # more than 128 bits
    assert codes.parse("0" * 25) is None
    assert codes.parse("U" * 26) is None


@given(made)
def test_a_code_is_found_in_any_spelling_of_its_link(code: str) -> None:
    for link in (
        f"https://learn.example.org/c/{code}",
        f"HTTPS://LEARN.EXAMPLE.ORG/C/{code}",
        f"learn.example.org/c/{code.lower()}.pdf",
        f"See https://learn.example.org/c/{code}?lang=ur#top please",
    ):
        assert codes.in_link(link) == code
    assert codes.in_link("https://learn.example.org/courses/freelance-skills") is None


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_code_or_none(text: str) -> None:
    for code in (codes.parse(text), codes.in_link(text)):
        assert code is None or codes.parse(code) == code
