"""What is asked about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.forms import Form

LONGEST_REASON = 300


def _strip(text: str | None) -> str:
    return " ".join((text or "").split())


class RevokeForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Please fill this in.")),
            Length(5, LONGEST_REASON, _l("Write between 5 and 300 characters.")),
        ],
        filters=[_strip],
        description=_l("Everyone who checks the certificate will read it. Name no third person."),
    )


class VerifyForm(Form):
    class Meta(Form.Meta):
        csrf = False  # it only looks something up

    q = StringField(
        _l("Number, code or link of the certificate"),
        [
            InputRequired(_l("Please fill this in.")),
            Length(max=300, message=_l("This is too long to be a number or a link.")),
        ],
        filters=[_strip],
        description=_l("The number stands on the certificate, for example 7K4M-92QX-3TBW-7."),
    )
