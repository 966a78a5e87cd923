"""The constant parts of a lesson: made once when it is published, put together for each page. Pure.

A part is plain data, as it is stored:
{"kind": "text" | "note" | "task", "html": {"en": …, "ur": …}}
{"kind": "image", "alt": {…}, "caption": {…}, "media": {"ref", "name", "width", "height", "size"}}
{"kind": "download", "label": {…}, "media": {"ref", "name", "mime", "size"}}
{"kind": "quiz", "key": …} or another kind of an upper room.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from lms.courses import markdown
from lms.courses.lesson_text import DOWNLOAD, IMAGE, LANGUAGES, WRITTEN, PairedBlock
from lms.courses.outline import Gate

Part = dict[str, Any]


def make_parts(blocks: Iterable[PairedBlock], media: Mapping[str, Mapping[str, Any]]) -> list[Part]:
    """The parts of a lesson. `media` holds what is known of its pictures and files, by path.

    A path that is not there gives no part: a draft may be previewed before it is whole.
    """
    taken: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
    return [part for block in blocks if (part := _part(block, media, taken)) is not None]


def _part(
    block: PairedBlock,
    media: Mapping[str, Mapping[str, Any]],
    taken: Mapping[str, dict[str, int]],
) -> Part | None:
    if block.kind not in WRITTEN:
        return {"kind": block.kind, "key": block.target}
    if block.kind not in {IMAGE, DOWNLOAD}:
        html = {name: markdown.render(text, taken[name]) for name, text in block.text.items()}
        return {"kind": block.kind, "html": html}
    if block.target not in media:
        return None
    part: Part = {"kind": block.kind, "media": dict(media[block.target])}
    if block.kind == DOWNLOAD:
        return part | {"label": {name: markdown.plain(t) for name, t in block.text.items()}}
    return part | {"alt": dict(block.text), "caption": dict(block.caption)}


def gates(parts: Iterable[Part]) -> tuple[Gate, ...]:
    """The blocks of upper rooms' kinds among the parts: each must be done before the lesson is."""
    return tuple(Gate(part["kind"], part["key"]) for part in parts if "key" in part)


def data_bytes(parts: Iterable[Part]) -> int:
    """What reading them costs, in the language that costs most: text compressed, and pictures.

    A download is not counted: it says its own size.
    """
    given = list(parts)
    texts = max(len(zlib.compress(_text(given, language).encode())) for language in LANGUAGES)
    return texts + sum(int(part["media"]["size"]) for part in given if part["kind"] == IMAGE)


def _text(parts: Iterable[Part], language: str) -> str:
    return json.dumps(
        [part.get("html", {}).get(language, "") for part in parts], ensure_ascii=False
    )
