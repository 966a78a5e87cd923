"""Questions that cite facts: which ones, and the same question with the facts put in.

A text cites by {{fact:KEY}} and a drawn value by {"fact": KEY}. The question as stored keeps its
citations; what learners get is made from the facts as they stood when the quiz was published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from lms.assessments import kinds
from lms.assessments.checking import Flaw, Path, serious
from lms.assessments.numbers import exact
from lms.courses.citations import fill_text, keys_in

Facts = Mapping[str, Mapping[str, Any]]
"""By key: "value" (a number as text, or None), "text" in each language, and "status"."""


def cited(content: object) -> set[str]:
    """The keys of all facts that the content cites."""
    return {key for _path, key, _is_value in _citations(content)}


def flaws(content: Mapping[str, Any], known: Facts) -> list[Flaw]:
    """What is wrong with a question, which was found sound by itself, once its facts are put in.

    Facts that may not be cited, that have no number where one is needed, or whose number the
    formula cannot compute with.
    """
    wrong = [
        Flaw(path, sentence)
        for path, key, is_value in _citations(content)
        if (sentence := _flaw(key, is_value, known))
    ]
    return wrong or serious(kinds.check(with_facts(content, known)))


def _flaw(key: str, is_value: bool, known: Facts) -> str:
    if key not in known:
        return str(_("No fact is called “%(key)s”.", key=key))
    if known[key]["status"] != "stated":
        return str(_("The fact “%(key)s” must be checked before it may be stated.", key=key))
    if is_value and exact(known[key]["value"]) is None:
        return str(_("The fact “%(key)s” has no number to compute with.", key=key))
    return ""


def with_facts(content: Any, facts: Facts, language: str = "en") -> Any:
    """The content with every citation replaced; KeyError when a needed number is not there."""
    if isinstance(content, str):
        return fill_text(content, facts, language)
    if isinstance(content, list):
        return [with_facts(one, facts, language) for one in content]
    if not isinstance(content, Mapping):
        return content
    if _is_value(content):
        value = facts[content["fact"]]["value"]
        return {"from": value, "to": value}
    return {name: with_facts(value, facts, name) for name, value in content.items()}


def _is_value(content: Mapping[Any, Any]) -> bool:
    return set(content) == {"fact"}


def _citations(content: object, path: Path = ()) -> Iterator[tuple[Path, str, bool]]:
    if isinstance(content, str):
        yield from ((path, key, False) for key in sorted(keys_in(content)))
    elif isinstance(content, Mapping):
        if _is_value(content):
            yield (*path, "fact"), str(content["fact"]), True
        for name, value in content.items():
            yield from _citations(value, (*path, name))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _citations(value, (*path, place))
