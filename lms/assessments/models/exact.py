"""Exact numbers in the database."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sqlalchemy as sa


class Exact(sa.TypeDecorator[Fraction]):
    """An exact number, kept as text: 7, 7/3. A sum of many odd shares has hundreds of digits."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Fraction | None:
        return None if value is None else Fraction(value)
