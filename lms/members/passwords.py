"""Passwords: which are refused, and how they are kept. Pure."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 8, 256
FEWEST_DIFFERENT = 4
SHORTEST_WORD = 3
_DATA = Path(__file__).parent / "data"
_LOOKS_LIKE = str.maketrans("013457@$!", "oleastasi")
# argon2id as OWASP advises for a server that signs in many people: 19 MiB, two passes.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    GUESSABLE = "guessable"


def weakness(password: str, personal: Iterable[str] = ()) -> Weakness | None:
    """What is wrong with it, or None. `personal`: the person's own names and addresses."""
    plain = _one_spelling(password).casefold()
    if len(plain) < SHORTEST:
        return Weakness.SHORT
    if len(plain) > LONGEST:
        return Weakness.LONG
    if plain in _common() or len(set(plain)) < FEWEST_DIFFERENT:
        return Weakness.COMMON
    if _is_made_of(plain, [*_site_words(), *_words(personal)]):
        return Weakness.GUESSABLE
    return None


def hash_password(password: str) -> str:
    """How it is kept; about 35 ms of CPU, so never inside a writing transaction."""
    return _hasher.hash(_one_spelling(password))


def is_password(kept: str | None, password: str) -> bool:
    """Whether it is the one that was kept. As long for None, so that time tells nothing."""
    try:
        _hasher.verify(kept or _of_nobody(), _one_spelling(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _of_nobody() -> str:
    return _hasher.hash("the password of nobody")


@cache
def _common() -> frozenset[str]:
    return frozenset(
        gzip.decompress((_DATA / "common-passwords.txt.gz").read_bytes()).decode().split()
    )


@cache
def _site_words() -> tuple[str, ...]:
    return tuple((_DATA / "site-words.txt").read_text().split())


def _one_spelling(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _words(personal: Iterable[str]) -> list[str]:
    found = [word for text in personal for word in re.split(r"[^\w]+|_", text.casefold())]
    return [word for word in found if len(word) >= SHORTEST_WORD]


def _is_made_of(plain: str, words: list[str]) -> bool:
    """Whether nothing is left but digits and signs when these words are taken out."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    for spelling in (plain, core.translate(_LOOKS_LIKE)):
        left = spelling
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, " ")
        if not any(c.isalpha() for c in left) and left != spelling:
            return True
    return False
