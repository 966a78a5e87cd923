"""What authors fill in for a line of a quiz: a heading, a draw, the marks of a question."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.assessments.forms.controls import line
from lms.assessments.kinds.item import MOST_MARKS, Difficulty
from lms.assessments.numbers import exact, neutral
from lms.assessments.pools import DEEPEST, MOST_TAKEN, Path, Pool
from lms.assessments.queries.choosing import Folder, UsableBank
from lms.courses.forms import TitleForm
from lms.i18n import localised
from lms.web.forms import Form

DIFFICULTIES = {
    Difficulty.EASY: _l("Easy"),
    Difficulty.MEDIUM: _l("Medium"),
    Difficulty.HARD: _l("Hard"),
}


class HeadingForm(TitleForm):
    """A heading is a title; `version` names what the author began from."""

    version = HiddenField()


class MarkForm(Form):
    """What each question of a line is worth in this quiz; empty is as its author said."""

    mark = line(
        _l("Marks in this quiz"),
        longest=20,
        description=_l("Leave it empty to count as the author of the question said."),
    )
    version = HiddenField()

    def validate_mark(self, field: Any) -> None:
        mark = exact(field.data) if field.data else None
        if field.data and (mark is None or not 0 < mark <= MOST_MARKS):
            raise ValidationError(
                _("Write a number above 0 and up to %(most)s, as 1 or 0.5.", most=MOST_MARKS)
            )

    @property
    def worth(self) -> Fraction | None:
        return exact(self.mark.data) if self.mark.data else None

    @staticmethod
    def of_mark(mark: Fraction | None) -> dict[str, str]:
        return {"mark": "" if mark is None else str(neutral(mark))}


class DrawForm(MarkForm):
    """A random draw: from where, which questions, and how many of them."""

    take = IntegerField(
        _l("How many questions"), [InputRequired(), NumberRange(1, MOST_TAKEN)], default=1
    )
    source = SelectField(_l("From which bank"), validate_choice=True)
    tags = line(
        _l("With all of these tags"),
        longest=500,
        description=_l("Apart by commas. Leave it empty to ask for none."),
    )
    difficulties = SelectMultipleField(
        _l("Of this difficulty"),
        choices=[SelectChoice(str(one), name) for one, name in DIFFICULTIES.items()],
        description=_l("Tick none to take any."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def among(cls, banks: Iterable[UsableBank], pool: Pool | None = None, **more: Any) -> DrawForm:
        """The form with what can be drawn from; what `pool` names stays a choice."""
        form = cls(data=(cls.of_pool(pool) if pool else {}) | more)
        form.source.choices = _sources(banks, pool)
        return form

    @staticmethod
    def of_pool(pool: Pool) -> dict[str, Any]:
        """The fields' values for a draw as it is saved."""
        return {
            "take": pool.take,
            "source": source_of(pool.course, pool.category),
            "tags": ", ".join(pool.tags),
            "difficulties": [str(one) for one in pool.difficulties],
        }

    @property
    def pool(self) -> Pool:
        """What was filled in; the form must be valid."""
        course, category = read_source(self.source.data or ":")
        return Pool(
            take=self.take.data or 1,
            course=course,
            category=category,
            tags=read_tags(self.tags.data or ""),
            difficulties=tuple(one for one in Difficulty if one in (self.difficulties.data or [])),
        )


def read_tags(typed: str) -> tuple[str, ...]:
    """Tags as they are compared, from a list apart by commas of either script."""
    listed = (" ".join(tag.split()).casefold() for tag in typed.replace("،", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in listed if tag))


def source_of(course: str, category: Path) -> str:
    """A bank, or a folder of it, as a control sends it: slug:fees/markets."""
    return f"{course}:{'/'.join(category)}"


def read_source(text: str) -> tuple[str, Path]:
    course, _colon, path = text.partition(":")
    return course, tuple(part for part in path.split("/") if part)[:DEEPEST]


def sources(banks: Iterable[UsableBank]) -> dict[str, list[tuple[str, str]]]:
    """The banks with their folders: (value, label) under the name of each bank."""
    found: dict[str, list[tuple[str, str]]] = {}
    for bank in banks:
        label = _label(bank, set(found))
        whole = [(source_of(bank.course, ()), str(_("The whole bank")))]
        found[label] = whole + [
            (source_of(bank.course, folder.path), folder_name(folder)) for folder in bank.folders
        ]
    return found


def folder_name(folder: Folder) -> str:
    """The titles of a folder and of those above it."""
    return " › ".join(map(localised, folder.titles))


def _label(bank: UsableBank, taken: set[str]) -> str:
    if not bank.course:
        return str(_("This course"))
    title = localised(bank.title) or bank.course
    return title if title not in taken else f"{title} ({bank.course})"


def _sources(banks: Iterable[UsableBank], pool: Pool | None) -> dict[str, Any]:
    found: dict[str, Any] = dict(sources(banks))
    if not any(value.startswith(":") for listed in found.values() for value, _name in listed):
        found = {str(_("This course")): [(":", str(_("The whole bank")))]} | found
    named = source_of(pool.course, pool.category) if pool else ":"
    if not any(value == named for listed in found.values() for value, _name in listed):
        found[str(_("Not to be used any more"))] = [(named, named)]
    return found
