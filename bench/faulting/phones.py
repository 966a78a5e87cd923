"""Learners' phones: they save answers, send the attempt three times at once, and never give up.

What a phone was told goes into its diary; the verdict holds the database against all diaries.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

from bench.faulting.chance import dice
from bench.faulting.world import Desk

PATIENCE = 120.0  # seconds until a phone believes that no answer will ever come
TABS = 3  # that send one attempt at the same time
BATCHES = (2, 5)
BATCH = (1, 6)
OPEN, GRADED = 200, 200
CLOSED = 409


class GaveUp(RuntimeError):
    """One request was never answered well, however often it was sent."""


@dataclass
class Tally:
    """What all phones met so far. `replies` grows while anything moves at all.

    `is_hopeless` when there will be no server any more, so that nobody need wait for one.
    """

    replies: int = 0
    answers: int = 0
    submits: int = 0
    retries: int = 0
    server_errors: int = 0
    is_hopeless: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, **more: int) -> None:
        with self.lock:
            for name, number in more.items():
                setattr(self, name, getattr(self, name) + number)


@dataclass(frozen=True)
class Op:
    id: str
    question: int
    seq: int
    value: tuple[str, ...]

    def sent(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.question,
            "seq": self.seq,
            "value": list(self.value),
        }


@dataclass
class Diary:
    """What one phone sent and what it was told, of one attempt."""

    desk: Desk
    batches: list[list[Op]] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    replies: list[str] = field(default_factory=list)  # to sending the attempt, as they came
    grades: list[tuple[Any, ...]] = field(default_factory=list)  # as read after each such reply
    strange: list[str] = field(default_factory=list)  # replies that break the contract


class Line:
    """One connection of a phone. It sends again until somebody answers."""

    def __init__(self, port: int, desk: Desk, tally: Tally) -> None:
        self.port, self.desk, self.tally = port, desk, tally
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, payload: dict[str, Any]) -> tuple[int, str]:
        """The first reply that is no server's error, and its status."""
        body = json.dumps(payload).encode()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.tally.is_hopeless:
            try:
                self.connection.request("POST", path, body, self.desk.headers)
                answer = self.connection.getresponse()
                text = answer.read().decode()
            except (OSError, HTTPException):
                self._again(retries=1)
                continue
            if answer.status < 500:
                self.tally.count(replies=1)
                return answer.status, text
            self._again(retries=1, server_errors=1)
        raise GaveUp(path)

    def close(self) -> None:
        self.connection.close()

    def _again(self, **more: int) -> None:
        self.connection.close()
        self.tally.count(**more)
        time.sleep(0.05)


class Phone:
    """A learner at work on one attempt; `grade` reads what the database says of it."""

    def __init__(
        self, port: int, desk: Desk, tally: Tally, grade: Callable[[int], tuple[Any, ...]]
    ) -> None:
        self.port, self.desk, self.tally, self.grade = port, desk, tally, grade
        self.diary, self.dice = Diary(desk), dice("phone", desk.attempt_id)
        self.line, self.seq = Line(port, desk, tally), 0

    def run(self) -> Diary:
        for _ in range(self.dice.randint(*BATCHES)):
            self._save(self.line, self._batch(self._questions()))
            self._replay()
        self._save(self.line, self._batch(list(self.desk.choices), self.dice.random() < 0.6))
        self._replay()
        self._race()
        self._afterwards()
        self.line.close()
        return self.diary

    def _questions(self) -> list[int]:
        questions = list(self.desk.choices)
        return [self.dice.choice(questions) for _ in range(self.dice.randint(*BATCH))]

    def _batch(self, questions: Sequence[int], all_right: bool = False) -> list[Op]:
        batch = []
        for question in questions:
            self.seq += 1
            choices = self.desk.choices[question]
            value = choices[0] if all_right else self.dice.choice(choices)
            batch.append(Op(str(uuid4()), question, self.seq, value))
        self.diary.batches.append(batch)
        return batch

    def _save(self, line: Line, batch: list[Op], may_be_late: bool = False) -> None:
        """Send until it is known whether they count; what was said to be saved is written down."""
        ops = [op.sent() for op in batch]
        status, text = line.ask(f"{self.desk.path}/answers", {"ops": ops})
        said = _read(text)
        saved, sent = set(said.get("saved", ())), {op.id for op in batch}
        if status not in ({OPEN, CLOSED} if may_be_late else {OPEN}) or (
            status == OPEN and saved != sent
        ):
            self.diary.strange.append(f"a save was answered {status}: {text[:200]}")
        new = (saved & sent) - self.diary.acknowledged
        self.diary.acknowledged |= new
        self.tally.count(answers=len(new))

    def _replay(self) -> None:
        """A batch of before comes once more, late: the network had kept it."""
        old = self.dice.choice(self.diary.batches)
        if {op.id for op in old} <= self.diary.acknowledged:
            self._save(self.line, old)

    def _race(self) -> None:
        """Three tabs send the attempt while a fourth still saves."""
        start = threading.Barrier(TABS + 1)
        late = self._batch(self._questions())
        lines = [Line(self.port, self.desk, self.tally) for _ in range(TABS + 1)]

        def submit(line: Line) -> None:
            start.wait()
            self._submit(line)

        def save(line: Line) -> None:
            start.wait()
            self._save(line, late, may_be_late=True)

        with ThreadPoolExecutor(TABS + 1) as pool:
            works = [pool.submit(submit, line) for line in lines[:TABS]]
            works.append(pool.submit(save, lines[TABS]))
            for work in works:
                work.result()
        for line in lines:
            line.close()

    def _submit(self, line: Line) -> None:
        status, text = line.ask(f"{self.desk.path}/submit", {"ops": [], "confirmed": True})
        if status != GRADED:
            self.diary.strange.append(f"a submit was answered {status}: {text[:200]}")
            return
        self.diary.replies.append(text)
        self.diary.grades.append(self.grade(self.desk.attempt_id))
        self.tally.count(submits=1)

    def _afterwards(self) -> None:
        """What was saved still counts as saved, what is new comes too late, the grade stands."""
        known = [op for op in self.diary.batches[0] if op.id in self.diary.acknowledged]
        self._save(self.line, known)
        status, text = self.line.ask(
            f"{self.desk.path}/answers", {"ops": [op.sent() for op in self._batch([1])]}
        )
        if status != CLOSED:
            self.diary.strange.append(f"a save after the end was answered {status}: {text[:200]}")
        self._submit(self.line)


def use(
    port: int,
    desks: Sequence[Desk],
    tally: Tally,
    grade: Callable[[int], tuple[Any, ...]],
    *,
    clients: int,
) -> list[Diary]:
    """All attempts, by so many learners at a time; their diaries."""
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(lambda desk: Phone(port, desk, tally, grade).run(), desks))


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
