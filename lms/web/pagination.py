"""Long lists a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import abort, request, url_for

from lms.db import db

T = TypeVar("T")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: `items`, the `number` of the page (from 1), and how many `total`."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.per_page))

    def url(self, number: int) -> str:
        """This very list at another page, with its filters."""
        kept = {
            **(request.view_args or {}),
            **request.args.to_dict(flat=False),
            "page": number,
        }
        return url_for(request.endpoint or "", **kept)


def paginate(select: sa.Select[Any], per_page: int = 50, *, total: int | None = None) -> Page[Any]:
    """The page asked for by ?page=; a page that is not a number from 1 up is 404."""
    asked = request.args.get("page", "1")
    number = int(asked) if _NUMBER.fullmatch(asked) else abort(404)
    if total is None:
        total = db.session.scalar(
            sa.select(sa.func.count()).select_from(select.order_by(None).subquery())
        )
    rows = db.session.execute(select.limit(per_page).offset((number - 1) * per_page)).unique()
    single = len(select.column_descriptions) == 1
    return Page(rows.scalars().all() if single else rows.all(), number, per_page, total or 0)
