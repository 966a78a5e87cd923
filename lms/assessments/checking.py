"""Reading what an author wrote: every flaw is noted with where it stands, and reading goes on.

The material is neutral (dicts, lists, texts, numbers), whether it came from YAML, JSON or a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from lms.assessments.numbers import exact
from lms.i18n import LANGUAGES

Path = tuple[str | int, ...]
KEY = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
MAX_KEY = 60
MAX_TEXT = 4_000


@dataclass(frozen=True)
class Flaw:
    """What is wrong, in a translated sentence, and where: the way down from the top.

    A warning does not keep the thing from being used.
    """

    path: Path
    sentence: str
    is_warning: bool = False


def serious(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Those that are no warnings."""
    return [flaw for flaw in flaws if not flaw.is_warning]


class Reader:
    """One mapping being read. Asking for a value checks it; a bad one is noted and replaced."""

    def __init__(
        self,
        data: object,
        *,
        path: Path = (),
        flaws: list[Flaw] | None = None,
    ) -> None:
        self.path = path
        self.flaws = [] if flaws is None else flaws
        self._asked: set[str] = set()
        self._data: Mapping[Any, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.note(_("Expected names with values here."))

    def note(self, sentence: str, *below: str | int) -> None:
        """Note a problem here, or further down."""
        self.flaws.append(Flaw((*self.path, *below), sentence))

    def has(self, key: str) -> bool:
        return self._get(key) is not None

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str) -> dict[str, str]:
        """A text in its languages; one must be there."""
        if not self.has(key):
            self.note(_("“%(name)s” is missing.", name=key))
            return {}
        return self.optional_text(key)

    def optional_text(self, key: str) -> dict[str, str]:
        """A text in its languages, or {}."""
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.note(_("“%(name)s” must be a text for each language.", name=key), key)
            return {}
        for language in value:
            if language not in LANGUAGES:
                self.note(_("Language “%(name)s” is not known.", name=language), key, language)
        return self._texts(key, value)

    def _texts(self, key: str, value: Mapping[Any, Any]) -> dict[str, str]:
        texts = {name: self._one_text(key, name, value.get(name)) for name in LANGUAGES}
        if not any(texts.values()):
            self.note(_("“%(name)s” is empty.", name=key), key)
        elif not all(texts.values()):
            self._warn(key, *(LANGUAGES[name] for name, text in texts.items() if not text))
        return {name: text for name, text in texts.items() if text}

    def _warn(self, key: str, *languages: str) -> None:
        sentence = _("“%(name)s” is not there in %(language)s.", name=key, language=languages[0])
        self.flaws.append(Flaw((*self.path, key), sentence, is_warning=True))

    def _one_text(self, key: str, language: str, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(
                _("“%(name)s” must be text; put it in quotation marks.", name=key), key, language
            )
            return ""
        if len(value) > MAX_TEXT:
            self.note(
                _("“%(name)s” is longer than %(most)s letters.", name=key, most=MAX_TEXT),
                key,
                language,
            )
        return value.strip()

    def key(self, key: str) -> str:
        """A name in small Latin letters, digits and hyphens."""
        value = self._get(key)
        if isinstance(value, str) and len(value) <= MAX_KEY and KEY.fullmatch(value):
            return value
        self.note(
            _("“%(name)s” must be a name in small Latin letters, digits and hyphens.", name=key),
            *self._at(key),
        )
        return ""

    def number(
        self,
        key: str,
        default: Fraction | None = None,
        *,
        least: int | None = None,
        most: int | None = None,
    ) -> Fraction:
        """An exact number within bounds; a missing one is the default, or a problem."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        number = exact(value)
        if number is None:
            self.note(_("“%(name)s” must be a number.", name=key), *self._at(key))
        elif (least is not None and number < least) or (most is not None and number > most):
            self.note(
                _(
                    "“%(name)s” must be between %(least)s and %(most)s.",
                    name=key,
                    least="−∞" if least is None else least,
                    most="∞" if most is None else most,
                ),
                key,
            )
        else:
            return number
        return default or Fraction(1)

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        number = self.number(key, Fraction(default), least=least, most=most)
        if number.denominator != 1:
            self.note(_("“%(name)s” must be a whole number.", name=key), key)
        return int(number)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false; a missing one is the default, or a problem."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.note(_("“%(name)s” must be true or false.", name=key), *self._at(key))
            return bool(default)
        return value

    def one_of(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One of the words; a missing one is the default, or a problem."""
        words = tuple(options)
        value = self._get(key)
        if value is None and default is not None:
            return default
        if value not in words:
            self.note(
                _("“%(name)s” must be one of: %(words)s.", name=key, words=", ".join(words)),
                *self._at(key),
            )
            return default or words[0]
        return str(value)

    def plain(self, key: str, default: str | None = None) -> str:
        """A text or number in no particular language, as text."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(_("“%(name)s” must be text or a number.", name=key), *self._at(key))
            return ""
        return str(value).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts in no particular language, at least one."""
        value = self._get(key)
        found = value if isinstance(value, list) else []
        if not found or not all(isinstance(one, str | int | float) for one in found):
            self.note(
                _("“%(name)s” must be a list of at least one text.", name=key), *self._at(key)
            )
            return ()
        return tuple(str(one).strip() for one in found)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts in no particular language; it may be empty."""
        return self.texts(key) if self._get(key) != [] else ()

    def moment(self, key: str) -> datetime | None:
        """A moment with its time zone, as 2026-12-01T09:00+05:00; None when there is none."""
        value = self._get(key)
        if value is None:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            sentence = _("“%(name)s” must be written as 2026-12-01T09:00+05:00.", name=key)
            self.note(sentence, *self._at(key))
            return None
        return moment.astimezone(UTC)

    def text_list(self, key: str) -> list[dict[str, str]]:
        """A list of texts, each in its languages."""
        value = self._get(key)
        if not isinstance(value, list):
            self.note(_("“%(name)s” must be a list.", name=key), *self._at(key))
            return []
        return [self._below({key: one}, key, place).text(key) for place, one in enumerate(value)]

    def part(self, key: str) -> Reader:
        """The mapping under this key; an empty one when there is none."""
        value = self._get(key)
        return self._below({} if value is None else value, key)

    def names(self) -> list[str]:
        """What this mapping holds, when its names are the author's own."""
        self._asked.update(map(str, self._data))
        return [str(name) for name in self._data]

    def each(self, key: str) -> list[Reader]:
        """The mappings listed under this key."""
        value = self._get(key)
        if not isinstance(value, list):
            self.note(_("“%(name)s” must be a list.", name=key), *self._at(key))
            return []
        return [self._below(one, key, position) for position, one in enumerate(value)]

    def each_or_bare(self, key: str, name: str) -> list[Reader]:
        """The same, where a value that is no mapping stands for a mapping with that name alone."""
        value = self._get(key)
        if not isinstance(value, list):
            self.note(_("“%(name)s” must be a list.", name=key), *self._at(key))
            return []
        rows = (one if isinstance(one, Mapping) else {name: one} for one in value)
        return [self._below(one, key, place) for place, one in enumerate(rows)]

    def close(self) -> None:
        """Note every name that nobody asked for: most are typing errors."""
        for name in self._data:
            if name not in self._asked:
                self.note(_("“%(name)s” is not known here.", name=name), name)

    def _below(self, data: object, *path: str | int) -> Reader:
        return Reader(data, path=(*self.path, *path), flaws=self.flaws)

    def _at(self, key: str) -> tuple[str, ...]:
        return (key,) if key in self._data else ()
