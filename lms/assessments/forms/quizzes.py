"""What authors of a quiz fill in: its title, and the rules that are frozen with its questions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from lms.assessments.forms.controls import line, whole
from lms.assessments.numbers import exact, written
from lms.assessments.review import PRESETS, Aspect, Moment, Review
from lms.assessments.settings import (
    MOST_QUESTIONS,
    Counts,
    Display,
    Mode,
    Navigation,
    QuizSettings,
)
from lms.courses.forms import TitleForm

MODES = {
    Mode.EXAM: _l("A test: answers are sent together at the end"),
    Mode.PRACTICE: _l("A practice: each answer can be checked at once, with hints"),
}
COUNTS = {
    Counts.HIGHEST: _l("The best attempt"),
    Counts.LAST: _l("The last attempt"),
    Counts.FIRST: _l("The first attempt"),
    Counts.AVERAGE: _l("The average of all attempts"),
}
DISPLAYS = {
    Display.ONE: _l("One question at a time"),
    Display.ALL: _l("All questions on one page"),
}
NAVIGATIONS = {
    Navigation.FREE: _l("Learners may go back and forth"),
    Navigation.SEQUENTIAL: _l("Forward only: a question that was left stays as it was answered"),
}
PRESET_NAMES = {
    "after-submit": _l("Everything at once"),
    "after-pass": _l("Everything, once they have passed"),
    "never": _l("The score only"),
}
MOMENTS = {
    Moment.DURING: _l("While they practise"),
    Moment.RIGHT_AFTER: _l("Right after sending"),
    Moment.WHILE_OPEN: _l("Later, while it is open"),
    Moment.AFTER_CLOSING: _l("After it has closed"),
}
ASPECTS = {
    Aspect.RESPONSE: _l("Their own answer"),
    Aspect.CORRECTNESS: _l("Whether it was right"),
    Aspect.MARKS: _l("Marks"),
    Aspect.KEY: _l("The right answer"),
    Aspect.FEEDBACK: _l("Why"),
}
SHARES = {
    Fraction(0): _l("nothing"),
    Fraction(1, 10): _l("a tenth"),
    Fraction(1, 4): _l("a quarter"),
    Fraction(1, 3): _l("a third"),
    Fraction(1, 2): _l("half"),
    Fraction(1): _l("all of it"),
}
"""Parts of a mark, as people say them."""


class NewQuizForm(TitleForm):
    """The title is enough to begin with."""


def _choices(names: Mapping[Any, Any]) -> list[Any]:
    return [SelectChoice(str(value), name) for value, name in names.items()]


def _cell(moment: Moment, aspect: Aspect) -> str:
    return f"{moment}:{aspect}"


_CELLS = {_cell(moment, aspect): (moment, aspect) for moment in Moment for aspect in Aspect}


class SettingsForm(TitleForm):
    """Title and rules of a quiz. `shown` holds the cells of the review matrix, as "moment:aspect".

    `version` names what the author began from.
    """

    mode = RadioField(_l("What it is"), choices=_choices(MODES))
    pass_mark = line(
        _l("Pass mark in percent"),
        InputRequired(),
        longest=20,
        description=_l("Of all marks, how many must be won."),
    )
    counts = RadioField(_l("Which attempt counts"), choices=_choices(COUNTS))
    draw = whole(
        _l("Questions to draw"),
        MOST_QUESTIONS,
        _l(
            "So many of the questions that are listed by name are asked; 0 asks all of them."
            " Draws from a bank come on top."
        ),
    )
    shuffle = BooleanField(_l("Shuffle the questions, each within its section"))
    shuffle_choices = BooleanField(_l("Shuffle the choices of each question"))
    display = RadioField(_l("On the page"), choices=_choices(DISPLAYS))
    navigation = RadioField(_l("On the way"), choices=_choices(NAVIGATIONS))
    try_penalty = SelectField(
        _l("Each wrong check and each hint takes"),
        description=_l("Of what the question is worth. Only in a practice."),
    )
    wrong_penalty = SelectField(
        _l("A wrong answer takes"),
        description=_l("Of what the question is worth. The score as a whole is never below 0."),
    )
    certainty = BooleanField(_l("Ask how sure they are, and grade by it"))
    shown = SelectMultipleField(
        _l("What learners see, and when"),
        choices=[
            SelectChoice(cell, f"{MOMENTS[moment]}: {ASPECTS[aspect]}")
            for cell, (moment, aspect) in _CELLS.items()
        ],
    )
    after_pass = BooleanField(_l("Only for those who have passed; the others see their marks"))
    version = HiddenField()

    @classmethod
    def made(cls, values: Mapping[str, Any], **more: Any) -> SettingsForm:
        """The form with these values, whatever shares of a mark they name."""
        form = cls(data={**values, **more})
        for name in ("try_penalty", "wrong_penalty"):
            form[name].choices = _share_choices(values[name])
        return form

    @classmethod
    def of_settings(cls, title: Mapping[str, str], settings: QuizSettings) -> dict[str, Any]:
        """The fields' values for a quiz as it is saved."""
        return cls.of(title) | {
            "mode": str(settings.mode),
            "pass_mark": written(settings.pass_mark),
            "counts": str(settings.counts),
            "draw": settings.draw,
            "shuffle": settings.shuffle,
            "shuffle_choices": settings.shuffle_choices,
            "display": str(settings.display),
            "navigation": str(settings.navigation),
            "try_penalty": str(settings.try_penalty),
            "wrong_penalty": str(settings.wrong_penalty),
            "certainty": settings.certainty,
            **cls.of_review(settings.review),
        }

    @staticmethod
    def of_review(review: Review) -> dict[str, Any]:
        """The values of the matrix for what may be seen when."""
        shown = [c for c, (moment, aspect) in _CELLS.items() if aspect in review.matrix[moment]]
        return {"shown": shown, "after_pass": review.after_pass}

    def choose(self, preset: str) -> None:
        """Fill the matrix with one that has a name; KeyError for another name."""
        values = self.of_review(PRESETS[preset])
        self.shown.data, self.after_pass.data = values["shown"], values["after_pass"]

    def validate_pass_mark(self, field: Any) -> None:
        mark = exact(field.data)
        if mark is None or not 0 <= mark <= 100:
            raise ValidationError(_("Write a number from 0 to 100."))

    def validate_navigation(self, field: Any) -> None:
        if field.data == Navigation.SEQUENTIAL and self.display.data == Display.ALL:
            raise ValidationError(_("Forward only needs one question at a time."))

    @property
    def review(self) -> Review:
        chosen = set(self.shown.data or [])
        matrix = {
            moment: frozenset(aspect for aspect in Aspect if _cell(moment, aspect) in chosen)
            for moment in Moment
        }
        return Review(matrix=matrix, after_pass=bool(self.after_pass.data))

    @property
    def settings(self) -> QuizSettings:
        """What was filled in; the form must be valid."""
        return QuizSettings(
            pass_mark=exact(self.pass_mark.data) or Fraction(0),
            counts=Counts(self.counts.data),
            draw=self.draw.data or 0,
            shuffle=self.shuffle.data,
            shuffle_choices=self.shuffle_choices.data,
            mode=Mode(self.mode.data),
            display=Display(self.display.data),
            navigation=Navigation(self.navigation.data),
            wrong_penalty=Fraction(self.wrong_penalty.data),
            try_penalty=Fraction(self.try_penalty.data),
            certainty=self.certainty.data,
            review=self.review,
        )


def _share_choices(value: str) -> list[Any]:
    """The usual parts of a mark, and the one that a package brought."""
    shares = dict(SHARES)
    own = Fraction(value)
    if own not in shares:
        shares[own] = written(own, 4)
    return [SelectChoice(str(share), shares[share]) for share in sorted(shares)]
