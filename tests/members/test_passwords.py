"""Which passwords are refused, and how they are kept."""

from __future__ import annotations

import pytest

from lms.members.passwords import Weakness, hash_password, is_password, weakness

PERSONAL = ["Shahzaib Mirza", "shahzaib.mirza1@mail.example.net", "03001234567"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("seven77", Weakness.SHORT),
        ("x" * 257, Weakness.LONG),
        ("password1", Weakness.COMMON),
        ("Password1", Weakness.COMMON),
        ("12345678", Weakness.COMMON),
        ("aaaaaaaaaa", Weakness.COMMON),
        ("hunar2026", Weakness.GUESSABLE),
        ("P@kistan123", Weakness.GUESSABLE),
        ("karachi!!lahore", Weakness.GUESSABLE),
        ("shahzaib99", Weakness.GUESSABLE),
        ("03001234567", Weakness.GUESSABLE),
        ("پاکستان۱۲۳", Weakness.GUESSABLE),
    ],
)
def test_a_guessable_password_is_refused(password: str, why: Weakness) -> None:
    assert weakness(password, PERSONAL) == why


@pytest.mark.parametrize(
    "password",
    ["korangi-creek-42", "چائے اور بارش", "x7Kq2m9w", "eight88 chars", "ab" * 64 + "cd"],
)
def test_any_other_is_taken_without_rules_of_composition(password: str) -> None:
    assert weakness(password, PERSONAL) is None


def test_a_password_is_kept_as_argon2id_and_compared_in_one_spelling() -> None:
    kept = hash_password("caf\u00e9-kahani")
    assert kept.startswith("$argon2id$")
    assert is_password(kept, "cafe\u0301-kahani")
    assert not is_password(kept, "cafe-kahani")


def test_nobody_has_no_password() -> None:
    assert not is_password(None, "the password of nobody")
    assert not is_password("not a hash", "anything at all")
