"""Pages for what went wrong: in the person's language, without touching database or session."""

from __future__ import annotations

from http import HTTPStatus

from flask import (
    Flask,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lms.errors import RuleBroken, TooMany


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RuleBroken, _rule)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:  # a redirect by the router
        return error
    if error.code == HTTPStatus.UNAUTHORIZED and not wants_json():
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("members.sign_in", next=back))
    headers = [(k, v) for k, v in error.get_headers() if k.lower() in {"allow", "retry-after"}]
    return _answer(error.code or 500, None, dict(headers))


def _rule(error: RuleBroken) -> ResponseReturnValue:
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return _answer(error.status, str(error), headers)


def _database(error: OperationalError) -> ResponseReturnValue:
    current_app.logger.exception("the database did not answer")
    return _answer(503, None, {"Retry-After": "5"})


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("unexpected error at %s %s", request.method, request.path)
    if current_app.config["TESTING"]:
        raise error
    return _answer(500, None, {})


def wants_json() -> bool:
    """Whether a script asked, so that the answer is problem+json and no page."""
    if request.is_json:
        return True
    if "json" not in request.headers.get("Accept", ""):
        return False  # browsers: their long lists need no reading
    kinds = ["text/html", "application/json"]
    return request.accept_mimetypes.best_match(kinds, "text/html") == "application/json"


def _answer(status: int, sentence: str | None, headers: dict[str, str]) -> ResponseReturnValue:
    title, advice = _words(status)
    if wants_json():
        body = jsonify(type="about:blank", title=title, status=status, detail=sentence or advice)
        body.mimetype = "application/problem+json"
        return body, status, headers
    page = render_template(
        "errors/error.html", status=status, title=title, advice=sentence or advice
    )
    return page, status, headers


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (
            _("That request was not complete"),
            _("The page may have been open too long. Go back, load it again, then send it."),
        ),
        401: (
            _("Please sign in"),
            _("You have been signed out. Sign in and try again."),
        ),
        403: (
            _("You may not do this"),
            _("Your role does not allow it. Ask your programme office if you need it."),
        ),
        404: (
            _("This page was not found"),
            _("The address may be wrong, or the page is not there for you any more."),
        ),
        405: (
            _("That is not possible here"),
            _("Go back and use the buttons on the page."),
        ),
        409: (
            _("That is not possible now"),
            _("Something has changed in the meantime. Load the page again and look once more."),
        ),
        413: (
            _("That is too large"),
            _("Choose a smaller file or a shorter text, then send it again."),
        ),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
        503: (
            _("We will be back in a moment"),
            _("The service is busy or being renewed. Nothing is lost. Try again in a minute."),
        ),
    }
    something = (
        _("Something went wrong on our side"),
        _("It has been noted. Try again in a minute. What you had saved is still there."),
    )
    return words.get(status, words[400] if 400 <= status < 500 else something)
