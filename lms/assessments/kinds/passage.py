"""A running text with gaps, [[1]] and on, each with a control of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from lms.assessments.checking import Reader
from lms.assessments.kinds.answers import one_part_each
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import Answer, Option, Shown, Text

MOST_GAPS = 30
GAP = re.compile(r"\[\[([0-9]{1,4})\]\]")
_GAP_OR_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|\[\[([0-9]{1,4})\]\]""")
LABEL: Text = {"en": "Gap {}", "ur": "خالی جگہ {}"}
PASSAGE = Field(
    name="passage",
    control=Control.TEXTS,
    label=_l("Text with gaps"),
    hint=_l("Write [[1]], [[2]] and so on where the gaps are, in both languages the same ones."),
    is_required=True,
)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One gap as a learner sees it: a list to choose from, or else something to type."""

    number: str
    options: tuple[Option, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class PassageShown(Shown):
    """`options` is the list that all gaps share, where there is one."""

    gaps: tuple[Gap, ...]
    may_repeat: bool = True

    def given(self, answer: Answer) -> dict[str, str]:
        """What stands in each gap, by its number."""
        return one_part_each(answer)

    def parted(self, html: str) -> Iterator[tuple[Markup, Gap | None]]:
        """The passage as it was made into HTML, in pieces: each with the gap that follows it.

        Gaps within a tag are left alone; those that are not found come at the end, so that none is
        lost whatever its author wrote around it.
        """
        left, at = {gap.number: gap for gap in self.gaps}, 0
        for found in _GAP_OR_TAG.finditer(html):
            if found[1] in left:
                yield Markup(html[at : found.start()]), left.pop(found[1])  # noqa: S704 - a piece
                at = found.end()
        yield Markup(html[at:]), None  # noqa: S704 - of what was clean
        for gap in left.values():
            yield Markup(""), gap


def read_passage(reader: Reader, gaps: int, where: str) -> Text:
    """The passage; what is wrong with its gaps is noted, of which there must be so many."""
    passage = reader.text("passage")
    if not 1 <= gaps <= MOST_GAPS:
        reader.note(_("Give 1 to %(most)s gaps.", most=MOST_GAPS), where)
        return passage
    wanted = sorted(map(str, range(1, gaps + 1)))
    for language, text in passage.items():
        if sorted(GAP.findall(text)) != wanted:
            sentence = _("Each gap from [[1]] to [[%(last)s]] must stand here once.", last=gaps)
            reader.note(sentence, "passage", language)
    return passage


def gap_label(number: str) -> Text:
    """What a gap is called."""
    return {language: text.format(number) for language, text in LABEL.items()}
