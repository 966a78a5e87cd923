"""Controls that the forms of this room share, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired, Length, NumberRange

from lms.assessments.checking import MAX_TEXT
from lms.courses.forms import clean, tidy
from lms.i18n import format_moment
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
    changed = ((form[name], value) for name, value in values.items() if name in form)
    return [
        (str(field.label.text), _as_text(_named(field, value)))
        for field, value in changed
        if _as_text(value) != _as_text(field.data)
    ]


def _named(field: Any, value: Any) -> Any:
    """What the person reads where the value itself is a code."""
    if not isinstance(field, SelectFieldBase) or not getattr(field, "choices", None):
        return value
    names = {str(choice[0]): choice[1] for choice in field.iter_choices()}
    chosen = value if isinstance(value, list) else [value]
    return [str(names.get(str(one), one)) for one in chosen]


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_as_text(one) for one in value.values() if one)
    if isinstance(value, list):
        return " / ".join(filter(None, map(_as_text, value)))
    if isinstance(value, datetime):
        return format_moment(value)
    return "" if value is None else str(value)
