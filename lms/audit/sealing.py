"""The chain of seals. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
SEALED = ("at", "verb", "actor_id", "object_kind", "object_id", "summary")


def seal(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the seal before and the row's values named in SEALED, in one fixed spelling."""
    values = [previous, *(_plain(row[name]) for name in SEALED)]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
