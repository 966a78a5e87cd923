"""The certificate number: its check character, and what people make of it when they copy it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lms.certificates import numbers

letters = st.sampled_from(numbers.ALPHABET)
sound = st.text(letters, min_size=numbers.RANDOM, max_size=numbers.RANDOM).map(
    lambda drawn: drawn + numbers.check_character(drawn)
)
places = st.integers(0, numbers.LENGTH - 1)


def test_a_new_number_is_twelve_random_characters_and_a_check_character() -> None:
    made = [numbers.new() for _ in range(200)]
    assert len(set(made)) == len(made)
    assert all(len(number) == 13 and numbers.parse(number) == number for number in made)


@given(sound, places, letters)
def test_every_single_wrong_character_is_seen(number: str, place: int, wrong: str) -> None:
    altered = number[:place] + wrong + number[place + 1 :]
    assert numbers.parse(altered) == (number if wrong == number[place] else None)


@given(sound)
def test_every_exchange_of_two_neighbours_is_seen(number: str) -> None:
    for place, (left, right) in enumerate(pairwise(number)):
        altered = number[:place] + right + left + number[place + 2 :]
        assert numbers.parse(altered) == (number if left == right else None)


def test_all_exchanges_and_substitutions_of_one_number_are_seen() -> None:
    number = "7K4M92QX3TBW" + numbers.check_character("7K4M92QX3TBW")
    altered = {
        number[:place] + wrong + number[place + 1 :]
        for place in range(len(number))
        for wrong in numbers.ALPHABET
    } - {number}
    assert len(altered) == 13 * 30
    assert not any(numbers.parse(text) for text in altered)
    assert all(numbers.is_mistyped(text) for text in altered)


@given(sound)
def test_a_number_is_printed_in_groups_and_read_back(number: str) -> None:
    assert numbers.grouped(number).count("-") == 3
    assert numbers.parse(numbers.grouped(number)) == number


@given(sound, st.sampled_from([" ", "–", "\u200f", " - ", "\u00a0", "\n"]))
def test_case_and_separators_do_not_matter(number: str, between: str) -> None:
    typed = between.join(numbers.grouped(number).lower().split("-"))
    assert numbers.parse(f" {typed} ") == number


@given(sound)
def test_look_alikes_are_read_as_what_they_stand_for(number: str) -> None:
    typed = number.translate(str.maketrans("01V2", "OIUZ"))
    assert numbers.parse(typed) == number
    assert numbers.parse(typed.replace("I", "l")) == number


@given(sound)
def test_urdu_and_full_width_digits_are_digits(number: str) -> None:
    assert numbers.parse(number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))) == number
    assert (
        numbers.parse(number.translate(str.maketrans("0123456789", "０１２３４５６７８９")))
        == number
    )


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_sound_number_or_none(text: str) -> None:
    number = numbers.parse(text)
    assert number is None or numbers.check_character(number[:12]) == number[12]
    assert not (number and numbers.is_mistyped(text))
