"""What authors say of when and how often a quiz may be taken, and for whom it is different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.assessments.access import (
    LONGEST_PASSWORD,
    MOST_ATTEMPTS,
    MOST_DELAY,
    MOST_GRACE,
    MOST_MINUTES,
    Granted,
    QuizAccess,
)
from lms.assessments.acts import RULES
from lms.assessments.forms.controls import line, whole
from lms.assessments.forms.moments import MomentField
from lms.courses.forms import clean, lines
from lms.i18n import format_moment
from lms.web.forms import Form

LONGEST_REASON = 300
NAMES = tuple(RULES)


class AccessForm(Form):
    """`version` names what the author began from."""

    opens_at = MomentField(RULES["opens_at"], _l("Leave it empty to open it at once."))
    closes_at = MomentField(
        RULES["closes_at"], _l("Leave it empty to keep it open. Open attempts end then.")
    )
    time_limit = whole(RULES["time_limit"], MOST_MINUTES, _l("0 is no limit."))
    grace = whole(
        RULES["grace"],
        MOST_GRACE,
        _l("So long after the end, answers that are on their way are still taken."),
    )
    attempts = whole(RULES["attempts"], MOST_ATTEMPTS, _l("0 is as many as one likes."))
    delay = whole(RULES["delay"], MOST_DELAY, _l("0 lets them try again at once."))
    outage_cap = whole(
        RULES["outage_cap"],
        MOST_MINUTES,
        _l("The most that a learner gets back who lost the connection. 0 gives nothing back."),
    )
    password = line(
        RULES["password"],
        longest=LONGEST_PASSWORD,
        description=_l("Learners type it to begin. Leave it empty to ask for none."),
    )
    addresses = TextAreaField(
        RULES["addresses"],
        [Length(max=5_000)],
        filters=[clean],
        description=_l(
            "One a line, as 203.0.113.7 or 203.0.113.0/24. The quiz then begins only there,"
            " for example at a hub. Leave it empty to let everybody in."
        ),
    )
    version = HiddenField()

    @classmethod
    def of(cls, access: QuizAccess) -> dict[str, Any]:
        """The fields' values for access as it is saved."""
        values = {name: getattr(access, name) for name in NAMES}
        return values | {"addresses": "\n".join(access.addresses)}

    @property
    def access(self) -> QuizAccess:
        """What was filled in; the form must be valid."""
        values = {name: self[name].data for name in NAMES}
        return QuizAccess(**(values | {"addresses": tuple(lines(self.addresses.data or ""))}))

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape first, then what the rules say of the whole."""
        if not super().validate(extra_validators):
            return False
        for name, sentence in self.access.problems():
            self[name].errors = [*self[name].errors, sentence]
        return not self.errors


def differences(before: QuizAccess, after: QuizAccess) -> Iterator[tuple[Any, str, str]]:
    """What differs: the name of the rule, as it was, as it will be."""
    for name in NAMES:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield RULES[name], _said(name, old), _said(name, new)


def _said(name: str, value: Any) -> str:
    if name in ("opens_at", "closes_at"):
        return format_moment(value) if value else str(_("no date"))
    if name in ("time_limit", "attempts") and not value:
        return str(_("no limit"))
    if name == "addresses":
        return ", ".join(value) or str(_("from everywhere"))
    return str(value) if value != "" else str(_("none"))


class ExceptionForm(Form):
    """What is to be different. Empty is as for everybody."""

    whom = HiddenField()
    extra_minutes = IntegerField(
        _l("Extra minutes"),
        [Optional(), NumberRange(0, MOST_MINUTES)],
        description=_l("Added to the time of each attempt."),
    )
    attempts = IntegerField(
        _l("Attempts in all"),
        [Optional(), NumberRange(0, MOST_ATTEMPTS)],
        description=_l("In place of the usual number; 0 is as many as one likes."),
    )
    opens_at = MomentField(_l("Opens for them"))
    closes_at = MomentField(_l("Closes for them"))
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(5, LONGEST_REASON)],
        filters=[clean],
        description=_l("Who looks at it later should understand why. Learners do not see it."),
    )

    @property
    def granted(self) -> Granted:
        """What was filled in; the form must be valid."""
        return Granted(
            extra_minutes=self.extra_minutes.data or 0,
            attempts=self.attempts.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
        )

    def validate_closes_at(self, field: Any) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            field.errors.append(_("The quiz must close after it opens."))


class EndExceptionForm(Form):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(5, LONGEST_REASON)], filters=[clean]
    )
