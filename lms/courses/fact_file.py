"""facts.yaml: what changes in the world, each value once, with its source. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from lms.courses.citations import KEY, fact_snapshot
from lms.courses.marked_yaml import Node, Reading, read_yaml
from lms.courses.places import Place, Problem

FACTS = "facts.yaml"
_FACT_KEY = re.compile(KEY)
_SOURCE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,480}")


@dataclass(frozen=True)
class FactSource:
    """One entry of facts.yaml; the fields are those of the Fact table."""

    key: str
    value: str | None
    unit: str | None
    text: Mapping[str, str]
    source_title: str
    source_url: str
    source_date: str | None
    certainty: str
    checked_on: date
    review_by: date
    status: str
    place: Place = field(compare=False)

    def snapshot(self) -> dict[str, Any]:
        """The fact as a revision keeps it."""
        return fact_snapshot(self)


def facts_at(path: Path, name: str) -> tuple[tuple[FactSource, ...], list[Problem]]:
    """The facts in a file that need not be there."""
    return read_facts(path, name) if path.is_file() else ((), [])


def read_facts(path: Path, name: str) -> tuple[tuple[FactSource, ...], list[Problem]]:
    """The facts that could be read, and what is wrong with the others; `name` is the file's."""
    node, problems = read_yaml(path, name)
    if node is None:
        return (), problems
    reading = Reading()
    if not isinstance(node.value, list):
        reading.problem(node.place, _("A list of facts is expected here."))
        return (), reading.problems
    facts: dict[str, FactSource] = {}
    for entry in node.value:
        if (fact := _fact(reading, entry)) is not None:
            if fact.key in facts:
                reading.problem(entry.place, _("“%(name)s” stands here twice.", name=fact.key))
            facts[fact.key] = fact
    return tuple(facts.values()), reading.problems


_FACT_ENTRIES = (
    *("key", "value", "unit", "text", "source", "certainty"),
    *("checked_on", "review_by", "status"),
)


def _fact(reading: Reading, node: Node) -> FactSource | None:
    if not reading.entries(node, _FACT_ENTRIES):
        return None
    source = node.get("source")
    if source is None or not reading.entries(source, ("title", "url"), ("date",)):
        return None
    fact = FactSource(
        key=reading.pattern(node, "key", _FACT_KEY, _("A key is written like tax.it_export.rate.")),
        value=reading.text(node, "value", longest=40) or None,
        unit=reading.text(node, "unit", longest=20) or None,
        text=reading.localised(node, "text", longest=300),
        source_title=reading.text(source, "title"),
        source_url=reading.pattern(
            source, "url", _ADDRESS, _("An address begins with https:// or http://.")
        ),
        source_date=_source_date(reading, source),
        certainty=reading.choice(node, "certainty", ("A", "B", "C", "D")),
        checked_on=reading.day(node, "checked_on"),
        review_by=reading.day(node, "review_by"),
        status=reading.choice(node, "status", ("stated", "check"), "check"),
        place=node.place,
    )
    return fact if fact.key else None


def _source_date(reading: Reading, source: Node) -> str | None:
    entry = source.get("date")
    if entry is None:
        return None
    value = str(entry.value)
    if _SOURCE_DATE.fullmatch(value):
        return value
    reading.problem(entry.place, _("A date is written as 2026, 2026-06 or 2026-06-30."))
    return None
