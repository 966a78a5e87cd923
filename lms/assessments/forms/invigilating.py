"""What staff fills in to change somebody's attempt: a reason, always."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.assessments.access import MOST_MINUTES
from lms.courses.forms import clean
from lms.web.forms import Form

LONGEST_REASON = 300


class ReasonForm(Form):
    """Why it is done; the learner can be told."""

    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Please fill this in.")),
            Length(5, LONGEST_REASON, _l("Write between 5 and 300 characters.")),
        ],
        filters=[clean],
        description=_l("It stands in the log of the attempt and in the audit log."),
    )


class ExtendForm(ReasonForm):
    minutes = IntegerField(
        _l("Minutes to add"), [InputRequired(), NumberRange(1, MOST_MINUTES)], default=10
    )


class ReopenForm(ReasonForm):
    minutes = IntegerField(
        _l("Minutes from now"),
        [Optional(), NumberRange(1, MOST_MINUTES)],
        description=_l("Leave it empty and the attempt has no end."),
    )


class HandInForm(Form):
    file = FileField(_l("File with answers"), [InputRequired(_l("Choose the file first."))])
