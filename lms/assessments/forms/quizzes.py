"""What authors of a quiz fill in: its title, its rules, and when it may be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.assessments.access import MOST_ATTEMPTS, MOST_MINUTES, QuizAccess
from lms.assessments.checking import Reader
from lms.assessments.forms.controls import whole
from lms.assessments.review import PRESETS
from lms.assessments.settings import MOST_QUESTIONS, QuizSettings
from lms.courses.forms import TitleForm

FEEDBACK_NAMES = {
    "after-submit": _l("As soon as the answers are sent"),
    "after-pass": _l("Once the learner has passed"),
    "never": _l("Never"),
}


class NewQuizForm(TitleForm):
    """The title is enough to begin with."""


class QuizForm(TitleForm):
    """Title and rules of a quiz. `version` names what the author began from."""

    pass_mark = whole(_l("Pass mark in percent"), 100, _l("Of all marks, how many must be won."))
    attempts = whole(_l("Attempts"), MOST_ATTEMPTS, _l("0 is as many as one likes."))
    time_limit = whole(_l("Minutes for one attempt"), MOST_MINUTES, _l("0 is no limit."))
    draw = whole(_l("Questions to draw"), MOST_QUESTIONS, _l("0 asks all of them."))
    shuffle = BooleanField(_l("Shuffle questions and choices"))
    feedback = RadioField(
        _l("When learners see what was right, and why"),
        choices=[SelectChoice(str(rule), name) for rule, name in FEEDBACK_NAMES.items()],
    )
    version = HiddenField()

    @classmethod
    def of_settings(
        cls, title: Mapping[str, str], settings: QuizSettings, access: QuizAccess
    ) -> dict[str, Any]:
        """The fields' values for a quiz as it is saved."""
        values = settings.dump() | {"pass_mark": int(settings.pass_mark)}
        preset = next((word for word, one in PRESETS.items() if one == settings.review), "")
        limits = {"attempts": access.attempts, "time_limit": access.time_limit}
        return cls.of(title) | values | limits | {"feedback": preset}

    @property
    def settings(self) -> QuizSettings:
        """What was filled in; the form must be valid."""
        names = ("pass_mark", "draw", "shuffle", "feedback")
        return QuizSettings.read(Reader({name: self[name].data for name in names}))

    @property
    def access(self) -> QuizAccess:
        """What was filled in; the form must be valid."""
        names = ("attempts", "time_limit")
        return QuizAccess.read(Reader({name: self[name].data for name in names}))
