"""Forms: shape and format, CSRF, and broken rules shown where the person can mend them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_translations
from flask_wtf import FlaskForm

from lms.db import db
from lms.errors import RuleBroken
from lms.i18n import locale


class _Translations:
    """WTForms' own sentences, in the language of the page."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(get_translations().ungettext(one, many, n))


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms. `form_errors` holds what belongs to no single field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:
            return _Translations() if locale() != "en" else None

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
