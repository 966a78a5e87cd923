"""Power cuts. A file system in memory that forgets what was not synced, at any moment.

Killing a process loses nothing that it handed to the kernel, so kills cannot tell
synchronous=FULL from NORMAL. Here the statements of the real app are played once more on an SQLite
over such a file system; at many moments what a disk would then hold is laid out as files and opened
by an everyday SQLite.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw
import sqlalchemy as sa

from bench.faulting.chance import dice

NAME = "own.db"
FEW_PAGES = 50  # a checkpoint after as many, so that cuts fall into checkpoints too
Files = dict[str, bytes]


@dataclass(frozen=True)
class Recording:
    """What the app said to SQLite: its settings of a connection, and each writing transaction."""

    start: bytes
    pragmas: tuple[str, ...]
    transactions: tuple[tuple[str, ...], ...]


@dataclass
class Losses:
    """What became of `acknowledged` transactions, added up over all `cuts`."""

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    cuts_with_loss: int = 0
    broken: int = 0  # integrity_check failed, or no state that ever was


@dataclass
class _File:
    """`now` is what programs read; `safe` is on the disk; `pending` may or may not be."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    pending: list[Callable[[bytearray], None]] = field(default_factory=list)

    def change(self, act: Callable[[bytearray], None]) -> None:
        act(self.now)
        self.pending.append(act)

    def sync(self) -> None:
        self.safe, self.pending = bytes(self.now), []

    def after_cut(self, keeps: Callable[[], bool]) -> bytes:
        found = bytearray(self.safe)
        for act in self.pending:
            if keeps():
                act(found)
        return bytes(found)


class Disk(apsw.VFS):
    """The files of one machine. `moment` is called before each write and each sync."""

    def __init__(self, moment: Callable[[], None]) -> None:
        self.name, self.files, self.moment = f"disk-{uuid4()}", dict[str, _File](), moment
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        text = name.filename() if isinstance(name, apsw.URIFilename) else name or str(uuid4())
        flags[1] = flags[0]
        return _Handle(self, self.files.setdefault(text, _File()))

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.files.pop(filename, None)

    def xAccess(self, pathname: str, flags: int) -> bool:
        return pathname in self.files

    def xFullPathname(self, filename: str) -> str:
        return filename

    def after_cut(self, keeps: Callable[[], bool]) -> Files:
        return {name: file.after_cut(keeps) for name, file in self.files.items()}


class _Handle:
    """An open file as SQLite asks for it."""

    def __init__(self, disk: Disk, file: _File) -> None:
        self.disk, self.file = disk, file

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.file.now[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.moment()
        kept = bytes(data)
        self.file.change(lambda content: _put(content, kept, offset))

    def xTruncate(self, size: int) -> None:
        self.disk.moment()
        self.file.change(lambda content: _cut_to(content, size))

    def xSync(self, flags: int) -> None:
        self.disk.moment()
        self.file.sync()

    def xFileSize(self) -> int:
        return len(self.file.now)

    def xDeviceCharacteristics(self) -> int:
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE  # as SQLite takes it of every Unix

    def xSectorSize(self) -> int:
        return 4096

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xLock(self, level: int) -> None:
        """One connection: nobody to keep out."""

    def xUnlock(self, level: int) -> None:
        """As above."""

    def xCheckReservedLock(self) -> bool:
        return False

    def xClose(self) -> None:
        """The file stays."""


def _put(content: bytearray, data: bytes, offset: int) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _cut_to(content: bytearray, size: int) -> None:
    del content[size:]


@contextmanager
def recording(database: Path) -> Iterator[Callable[[], Recording]]:
    """Note what is said to SQLite on connections that open in the block.

    Gives a function that hands over the recording. Nothing else may have the database open.
    """
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    start = database.read_bytes()
    said: list[tuple[int, str]] = []

    def note(connection: Any, record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(lambda sql: said.append((id(connection), sql)))

    sa.event.listen(sa.Engine, "connect", note, insert=True)
    try:
        yield lambda: Recording(start, _pragmas(said), _transactions(said))
    finally:
        sa.event.remove(sa.Engine, "connect", note)


def _pragmas(said: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    settings = (sql.strip(" ;") for _, sql in said)
    return tuple(dict.fromkeys(sql for sql in settings if sql.startswith("PRAGMA")))


def _transactions(said: Sequence[tuple[int, str]]) -> tuple[tuple[str, ...], ...]:
    """The writing transactions that were committed, in the order of their commits."""
    running: dict[int, list[str]] = {}
    done = []
    for connection, sql in said:
        word = sql.split(None, 1)[0].upper()
        if sql == "BEGIN IMMEDIATE":
            running[connection] = []
        elif connection in running and word in {"COMMIT", "ROLLBACK"}:
            statements = running.pop(connection)
            if word == "COMMIT":
                done.append(tuple(statements))
        elif connection in running and word != "SELECT":
            running[connection].append(sql)
    return tuple(done)


def cut(
    played: Recording, *, cuts: int, keep: float, folder: Path, synchronous: str = ""
) -> Losses:
    """Cut the power at so many moments; of the unsynced writes each is kept with chance `keep`.

    `synchronous` stands in for what the app asks SQLite for.
    """
    states = _states(played, folder)
    chance = dice(synchronous, keep, cuts)
    moments = _play(played, synchronous, lambda number, acknowledged, disk: None)
    chosen = set(chance.sample(range(moments), min(cuts, moments)))
    losses = Losses()

    def look(number: int, acknowledged: int, disk: Disk) -> None:
        if number in chosen:
            files = disk.after_cut(lambda: chance.random() < keep)
            _count(losses, acknowledged, _found(files, folder), states)

    _play(played, synchronous, look)
    return losses


def _count(losses: Losses, acknowledged: int, found: str, states: dict[str, int]) -> None:
    losses.cuts += 1
    losses.acknowledged += acknowledged
    if found not in states or states[found] > acknowledged + 1:
        losses.broken += 1
        return
    lost = max(0, acknowledged - states[found])
    losses.lost += lost
    losses.cuts_with_loss += lost > 0


def _play(played: Recording, synchronous: str, look: Callable[[int, int, Disk], None]) -> int:
    """Run all transactions on a disk of its own; how many moments there were."""
    moments, acknowledged = 0, 0

    def moment() -> None:
        nonlocal moments
        look(moments, acknowledged, disk)
        moments += 1

    disk = Disk(moment)
    disk.files[NAME] = _File(bytearray(played.start), played.start)
    connection = apsw.Connection(NAME, vfs=disk.name)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # WAL without shared memory
        for pragma in played.pragmas:
            connection.execute(pragma)
        if synchronous:
            connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint={FEW_PAGES}")
        for statements in played.transactions:
            connection.execute("BEGIN IMMEDIATE")
            for sql in statements:
                connection.execute(sql)
            connection.execute("COMMIT")
            acknowledged += 1
        disk.moment = lambda: None  # closing is no part of the story
    finally:
        connection.close()
        disk.unregister()
    return moments


def _states(played: Recording, folder: Path) -> dict[str, int]:
    """The digest of the whole database after each number of transactions."""
    place = folder / "reference.db"
    place.write_bytes(played.start)
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=OFF")
        states = {_digest(connection): 0}
        for number, statements in enumerate(played.transactions, 1):
            connection.execute("BEGIN IMMEDIATE")
            for sql in statements:
                connection.execute(sql)
            connection.execute("COMMIT")
            states[_digest(connection)] = number
    return states


def _found(files: Files, folder: Path) -> str:
    """The digest of what an everyday SQLite reads out of these files; "" when it is not sound."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / NAME)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return ""
            return _digest(connection)
    except sqlite3.DatabaseError:
        return ""
    finally:
        for path in folder.glob(f"{NAME}*"):
            path.unlink()


def _digest(connection: sqlite3.Connection) -> str:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    digest = hashlib.sha256()
    for (table,) in tables.fetchall():
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own tables
            digest.update(repr((table, row)).encode())
    return digest.hexdigest()
