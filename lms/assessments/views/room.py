"""The room's one blueprint, and what its templates may ask for."""

from collections.abc import Mapping

from flask import Blueprint, url_for
from markupsafe import Markup

from lms.assessments import rendering
from lms.assessments.acts import connect
from lms.assessments.rendering import NOTHING, Html

bp = Blueprint("assessments", __name__)
bp.record_once(lambda state: connect())  # the audit log learns how our acts read


def _address(ref: str, name: str) -> str:
    return url_for("media.file", ref=ref, name=name)


@bp.app_template_global()
def prose(source: str, values: Html = NOTHING, html: Html = NOTHING) -> Markup:
    """A text of a question; `html` is the frozen one of its paper."""
    return rendering.prose(source, values, html, _address)


@bp.app_template_global()
def prose_inline(source: str, values: Html = NOTHING, html: Html = NOTHING) -> Markup:
    """The same within a line."""
    return rendering.prose_inline(source, values, html, _address)


@bp.app_template_global()
def words_of(text: Mapping[str, str]) -> dict[str, str]:
    """The words of a question's text without its marks, for lists."""
    return {language: rendering.plain(source) for language, source in text.items()}


@bp.app_template_global()
def prose_plain(source: str, values: Html = NOTHING) -> str:
    """The bare words of it, for what takes no markup: an entry of a list, a title."""
    return rendering.plain(source, values)
