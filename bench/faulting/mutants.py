"""Planted faults: the app with one safety taken out. Each must be noticed.

They change what the app says to the database where they can, not its functions, so that they go on
biting when those are written anew. A mutant that bites nothing is not caught, and the run fails.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from lms.assessments import queries
from lms.assessments.queries import OpenedAttempt
from lms.db import reading

THINKING = 0.02  # seconds between looking and writing, as grading a long quiz may take
_STATE = re.compile(r"AND (attempt\.state = (?:\?|%\(\w+\)s(?:::\w+)?))")
_NEWER = re.compile(r"WHERE excluded\.seq > response\.seq")


def naive_submit() -> None:
    """Read, check, write: no lock while it looks, and no word of the state when it writes."""
    _rewrite(lambda sql: _STATE.sub(r"AND (\1 OR 1 = 1)", sql) if _is_grading(sql) else sql)

    def looks_first(member_id: int, ref: str) -> OpenedAttempt | None:
        with reading():
            attempt = queries.attempt_of(member_id, ref)
        time.sleep(THINKING)
        return attempt

    queries.attempt_for_grading = looks_first


def no_order() -> None:
    """What comes last stands, however old it is: no id and no number of an answer counts."""
    _rewrite(lambda sql: _NEWER.sub("", sql))


PLANT: dict[str, Callable[[], None]] = {"naive-submit": naive_submit, "no-order": no_order}


def _is_grading(sql: str) -> bool:
    return sql.startswith("UPDATE attempt SET") and "submitted_at" in sql


def _rewrite(change: Callable[[str], str]) -> None:
    """Change what is said to any database from now on."""

    def changed(
        connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool
    ) -> tuple[str, Any]:
        return change(sql), parameters

    sa.event.listen(sa.Engine, "before_cursor_execute", changed, retval=True)
