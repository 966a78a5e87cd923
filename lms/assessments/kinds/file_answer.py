"""An answer in files, which a person marks. The server keeps them before they are an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import (
    Answer,
    Draw,
    Shown,
    Unreadable,
)
from lms.assessments.kinds.marking import MARKING, ByHand, read_marking
from lms.assessments.kinds.stem import dump_stem, read_stem
from lms.media.kinds import ALLOWED, PICTURES

ENDINGS = tuple(sorted(ending.removeprefix(".") for ending in ALLOWED | PICTURES))
MOST_FILES = 10
_REF = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, kw_only=True)
class FileShown(Shown):
    """`accept` are the endings of names that are taken, without dot; `most` files at most."""

    accept: tuple[str, ...]
    most: int


@dataclass(frozen=True, kw_only=True)
class FileAnswer(ByHand):
    """An answer holds the ref of each file; whether it was stored for this question is seen to
    where files are stored, and the page that shows them knows their names."""

    kind: ClassVar[str] = "file-answer"
    label: ClassVar[Any] = _l("Files to hand in")
    place: ClassVar[int] = 120
    template: ClassVar[str] = "assessments/kinds/file_answer.html"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="accept",
            control=Control.COMMAS,
            label=_l("Endings of names that are taken"),
            hint=_l(
                "With commas between, as: pdf, docx. Empty takes all of: %(endings)s.",
                endings=", ".join(ENDINGS),
            ),
        ),
        Field(name="most", control=Control.NUMBER, label=_l("Files at most"), default="1"),
        *MARKING,
    )
    accept: tuple[str, ...] = ENDINGS
    most: int = 1

    @classmethod
    def read(cls, reader: Reader) -> Self:
        return cls(
            **read_stem(reader),
            accept=_read_endings(reader),
            most=reader.whole("most", 1, least=1, most=MOST_FILES),
            marking=read_marking(reader),
        )

    def dump(self) -> dict[str, Any]:
        content = dump_stem(self) | self.marking.dump()
        if self.accept != ENDINGS:
            content["accept"] = list(self.accept)
        return content | ({"most": self.most} if self.most != 1 else {})

    def present(self, draw: Draw) -> Shown:
        return FileShown(template=self.template, text=self.text, accept=self.accept, most=self.most)

    def parse(self, draw: Draw, given: Sequence[str]) -> Answer:
        if not all(map(_REF.fullmatch, given)):
            raise Unreadable(_("A file did not arrive. Hand it in once more."))
        refs = tuple(dict.fromkeys(given))
        if len(refs) > self.most:
            raise Unreadable(_("At most %(most)s files are taken here.", most=self.most))
        return refs


def _read_endings(reader: Reader) -> tuple[str, ...]:
    """The endings in one order; all of them when none is named."""
    if not reader.has("accept"):
        return ENDINGS
    said = {ending.casefold().removeprefix(".") for ending in reader.texts("accept")}
    if unknown := sorted(said - set(ENDINGS)):
        sentence = _("Files that end with “%(ending)s” are not taken.", ending=unknown[0])
        reader.note(sentence, "accept")
    return tuple(ending for ending in ENDINGS if ending in said) or ENDINGS
