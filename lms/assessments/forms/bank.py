"""What authors fill in at a question bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.assessments.actions.sharing import ALL, NOBODY, SOME
from lms.assessments.folders import Folder, Tree
from lms.assessments.forms.controls import line
from lms.assessments.kinds.item import Difficulty
from lms.assessments.kinds.stem import LONGEST_TAG, MOST_TAGS
from lms.assessments.models import Quiz
from lms.assessments.numbers import exact
from lms.assessments.pools import Path
from lms.courses.actions.facts import FactSaid, fact_version
from lms.courses.forms import TitleForm, apart, in_languages, tidy
from lms.courses.models import Course, Fact
from lms.db import now
from lms.i18n import local_day, localised
from lms.web.forms import Form

DIFFICULTY_NAMES = {
    Difficulty.EASY: _l("Easy"),
    Difficulty.MEDIUM: _l("Medium"),
    Difficulty.HARD: _l("Hard"),
}
SCOPE_NAMES = {
    NOBODY: _l("Nobody: only this course uses it"),
    SOME: _l("These courses"),
    ALL: _l("All courses"),
}
USUAL_PAUSE = timedelta(days=182)
LONGEST_PAUSE = timedelta(days=3 * 366)
AT_TOP = ""


def folder_choices(folders: Iterable[Folder], nowhere: Any) -> list[SelectChoice]:
    """Categories to choose from, those within others further in."""
    indent = "\N{EM SPACE}"
    return [SelectChoice(AT_TOP, nowhere)] + [
        SelectChoice(one.name, f"{indent * one.depth}{localised(one.title)}") for one in folders
    ]


class CategoryForm(TitleForm):
    """A category's title, and where it stands."""

    parent = SelectField(_l("Stands in"))

    @classmethod
    def among(cls, folders: Iterable[Folder], **options: Any) -> CategoryForm:
        form = cls(**options)
        form.parent.choices = folder_choices(folders, _("No other category"))
        return form


class FilingForm(Form):
    """Where a question stands; the name is one that no kind of question has a field of."""

    shelf = SelectField(_l("Category"))

    @classmethod
    def among(cls, tree: Tree, **options: Any) -> FilingForm:
        form = cls(**options)
        form.shelf.choices = folder_choices(tree.folders, _("No category"))
        return form

    @property
    def path(self) -> Path:
        """The way down to the category; () for none."""
        return tuple(filter(None, (self.shelf.data or "").split("/")))


class TagsForm(Form):
    """Tags, with commas between them."""

    tags = line(
        _l("Tags"),
        InputRequired(_l("Write one tag at least.")),
        description=_l("Several with a comma between them."),
    )

    def validate_tags(self, field: Any) -> None:
        if not self.chosen:
            raise ValidationError(_("Write one tag at least."))
        if len(self.chosen) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in self.chosen):
            sentence = _(
                "Give at most %(most)s tags of at most %(longest)s letters.",
                most=MOST_TAGS,
                longest=LONGEST_TAG,
            )
            raise ValidationError(sentence)

    @property
    def chosen(self) -> list[str]:
        """The tags as they are compared: small letters, single spaces, each once."""
        typed = (self.tags.data or "").replace("،", ",").split(",")
        return list(dict.fromkeys(tag for one in typed if (tag := tidy(one).casefold())))


class DifficultyForm(Form):
    difficulty = RadioField(
        _l("Difficulty"),
        choices=[SelectChoice(str(one), name) for one, name in DIFFICULTY_NAMES.items()]
        + [SelectChoice("-", _l("Not said"))],
        validators=[InputRequired(_l("Choose one of these."))],
    )

    @property
    def chosen(self) -> Difficulty | None:
        return None if self.difficulty.data == "-" else Difficulty(self.difficulty.data)


class QuizChoiceForm(Form):
    """The quiz that questions are put into."""

    quiz = SelectField(_l("Quiz"), validators=[InputRequired(_l("Choose one of these."))])

    @classmethod
    def among(cls, quizzes: Iterable[Quiz]) -> QuizChoiceForm:
        form = cls()
        courses: dict[str, list[SelectChoice]] = {}
        for quiz in quizzes:
            choice = SelectChoice(str(quiz.id), localised(quiz.title))
            courses.setdefault(localised(quiz.course.title), []).append(choice)
        form.quiz.choices = courses
        return form


class SharingForm(Form):
    """Whom the bank is shared with. `confirmed` once it was said who loses it."""

    scope = RadioField(
        _l("Who may use this bank"),
        choices=[SelectChoice(scope, name) for scope, name in SCOPE_NAMES.items()],
        validators=[InputRequired(_l("Choose one of these."))],
    )
    courses = SelectMultipleField(
        _l("Courses"), widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=False
    )
    other = line(
        _l("More courses, by their name in the address"),
        description=_l("Several with a comma between them, as: keep-your-books, price-your-work."),
    )
    confirmed = BooleanField(_l("Stop sharing with them all the same"))

    @classmethod
    def among(cls, courses: Sequence[Course], **options: Any) -> SharingForm:
        form = cls(**options)
        form.courses.choices = [SelectChoice(one.slug, localised(one.title)) for one in courses]
        return form

    @property
    def slugs(self) -> list[str]:
        """The courses that are meant, by their name in the address."""
        typed = (self.other.data or "").replace("،", ",").split(",")
        return list(dict.fromkeys(filter(None, [*(self.courses.data or []), *map(tidy, typed)])))


class FactForm(Form):
    """A fact that was looked at again. `version` names what the person began from."""

    review_by = DateField(
        _l("Look again on"),
        [InputRequired(_l("Say when somebody must look again."))],
        default=lambda: local_day(now()) + USUAL_PAUSE,
    )
    version = HiddenField()

    def validate_review_by(self, field: Any) -> None:
        today = local_day(now())
        if field.data is None or not today < field.data <= today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day after today, within three years."))

    @classmethod
    def of_fact(cls, fact: Fact) -> dict[str, Any]:
        """The fields' values for a fact as it is saved."""
        return {"version": fact_version(fact)}

    @property
    def day(self) -> date:
        """The day that was filled in; the form must be valid."""
        if self.review_by.data is None:
            raise ValueError("the form is not valid")
        return self.review_by.data


class FactValueForm(FactForm):
    """A fact that says something else now."""

    value = line(
        _l("Number to compute with"),
        Optional(),
        longest=40,
        description=_l(
            "As 20 or 0.25, without unit. Left empty, questions cannot compute with it."
        ),
    )
    text_en = line(_l("What it says, in English"))
    text_ur = line(_l("What it says, in Urdu"))
    source_title = line(_l("Name of the source"), InputRequired())
    source_url = StringField(
        _l("Address of the source"),
        [
            InputRequired(),
            Length(max=500),
            Regexp(
                r"https?://[^\s<>\"]{3,480}$",
                message=_l("An address begins with https:// or http://."),
            ),
        ],
        filters=[tidy],
    )

    def validate_value(self, field: Any) -> None:
        if field.data and exact(field.data) is None:
            raise ValidationError(_("Write a number, as 20 or 0.25."))

    def validate_text_en(self, field: Any) -> None:
        if not field.data and not self.text_ur.data:
            raise ValidationError(_("Write it in one language at least."))

    @classmethod
    def of_fact(cls, fact: Fact) -> dict[str, Any]:
        return {
            **super().of_fact(fact),
            **apart("text", fact.text),
            "value": fact.value or "",
            "source_title": fact.source_title,
            "source_url": fact.source_url,
        }

    @property
    def said(self) -> FactSaid:
        return FactSaid(
            value=self.value.data or None,
            text=in_languages(self, "text"),
            source_title=self.source_title.data or "",
            source_url=self.source_url.data or "",
        )
