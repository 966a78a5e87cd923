"""Taking a member list over: a verdict for each row, and all of it in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import repeat
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from lms.audit.actions import record
from lms.db import db, now, random_ref
from lms.members.import_file import COLUMNS, MemberList, Row
from lms.members.models import Member, MemberSearchToken
from lms.members.numbering import new_number
from lms.members.searching import tokens

T = TypeVar("T")
BATCH = 1000
KEYS = ("external_number", "cnic", "email", "mobile")
SAID = {
    "external_number": "number",
    "cnic": "CNIC",
    "email": "e-mail address",
    "mobile": "mobile number",
}
OWN = frozenset({"name", "name_ur", "email", "mobile", "locale"})
"""What belongs to the member once the account is claimed: no list changes it any more."""

_NAMED = frozenset({"name", "name_ur", "external_number"})
_MEMBER = cast(sa.Table, Member.__table__)
_TOKEN = cast(sa.Table, MemberSearchToken.__table__)
_CHANGE = (
    sa.update(_MEMBER)
    .where(_MEMBER.c.id == sa.bindparam("key"))
    .values({name: sa.bindparam(name) for name in COLUMNS})
)
_columns = [Member.id, Member.number, Member.password_hash, *(getattr(Member, c) for c in COLUMNS)]


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What became of a row, with reasons for the person who keeps the list."""

    line: int
    outcome: Outcome
    name: str = ""
    number: str | None = None
    reasons: Sequence[str] = ()


@dataclass
class _Plan:
    """What is to be written: who is new, under which number, and the columns of who changes."""

    made: list[tuple[Row, str | None]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    renamed: list[dict[str, Any]] = field(default_factory=list)


def import_members(
    listed: MemberList,
    *,
    by_id: int | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> list[Verdict]:
    """Bring the members up to date with a list; roles and passwords are never taken from one.

    Every row is judged before the first is written: PostgreSQL keeps a plan that it made while the
    table was empty, and look-ups between the writes took minutes for what takes seconds.

    With `dry_run` nothing is written; the verdicts are the same, but who is new has no number yet.
    `progress` is told how many rows were just dealt with.
    """
    verdicts: list[Verdict] = []
    seen: dict[tuple[str, object], int] = {}
    numbers: Iterator[str | None] = repeat(None) if dry_run else _numbers()
    plan = _Plan()
    for rows in _batches(listed.rows):
        verdicts += _judge(rows, seen, numbers, plan)
        progress(len(rows))
    if not dry_run:
        _write(plan)
        record("members.imported", by_id, "import", len(verdicts), _sums(verdicts))
    return verdicts


def _sums(verdicts: Iterable[Verdict]) -> dict[str, int]:
    sums = {outcome.value: 0 for outcome in Outcome}
    for verdict in verdicts:
        sums[verdict.outcome] += 1
    return sums


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _judge(
    rows: Sequence[Row],
    seen: dict[tuple[str, object], int],
    numbers: Iterator[str | None],
    plan: _Plan,
) -> Iterator[Verdict]:
    known = _known(rows)
    for row in rows:
        refusal = row.refusal or _seen_before(row, seen)
        yield _refused(row, refusal) if refusal else _match(row, known, numbers, plan)


def _refused(row: Row, *reasons: str) -> Verdict:
    return Verdict(row.line, Outcome.REFUSED, str(row.values.get("name", "")), reasons=reasons)


def _seen_before(row: Row, seen: dict[tuple[str, object], int]) -> str | None:
    keys = [(key, row.values[key]) for key in KEYS if key in row.values]
    for key in keys:
        if key in seen:
            return f"has the same {SAID[key[0]]} as line {seen[key]}"
    seen.update(dict.fromkeys(keys, row.line))
    return None


_Known = Mapping[str, Mapping[object, Mapping[Any, Any]]]


def _known(rows: Sequence[Row]) -> _Known:
    """The members who have a key of these rows, by key and value."""
    known: dict[str, dict[object, Mapping[Any, Any]]] = defaultdict(dict)
    for key in KEYS:
        wanted = [row.values[key] for row in rows if key in row.values]
        select = sa.select(*_columns).where(getattr(Member, key).in_(wanted))
        for found in db.session.execute(select).mappings():
            known[key][found[key]] = found
    return known


def _match(row: Row, known: _Known, numbers: Iterator[str | None], plan: _Plan) -> Verdict:
    hits = {key: known[key][row.values[key]] for key in KEYS if row.values.get(key) in known[key]}
    target = hits.get("external_number") if "external_number" in row.values else None
    if "external_number" not in row.values and hits:
        target = next(iter(hits.values()))
    for key, hit in hits.items():
        if target is None or hit["id"] != target["id"]:
            return _refused(row, _belongs(key, hit))
    return _update(row, target, plan) if target else _create(row, next(numbers), plan)


def _belongs(key: str, member: Mapping[Any, Any]) -> str:
    has = member["external_number"]
    other = f"whose number is {has}" if has else "who has no number of this list yet"
    return f"its {SAID[key]} belongs to {member['number']}, {other}"


def _create(row: Row, number: str | None, plan: _Plan) -> Verdict:
    plan.made.append((row, number))
    return Verdict(row.line, Outcome.CREATED, str(row.values["name"]), number, row.notes)


def _update(row: Row, member: Mapping[Any, Any], plan: _Plan) -> Verdict:
    changes = {key: value for key, value in row.values.items() if member[key] != value}
    kept = sorted(OWN.intersection(changes)) if member["password_hash"] else []
    changes = {key: value for key, value in changes.items() if key not in kept}
    notes = [*row.notes, *(f"{key} is the member's own now and is kept" for key in kept)]
    verdict = Outcome.UPDATED if changes else Outcome.UNCHANGED
    if changes:
        after = {key: changes.get(key, member[key]) for key in COLUMNS} | {"key": member["id"]}
        plan.changed.append(after)
        if _NAMED.intersection(changes):
            plan.renamed.append(after)
    return Verdict(row.line, verdict, str(row.values["name"]), member["number"], notes)


def _numbers() -> Iterator[str]:
    """Member numbers that nobody has, each once."""
    given: set[str] = set()
    while True:
        drawn = {new_number() for _draw in range(BATCH)} - given
        taken = sa.select(Member.number).where(Member.number.in_(drawn))
        free = drawn - set(db.session.scalars(taken))
        given |= free
        yield from free


def _write(plan: _Plan) -> None:
    for changed in _batches(plan.changed):
        db.session.execute(_CHANGE, changed)
    for renamed in _batches(plan.renamed):
        ids = [row["key"] for row in renamed]
        db.session.execute(sa.delete(_TOKEN).where(_TOKEN.c.member_id.in_(ids)))
        _index((row["key"], row) for row in renamed)
    if plan.made:
        _make(plan.made)


def _make(made: Sequence[tuple[Row, str | None]]) -> None:
    """Insert the new members, read their ids back in one go, and index their words."""
    before = db.session.scalar(sa.select(sa.func.max(_MEMBER.c.id))) or 0
    moment, rows = now(), {random_ref(): new for new in made}
    for refs in _batches(list(rows)):
        values = [_values(*rows[ref], ref, moment) for ref in refs]
        db.session.execute(sa.insert(_MEMBER), values)
    # Not by RETURNING: psycopg takes a statement of 24,000 placeholders apart slowly.
    read_back = sa.select(_MEMBER.c.id, _MEMBER.c.ref).where(_MEMBER.c.id > before)
    ids = [(row.id, rows[row.ref][0]) for row in db.session.execute(read_back) if row.ref in rows]
    for some in _batches(ids):
        _index((member_id, row.values) for member_id, row in some)


def _values(row: Row, number: str | None, ref: str, moment: datetime) -> dict[str, Any]:
    return {
        **dict.fromkeys(COLUMNS),
        "locale": "en",
        **row.values,
        "number": number,
        "ref": ref,
        "is_blocked": False,
        "created_at": moment,
    }


def _index(members: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    words = [
        {"member_id": member_id, "token": word}
        for member_id, row in members
        for word in tokens([row.get("name"), row.get("name_ur")], [row.get("external_number")])
    ]
    db.session.execute(sa.insert(_TOKEN), words)
