"""What an assessor gives for an answer."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, ValidationError

from lms.assessments.forms.controls import line, text
from lms.assessments.numbers import MAX_LENGTH, read_number, written
from lms.web.forms import Form


class MarkForm(Form):
    """The mark, exact as it is typed, and a comment. `looked_at` names what was marked so far."""

    mark = line(_l("Mark"), InputRequired(_l("Please fill this in.")), longest=MAX_LENGTH)
    comment = text(_l("Comment for the learner"))
    looked_at = HiddenField()

    def __init__(self, most: Fraction, **values: object) -> None:
        super().__init__(**values)
        self.most = most

    def validate_mark(self, field: object) -> None:
        if not 0 <= self.given <= self.most:
            most = written(self.most)
            raise ValidationError(_("Write a number from 0 to %(most)s, as 0.5.", most=most))

    @property
    def given(self) -> Fraction:
        """The mark; -1 for what is no number."""
        found = read_number(self.mark.data or "")
        return Fraction(-1) if found is None else found
