"""Controls that the forms of this room share, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.assessments.checking import MAX_TEXT
from lms.courses.forms import clean, tidy
from lms.web.forms import Form


def line(label: Any, *validators: Any, longest: int = 300, **options: Any) -> StringField:
    return StringField(label, [*validators, Length(max=longest)], filters=[tidy], **options)


def text(label: Any, *validators: Any, **options: Any) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=MAX_TEXT)], filters=[clean], **options)


def whole(label: Any, most: int, hint: Any) -> IntegerField:
    return IntegerField(label, [InputRequired(), NumberRange(0, most)], description=hint)


def saved_meanwhile(form: Form, values: Mapping[str, Any], version: str) -> list[tuple[str, str]]:
    """What stands in fields that somebody else changed; sent again, the form then replaces it.

    `values` and `version` are of what is saved now.
    """
    if form.version.data == version:
        return []
    form.version.data = version
    changed = ((name, _as_text(value)) for name, value in values.items() if name in form)
    return [
        (str(form[name].label.text), text)
        for name, text in changed
        if text != _as_text(form[name].data)
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_as_text(one) for one in value.values() if one)
    if isinstance(value, list):
        return " / ".join(filter(None, map(_as_text, value)))
    return "" if value is None else str(value)
