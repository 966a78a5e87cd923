"""The room's one blueprint, and what its templates may ask for."""

from flask import Blueprint, url_for
from markupsafe import Markup

from lms.assessments import rendering
from lms.assessments.rendering import NOTHING, Html

bp = Blueprint("assessments", __name__)


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
def prose_plain(source: str, values: Html = NOTHING) -> str:
    """The bare words of it, for what takes no markup: an entry of a list, a title."""
    return rendering.plain(source, values)
