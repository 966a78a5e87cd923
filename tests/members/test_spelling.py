"""Names, contacts, numbers and search words: one spelling for what people write in many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.members.contact import masked, national, read_email, read_mobile
from lms.members.identifying import Identifier, Kind, identify
from lms.members.names import clean_name, is_latin_name, is_urdu_name
from lms.members.numbering import new_number, number_of, read_number
from lms.members.searching import fold, sought, tokens

numbers = st.integers(0, 9_999_999).map(number_of)
digits = st.sampled_from("0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "03001234567",
        "0300 1234567",
        "0300-123 45 67",
        "3001234567",
        "923001234567",
        "+92 300 1234567",
        "+92 (0)300 1234567",
        "0092-300-1234567",
        "۰۳۰۰۱۲۳۴۵۶۷",
        "٠٣٠٠١٢٣٤٥٦٧",
        "\u202a+923001234567\u202c",
    ],
)
def test_a_mobile_is_read_however_it_is_written(typed: str) -> None:
    assert read_mobile(typed) == "+923001234567"
    assert national("+923001234567") == "0300 1234567"


@pytest.mark.parametrize(
    "typed", ["", "0421234567", "030012345", "0300123456789", "+13001234567", "3.00E+09", "phone"]
)
def test_what_is_no_mobile_of_pakistan_is_refused(typed: str) -> None:
    assert read_mobile(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ali.Khan@Example.COM ", "ali.khan@example.com"),
        ("a@b", None),
        ("two words@example.com", None),
        ("ali@example.com\r\nBcc: x@example.com", None),
        ("ali@example.com>", None),
        ("a" * 250 + "@example.com", None),
    ],
)
def test_an_e_mail_address_is_kept_in_lower_case_or_refused(typed: str, kept: str | None) -> None:
    assert read_email(typed) == kept


def test_contacts_are_masked_for_logs() -> None:
    assert masked("sana@example.org") == "s•••@example.org"
    assert masked("+923001234567") == "•••4567"
    assert masked(None) == "–"


@given(numbers)
def test_a_number_is_read_back_however_it_is_typed(number: str) -> None:
    plain = number.replace("-", "")
    for typed in (number, plain, plain.lower(), plain[1:], f" {number[:5]} {number[5:]} "):
        assert read_number(typed) == number


@given(numbers, st.integers(0, 7), digits)
def test_every_single_wrong_digit_is_found(number: str, place: int, digit: str) -> None:
    right = number.replace("-", "")[1:]
    wrong = right[:place] + digit + right[place + 1 :]
    assert (read_number(wrong) is None) == (wrong != right)


@given(numbers, st.integers(0, 6))
def test_every_swap_of_neighbours_is_found(number: str, place: int) -> None:
    right = number.replace("-", "")[1:]
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert (read_number(wrong) is None) == (wrong != right)


def test_the_check_digit_is_verhoeffs() -> None:
    # Published example: 236 is followed by 3. Ours have seven digits, so the zeros count too.
    assert read_number(number_of(236)) == number_of(236)
    from lms.members.numbering import _checksum

    assert _checksum("2363") == 0


def test_numbers_are_drawn_at_random() -> None:
    drawn = {new_number() for _draw in range(200)}
    assert len(drawn) > 190
    assert all(read_number(number) == number for number in drawn)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("Ali@example.com", Kind.EMAIL, "ali@example.com"),
        ("0300 1234567", Kind.MOBILE, "+923001234567"),
        (number_of(1234567).lower(), Kind.NUMBER, number_of(1234567)),
    ],
)
def test_an_identifier_is_told_by_its_look(typed: str, kind: Kind, value: str) -> None:
    assert identify(typed) == Identifier(kind, value)


def test_what_nobody_can_be_called_by_is_no_identifier() -> None:
    assert identify("nobody") is None
    assert identify("H-1234567-0" if number_of(1234567)[-1] != "0" else "H-1234567-1") is None


def test_names_lose_what_is_invisible_and_keep_what_urdu_needs() -> None:
    assert clean_name("  Ali\u202e \r\n Khan\x00 ") == "Ali Khan"
    assert clean_name("شاہ\u200cزیب") == "شاہ\u200cزیب"
    assert is_latin_name("Zoë O’Neil-Khan Jr.")
    assert not is_latin_name("علی")
    assert not is_latin_name("Ali1")
    assert not is_latin_name("<b>Ali</b>")
    assert not is_latin_name(" - ")
    assert not is_latin_name("A" * 121)
    assert is_urdu_name("شاہ\u200cزیب مِرزا")
    assert not is_urdu_name("Shahzaib")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كريم", "کریم"),
        ("علي", "علی"),
        ("فاطمة", "فاطمہ"),
        ("شاہ\u200cزیب", "شاہزیب"),
        ("مُحَمَّد", "محمد"),
        ("Zoë", "ZOE"),
        ("۱۲۳", "123"),
        ("آمنہ", "امنه"),
    ],
)
def test_variants_of_one_spelling_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_member_is_found_by_words_of_both_names_and_by_codes() -> None:
    assert tokens(["Sana Mir", "ثنا میر"], ["PF-000123"]) == {
        "sana",
        "mir",
        "ثنا",
        "میر",
        "pf000123",
    }


@pytest.mark.parametrize(
    ("typed", "mobile", "number"),
    [
        ("0300 12", "+9230012", "H-030012"),
        ("+92300", "+92300", "H-92300"),
        ("H-1234567-8", None, "H-1234567-8"),
        ("1234567", None, "H-1234567"),
    ],
)
def test_digits_of_a_search_are_taken_for_all_they_may_mean(
    typed: str, mobile: str | None, number: str | None
) -> None:
    (word,) = sought(typed)
    assert (word.mobile, word.number) == (mobile, number)


@given(st.text(max_size=200))
def test_any_search_is_understood(typed: str) -> None:
    assert len(sought(typed)) <= 6
    assert all(word.token for word in sought(typed))
