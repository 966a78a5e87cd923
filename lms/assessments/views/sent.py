"""What a browser sends of an attempt: operations as JSON, or the whole page as a form.

Both are read before the writing transaction opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import abort, g, request

from lms.assessments.actions import Filled, Heard, Op, changes_of_form
from lms.assessments.actions.saving import HIGHEST_SEQ
from lms.assessments.grading import CERTAINTIES
from lms.assessments.kinds.item import field_text
from lms.assessments.queries import OpenedAttempt
from lms.assessments.signals import MOST_AT_ONCE, Noticed, read_noticed

MOST_OPS = 200
MOST_BYTES = 256 * 1024
MOST_TEXTS = 200
_OP_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PAGE = re.compile(r"[A-Za-z0-9_-]{1,40}")  # with a slot behind it, it names an operation


@dataclass(frozen=True)
class PageSent:
    """The page as a form: what stands there now for each question it asked, by its number."""

    given: dict[int, Filled]
    token: str
    seen: int


@dataclass(frozen=True)
class Sent:
    """What was sent; `is_confirmed` when unanswered questions are meant to stay so.

    `heard` says which page of which browser sent it, and what it noticed; `position` where a
    sequential attempt stood on it; `hints` how many hints of a question it showed.
    """

    ops: tuple[Op, ...] = ()
    page: PageSent | None = None
    is_confirmed: bool = False
    heard: Heard = field(default_factory=Heard)
    position: int = 0
    hints: int = 0
    left_file: bool = False
    """Whether a file was chosen that did not come along, for another button sends it."""

    def ops_for(self, attempt: OpenedAttempt) -> list[Op]:
        """The operations to store; a form is first held against what is stored."""
        if self.page is None:
            return list(self.ops)
        return changes_of_form(attempt, self.page.given, self.page.token, self.page.seen)


def sent() -> Sent:
    """What this request brought, as `@prepare(read)` left it."""
    return g.prepared  # type: ignore[no-any-return]


def read() -> Sent:
    """Read the body; 400 when no page or script of ours sends such a thing, 413 when too long."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    return _from_json(_json()) if request.is_json else read_page()


def _json() -> Any:
    try:
        return request.get_json()
    except RecursionError:  # brackets in brackets in brackets
        abort(400)


def _from_json(body: Any) -> Sent:
    if not isinstance(body, dict):
        abort(400)
    return Sent(
        ops_in(body),
        is_confirmed=body.get("confirmed") is True,
        heard=Heard(_tab(body.get("page")), _noticed(body)),
        position=_whole(body.get("position", 0), 0),
        hints=_whole(body.get("hints", 0), 0),
    )


def ops_in(body: dict[str, Any]) -> tuple[Op, ...]:
    """The operations in a body of ours; 400 when they cannot be."""
    listed = body.get("ops", [])
    if not isinstance(listed, list) or len(listed) > MOST_OPS:
        abort(400)
    return tuple(map(_op, listed))


def _tab(name: Any) -> str | None:
    if name is None:
        return None
    return name if isinstance(name, str) and _PAGE.fullmatch(name) else abort(400)


def _noticed(body: dict[str, Any]) -> tuple[Noticed, ...]:
    """What the browser noticed; what is none of it is left out, for no answer hangs on it."""
    listed, sent_at = body.get("events"), body.get("now")
    if not isinstance(listed, list) or isinstance(sent_at, bool):
        return ()
    if not isinstance(sent_at, int | float):
        return ()
    read = (read_noticed(row, sent_at) for row in listed[:MOST_AT_ONCE])
    return tuple(one for one in read if one is not None)


def _op(row: Any) -> Op:
    if not isinstance(row, dict):
        abort(400)
    name, slot, seq = row.get("id"), row.get("question"), row.get("seq")
    if not isinstance(name, str) or not _OP_ID.fullmatch(name):
        abort(400)
    certainty = row.get("certainty")
    return Op(
        name,
        _whole(slot, 0),
        _whole(seq, 1),
        _texts(row.get("value")),
        None if certainty is None else _certainty(certainty),
    )


def _certainty(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in CERTAINTIES:
        abort(400)
    return value


def _whole(value: Any, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        abort(400)
    return value if least <= value <= HIGHEST_SEQ else abort(400)


def _texts(value: Any) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [] if value is None else [value]
    if len(texts) > MOST_TEXTS or not all(isinstance(text, str) for text in texts):
        abort(400)
    return tuple(text.replace("\r\n", "\n") for text in texts if text)


def read_page() -> Sent:
    """The page as a form; 400 when no page of ours sends such a thing."""
    form = request.form
    rest: dict[str, Any] = {
        "is_confirmed": "confirmed" in form,
        "position": _number(form.get("position", "0")),
        "hints": _number(form.get("hints", "0")),
        "left_file": any(name.endswith(".file") and text for name, text in form.items()),
    }
    if "page" not in form:  # a button alone, without answers
        return Sent(**rest)
    if not _PAGE.fullmatch(form["page"]):
        abort(400)
    asked = [_number(text) for text in form.getlist("asked")[:MOST_OPS]]
    given = {slot: Filled(_texts(_entries(slot)), _said_certainty(slot)) for slot in asked}
    page = PageSent(given, form["page"], _number(form.get("seen", "")))
    return Sent(page=page, **rest)


def _entries(slot: int) -> list[str]:
    """What stands in the controls of a question: `q3` bare, `q3.2` with its part before it."""
    prefix = f"q{slot}."
    parts = (
        field_text(name.removeprefix(prefix), text)
        for name, text in request.form.items(multi=True)
        if name.startswith(prefix) and not name.endswith(".file") and text
    )
    return [*request.form.getlist(f"q{slot}"), *parts]


def answer_of(slot: int) -> tuple[str, ...]:
    """What stands in the controls of one question of the form."""
    return _texts(_entries(slot))


def _said_certainty(slot: int) -> int | None:
    said = request.form.get(f"c{slot}", "")
    return _certainty(_number(said)) if said else None


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,16}", text) else abort(400)
