"""Words as they are looked up: folded, so that spelling variants of one name meet. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lms.members.contact import latin_digits

LONGEST = 60
MOST_WORDS = 6
_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("أإٱآ", "ا"),
        **dict.fromkeys("يىئےۓ", "ی"),
        **dict.fromkeys("هةۃۀەھ", "ہ"),
        **dict.fromkeys("كڪ", "ک"),
        "ؤ": "و",
        "ں": "ن",
        "ـ": None,
        "ء": None,
        "\u200c": None,
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, Latin digits, no marks, one letter for each group of look-alikes."""
    if text.isascii():
        return text.casefold()
    lowered = latin_digits(text).casefold().translate(_VARIANTS)
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c)
    )
    return bare.translate(_VARIANTS)


def tokens(names: Iterable[str | None], codes: Iterable[str | None] = ()) -> set[str]:
    """What a member is found by: each word of the names, each code without its signs."""
    words = {word for name in names if name for word in _WORD.findall(fold(name))}
    plain = {_PLAIN.sub("", fold(code)) for code in codes if code}
    return {token[:LONGEST] for token in words | plain if token}


@dataclass(frozen=True)
class Sought:
    """One word of a search: the beginnings of tokens it may mean, and what else it may be."""

    text: str
    token: str
    digits: str

    @property
    def is_email(self) -> bool:
        return "@" in self.text

    @property
    def mobile(self) -> str | None:
        """The beginning of a mobile number that the digits may mean."""
        rest = re.sub(r"^(0092|92|0)", "", self.digits)
        return f"+92{rest}" if rest.startswith("3") and len(rest) > 1 else None

    @property
    def number(self) -> str | None:
        """The beginning of a member number that the digits may mean."""
        if not 0 < len(self.digits) <= 8 or re.sub(r"^h", "", self.token) != self.digits:
            return None
        return "-".join(filter(None, ("H", self.digits[:7], self.digits[7:])))


def sought(typed: str) -> list[Sought]:
    """The words of a search, at most six; each must be met."""
    words = (_sought(word) for word in _split(typed))
    return [word for word in words if word.token][:MOST_WORDS]


def _split(typed: str) -> Iterator[str]:
    spaced = re.sub(r"(?<=\d)\s+(?=\d)", "", latin_digits(typed.strip()))  # 0300 1234567 is one
    for word in spaced.split():
        if "@" in word or any(c.isdigit() for c in word):
            yield word
        else:
            yield from _WORD.findall(fold(word))


def _sought(word: str) -> Sought:
    token = _PLAIN.sub("", fold(word))[:LONGEST]
    return Sought(word.lower(), token, re.sub(r"\D", "", word))
