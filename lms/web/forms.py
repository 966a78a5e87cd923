"""Forms: shape and format, CSRF, and broken rules shown where the person can mend them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from lms.db import db
from lms.errors import RuleBroken

SENTENCES = {
    "This field is required.": _l("Please fill this in."),
    "Not a valid choice.": _l("Choose one of these."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number from %(min)s to %(max)s."),
    "Field cannot be longer than %(max)d characters.": _l("Write at most %(max)s characters."),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "Write %(min)s to %(max)s characters."
    ),
}
"""What WTForms says by itself (the plural, where it counts), and what we say in its place."""


class _Sentences:
    """WTForms asks here for its sentences: it gets ours, in the language of the page."""

    def gettext(self, text: str) -> str:
        return str(SENTENCES.get(text, text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(SENTENCES.get(many, many))


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms. `form_errors` holds what belongs to no single field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:
            return _Sentences()

    @contextmanager
    def showing(self, *refusals: type[RuleBroken]) -> Iterator[None]:
        """Undo the block and show these refusals on the form in place of an error page."""
        try:
            with db.session.begin_nested():
                yield
                db.session.flush()
        except refusals as refusal:
            self.form_errors.append(str(refusal))


def render_page(template: str, form: Any = None, **context: Any) -> ResponseReturnValue:
    """The page, with status 422 when the form on it holds errors."""
    status = 422 if form is not None and form.errors else 200
    return render_template(template, form=form, **context), status
