"""Runs: one load under one set of faults, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from bench.faulting import killing, power
from bench.faulting.chance import dice
from bench.faulting.killing import Killer
from bench.faulting.phones import GaveUp, Tally, use
from bench.faulting.postgres import Cluster, cluster
from bench.faulting.proxy import bad_network
from bench.faulting.site import Site, serving
from bench.faulting.verdict import Verdict, judge
from bench.faulting.world import Desk, desks, installation
from lms.assessments.models import Attempt
from lms.db import db, reading
from lms.web.app import App

ENGINES = ("sqlite", "postgresql")
CUT_REPLIES = 0.2
# What is acknowledged before it is on the disk gets there within three such delays.
FORGETFUL = {"synchronous_commit": "off", "wal_writer_delay": "2s"}
# What a promise that was acknowledged and not kept looks like: the attempt that is open again is
# graded once more, at another moment.
LOSSES = ("lost_answers", "lost_submits", "differing_replies")


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How much load, and what happens to it. `every` is the number of replies between two kills."""

    attempts: int
    clients: int = 6
    workers: int = 3
    every: int = 40
    plan: Sequence[str] = ()
    cut_replies: float = CUT_REPLIES


@dataclass
class Outcome:
    """What a run met, and the verdict on it."""

    verdict: Verdict
    tally: Tally
    kills: dict[str, int]
    cut_replies: int
    seconds: float
    back_after: float  # seconds from PostgreSQL's return to the first reply, the longest
    passed: int  # attempts that passed, so that a certificate hung on them

    def figures(self) -> dict[str, Any]:
        met = {
            "acknowledged_answers": self.tally.answers,
            "acknowledged_submits": self.tally.submits,
            "passed_attempts": self.passed,
            "retries": self.tally.retries,
            "server_errors_retried": self.tally.server_errors,
            "cut_replies": self.cut_replies,
            "kills": self.kills,
            "seconds": round(self.seconds, 1),
        }
        if self.back_after:
            met["first_reply_after_postgresql_came_back_s"] = round(self.back_after, 2)
        return met | {"broken": asdict(self.verdict)}


def storm(engine: str, faults: Faults, mutant: str = "", **options: str) -> Outcome:
    """Phones, a bad network and kills, on a new installation of that engine.

    `mutant` names a planted fault of the app, `options` are settings of PostgreSQL.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(cluster(**options)) if engine == "postgresql" else None
        database = server.url if server else f"sqlite:///{folder / power.NAME}"
        app = stack.enter_context(installation(folder, database))
        return _storm(app, folder, database, server, faults, mutant)


def _storm(
    app: App,
    folder: Path,
    database: str,
    server: Cluster | None,
    faults: Faults,
    mutant: str,
) -> Outcome:
    ready, tally = desks(app, faults.attempts), Tally()
    site = Site(folder, database, workers=faults.workers, mutant=mutant)
    killer = Killer(site, tally, faults.plan, faults.every, server)
    began, verdict = time.monotonic(), Verdict()
    with _grades(database) as grade:
        with serving(site), bad_network(site.port, faults.cut_replies) as network:
            with killing.killing(killer):
                try:
                    diaries = use(network.port, ready, tally, grade, clients=faults.clients)
                except GaveUp:
                    diaries, verdict = [], Verdict(never_answered=1)
            cuts, seconds = network.cuts, time.monotonic() - began
        with reading():
            verdict += judge(diaries, grade)
            passed = db.session.scalar(sa.select(sa.func.count(Attempt.id)).where(Attempt.passed))
    back = max(killer.back_after, default=0)
    return Outcome(verdict, tally, killer.kills, cuts, seconds, back, passed or 0)


_GRADE = "SELECT state, submitted_at, score, basis_points, passed FROM attempt WHERE id = :id"


@contextmanager
def _grades(database: str) -> Iterator[Callable[[int], tuple[Any, ...]]]:
    """A function that reads the grade of an attempt past the app, and waits while it cannot."""
    engine = sa.create_engine(database, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")

    def grade(attempt_id: int) -> tuple[Any, ...]:
        deadline = time.monotonic() + 60
        while True:
            try:
                with engine.connect() as connection:
                    return tuple(connection.execute(sa.text(_GRADE), {"id": attempt_id}).one())
            except sa.exc.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    yield grade
    engine.dispose()


@contextmanager
def played(attempts: int) -> Iterator[tuple[power.Recording, Path]]:
    """What the app says to SQLite when so many attempts are answered and sent; a folder to use."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with installation(folder, f"sqlite:///{folder / power.NAME}") as app:
            ready = desks(app, attempts)
            _close()
            with power.recording(folder / power.NAME) as done:
                for desk in ready:
                    _answer_and_send(app, desk)
            record = done()
        (folder / "cuts").mkdir()
        yield record, folder / "cuts"


def _close() -> None:
    db.session.remove()
    db.engine.dispose()


def _answer_and_send(app: App, desk: Desk) -> None:
    chance, seq, client = dice("power", desk.attempt_id), 0, app.test_client(use_cookies=False)
    headers = desk.headers

    def post(path: str, **payload: Any) -> None:
        with app.app_context():  # each request has one, and so a session, of its own
            answer = client.post(f"{desk.path}/{path}", json=payload, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")

    for _ in range(chance.randint(3, 8)):
        ops = []
        for question in chance.sample(list(desk.choices), chance.randint(1, 3)):
            seq += 1
            value = list(chance.choice(desk.choices[question]))
            ops.append({"id": str(uuid4()), "question": question, "seq": seq, "value": value})
        post("answers", ops=ops)
    right = {question: choices[0] for question, choices in desk.choices.items()}
    full = [
        {"id": str(uuid4()), "question": n, "seq": seq + n, "value": list(value)}
        for n, value in right.items()
    ]
    post("submit", ops=full if chance.random() < 0.5 else [], confirmed=True)
