"""The chain of seals. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


def seal(
    previous: str,
    *,
    at: datetime,
    verb: str,
    actor_id: int | None,
    object_kind: str,
    object_id: int,
    summary: Mapping[str, Any],
) -> str:
    """SHA-256 over the seal before and every value of the row, in one fixed spelling."""
    values = [
        previous,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        verb,
        actor_id,
        object_kind,
        object_id,
        dict(summary),
    ]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
