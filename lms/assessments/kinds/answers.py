"""Answers as texts: what a page sends, and the one form in which each is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import gettext as _

Answer = tuple[str, ...]
"""What a learner gave, as texts; () is no answer. Each kind says what the texts mean.

A kind whose page has one control (or several of one name, `q3`) gets bare texts. One with a
control for each of its parts (`q3.2`) gets "2=text" for what stands there: see `field_text`.
"""

NO_ANSWER: Answer = ()
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Unreadable(ValueError):
    """The answer cannot come from the page that was shown; the message is a translated sentence."""


def field_text(name: str, text: str) -> str:
    """How an answer holds what was given in one of its parts; `name` holds no "="."""
    return f"{name}={text}"


def by_field(given: Iterable[str]) -> dict[str, list[str]]:
    """What was given in each part, by its name; Unreadable for a text that names no part."""
    found: dict[str, list[str]] = {}
    for entry in given:
        name, sign, text = entry.partition("=")
        if not sign:
            raise Unreadable(_("The answer does not belong to this question."))
        found.setdefault(name, []).append(text)
    return found


def read_parts(
    given: Iterable[str], readers: Mapping[str, Callable[[Sequence[str]], Answer]]
) -> Answer:
    """An answer by its parts in its normal form: each as its reader leaves it, in their order."""
    found = by_field(given)
    if not readers.keys() >= found.keys():
        raise Unreadable(_("The answer does not belong to this question."))
    return tuple(
        field_text(name, text)
        for name, read in readers.items()
        if name in found
        for text in read(found[name])
    )


def one_part_each(answer: Answer) -> dict[str, str]:
    """What stands in each part of an answer that was parsed, where a part holds one text."""
    return {name: texts[0] for name, texts in by_field(answer).items()}


def one_of_these(allowed: Iterable[str]) -> Callable[[Sequence[str]], Answer]:
    """A reader of one of these values and of no other."""
    values = frozenset(allowed)

    def read(given: Sequence[str]) -> Answer:
        if len(given) > 1:
            raise Unreadable(_("One answer was expected, and there are more."))
        if not values.issuperset(given):
            raise Unreadable(_("The answer is none of the choices shown."))
        return tuple(given)

    return read


def one_line(given: Sequence[str], longest: int) -> Answer:
    """A typed answer with its spaces tidied; () when there is nothing in it."""
    if len(given) > 1:
        raise Unreadable(_("One answer was expected, and there are more."))
    text = " ".join("".join(given).split())
    refuse_unkept(text, longest)
    return (text,) if text else NO_ANSWER


def one_text(given: Sequence[str], longest: int) -> Answer:
    """A typed answer with its line breaks, all alike; () when there is nothing in it."""
    if len(given) > 1:
        raise Unreadable(_("One answer was expected, and there are more."))
    text = "\n".join("".join(given).splitlines()).strip()
    refuse_unkept(text, longest)
    return (text,) if text else NO_ANSWER


def refuse_unkept(text: str, longest: int) -> None:
    """Raise Unreadable for what is too long or cannot be stored."""
    if len(text) > longest:
        raise Unreadable(_("The answer is longer than %(most)s letters.", most=longest))
    if _CONTROL.search(text):
        raise Unreadable(_("The answer holds signs that cannot be stored."))
