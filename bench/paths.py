"""CPU per request of the paths that matter, and their ratio to a bare Flask hello.

Both servers run side by side with the same server code and settings, and take turns. CPU is that of
all server processes (on PostgreSQL, of its processes too), by /proc, so this needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from bench.clients import Client, cookie_of
from bench.measuring import interleaved, median, postgres_processes, resident_mb, tree
from bench.population import Person, people, populate
from config import Settings
from lms.app import create_app
from lms.db import unit_of_work
from lms.web.app import App
from tests.server import Server, environment, free_port, running, status

TARGETS = {"lesson": 20, "save": 20, "submit": 40, "verify": 3}  # times hello, docs/performance.md
ROUNDS = 5
REQUESTS = {"hello": 400, "lesson": 150, "save": 150, "submit": 30, "verify": 300}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--members", type=int, default=2000, help="members beside the measured ones"
    )
    parser.add_argument("--responses", type=int, default=20_000, help="answers given in the past")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        hello = stack.enter_context(_hello())
        server = stack.enter_context(running(Path(folder)))
        figures = measure(server, hello, asked.members, asked.responses)
    print(json.dumps(figures, indent=1) if asked.json else _table(figures))
    sys.exit(0 if all(row["meets"] for row in figures["paths"].values() if "meets" in row) else 1)


class _hello:  # noqa: N801 - used as a function
    """A bare Flask hello under the same server, on a port of its own."""

    def __enter__(self) -> tuple[int, int]:
        self.port = free_port()
        self.process = subprocess.Popen([sys.executable, "-m", "bench.hello", str(self.port)])
        while status(self.port, "/") != 200:
            time.sleep(0.1)
        return self.port, self.process.pid

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait()


def measure(server: Server, hello: tuple[int, int], members: int, responses: int) -> dict[str, Any]:
    """All figures, in CPU milliseconds per request."""
    os.environ |= environment(server.var, server.url, HUNAR_DATABASE_URL=server.database)
    app = create_app(Settings.from_env())
    with app.app_context():
        with unit_of_work():
            world = populate(members, responses)
        takers = _takers(app, server.port, (ROUNDS + 1) * REQUESTS["submit"] + 5)
        runs = _runs(app, server, hello[0], world.certificate_path, takers)
        queries = _queries(app, world.certificate_path, takers)
    own = partial(_processes, server.process.pid)
    pids = {name: partial(tree, hello[1]) if name == "hello" else own for name in runs}
    idle = round(resident_mb(tree(server.process.pid)))
    spent = interleaved(runs, pids, rounds=ROUNDS, requests=REQUESTS)
    return {"members": members, "responses": responses, "idle_mb": idle} | _paths(spent, queries)


def _processes(pid: int) -> list[int]:
    return [*tree(pid), *postgres_processes()]


def _paths(spent: dict[str, list[float]], queries: dict[str, int]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for name, values in spent.items():
        ratio = median([value / base for value, base in zip(values, spent["hello"], strict=True)])
        rows[name] = {"cpu_ms": round(median(values), 3), "times_hello": round(ratio, 1)}
        if name in TARGETS:
            more = {
                "queries": queries[name],
                "target": TARGETS[name],
                "meets": ratio <= TARGETS[name],
            }
            rows[name] |= more
    return {"paths": rows}


class Taker:
    """Somebody with an open attempt."""

    def __init__(self, app: App, port: int, person: Person) -> None:
        self.client = Client(port, cookie_of(app, person.member))
        self.lesson, self.quiz = person.lesson_path, person.quiz_path
        self.questions = person.questions
        self.seq = 0

    def begin(self) -> None:
        self.client.take_token(self.quiz)
        self.attempt = self.client.form(f"{self.quiz}/attempts").partition("?")[0]

    def save(self, questions: int = 1) -> None:
        ops = []
        for number in range(1, questions + 1):
            self.seq += 1
            op = {"id": str(uuid4()), "seq": self.seq, "question": number, "value": []}
            ops.append(op)
        self.client.json(f"{self.attempt}/answers", {"ops": ops})

    def submit(self) -> None:
        self.client.json(f"{self.attempt}/submit", {"confirmed": True})


def _takers(app: App, port: int, many: int) -> list[Taker]:
    with unit_of_work():
        takers = [Taker(app, port, person) for person in people(many)]
    for taker in takers:
        taker.begin()
        taker.save(taker.questions)
    return takers


def _runs(
    app: App, server: Server, hello_port: int, certificate: str, takers: list[Taker]
) -> dict[str, Callable[[], None]]:
    saver, sending = takers[0], iter(takers[1:])
    return {
        "hello": partial(Client(hello_port).get, "/"),
        "lesson": partial(saver.client.get, saver.lesson),
        "save": saver.save,
        "submit": lambda: next(sending).submit(),
        "verify": partial(Client(server.port).get, certificate),
    }


def _queries(app: App, certificate: str, takers: list[Taker]) -> dict[str, int]:
    """How many statements each path sends to the database, counted in this process."""
    taker = takers.pop()
    counted: dict[str, int] = {}
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")) and "limit_counter" not in statement:
            statements.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    stranger = Client(0).headers
    headers = taker.client.headers | {
        "X-CSRFToken": taker.client.token,
        "Accept": "application/json",
    }
    op = {"id": str(uuid4()), "seq": taker.seq + 1, "question": 1, "value": []}
    asks = {
        "lesson": ("GET", taker.lesson, None),
        "save": ("POST", f"{taker.attempt}/answers", {"ops": [op]}),
        "submit": ("POST", f"{taker.attempt}/submit", {"confirmed": True}),
        "verify": ("GET", certificate, None),
    }
    for name, (method, path, payload) in asks.items():
        for _ in range(2 if method == "GET" else 1):  # the first may fill a cache
            statements.clear()
            with app.app_context():
                answer = app.test_client(use_cookies=False).open(
                    path,
                    method=method,
                    json=payload,
                    headers=stranger if name == "verify" else headers,
                )
            if answer.status_code != 200:
                raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        counted[name] = len(statements)
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return counted


def _table(figures: dict[str, Any]) -> str:
    lines = [
        f"{figures['members']} members, {figures['responses']} past answers,"
        f" {figures['idle_mb']} MB for all processes when idle",
        "",
        "| path | CPU ms | × hello | target | queries |",
        "|---|---|---|---|---|",
    ]
    for name, row in figures["paths"].items():
        target = f"≤ {row['target']} {'✓' if row['meets'] else '✗'}" if "target" in row else ""
        cells = (name, row["cpu_ms"], row["times_hello"], target, row.get("queries", ""))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
