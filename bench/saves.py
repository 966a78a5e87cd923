"""Many answer saves at once by real server processes: errors, speed, waits and CPU.

Each client is a learner with an open attempt who saves one answer after the other over a kept
connection. CPU is that of all server processes (on PostgreSQL of its processes too), so this needs
Linux. On the database that HUNAR_DATABASE_URL names, which must be empty, else on SQLite.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from bench.faulting.site import Site, serving
from bench.faulting.world import Desk, desks, installation
from bench.measuring import cpu_ms, postgres_processes, tree

PROCESSES = 4  # of clients, so that they do not wait for each other
GOOD = 200
LOCKED = "database is locked"
Waits = tuple[Counter[int], list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/saves", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--many", type=int, default=20_000, help="saves in all")
    parser.add_argument("--workers", type=int, default=4, help="web processes")
    parser.add_argument("--clients", type=int, default=16, help="learners at the same time")
    asked = parser.parse_args()
    figures = measure(asked.many, asked.workers, asked.clients)
    print(json.dumps(figures, indent=1) if asked.json else _lines(figures))
    sys.exit(0 if figures["errors"] == figures["locked"] == 0 else 1)


def measure(many: int, workers: int, clients: int) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        database = os.environ.get("HUNAR_DATABASE_URL") or f"sqlite:///{folder / 'own.db'}"
        with installation(folder, database) as app:
            ready = desks(app, clients)
        site = stack.enter_context(serving(Site(folder, database, workers=workers)))
        _save_all(site.port, ready, clients * 20)  # first looks fill caches
        before, began = _cpu(site), time.monotonic()
        statuses, waits = _save_all(site.port, ready, many)
        seconds, spent = time.monotonic() - began, _cpu(site) - before
        locked = site.log.read_text().count(LOCKED)
    return _figures(statuses, sorted(waits), seconds, spent) | {"locked": locked}


def _cpu(site: Site) -> float:
    return cpu_ms([*tree(site.process.pid), *postgres_processes()])


def _figures(
    statuses: Counter[int], waits: Sequence[float], seconds: float, spent: float
) -> dict[str, Any]:
    many = len(waits)
    return {
        "saves": many,
        "errors": many - statuses[GOOD],
        "saves_per_s": round(many / seconds),
        "p50_ms": _share(waits, 0.5),
        "p99_ms": _share(waits, 0.99),
        "max_ms": _share(waits, 1),
        "cpu_ms_per_save": round(spent / many, 2),
        "load": os.getloadavg()[0],
    }


def _share(waits: Sequence[float], share: float) -> float:
    return round(waits[math.ceil(share * len(waits)) - 1] * 1000, 1)


def _save_all(port: int, ready: Sequence[Desk], many: int) -> Waits:
    """Divide the saves among processes of clients; the statuses, and how long each took."""
    each, parts = many // len(ready), [ready[n::PROCESSES] for n in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        works = [pool.submit(_save_some, port, part, each) for part in parts if part]
        done = [work.result() for work in works]
    return sum((one[0] for one in done), Counter()), [wait for one in done for wait in one[1]]


def _save_some(port: int, ready: Sequence[Desk], each: int) -> Waits:
    with ThreadPoolExecutor(len(ready)) as pool:
        done = list(pool.map(lambda desk: _save(port, desk, each), ready))
    return sum((one[0] for one in done), Counter()), [wait for one in done for wait in one[1]]


def _save(port: int, desk: Desk, each: int) -> Waits:
    """One learner's saves, each an answer with an id of its own and a number that rises."""
    connection, statuses, waits = HTTPConnection("127.0.0.1", port, timeout=60), Counter[int](), []
    first, questions = time.time_ns() // 1000, list(desk.choices)
    for number in range(each):
        question = questions[number % len(questions)]
        choices = desk.choices[question]
        value = list(choices[number % len(choices)])
        op = {"id": str(uuid4()), "question": question, "seq": first + number, "value": value}
        body = json.dumps({"ops": [op]}).encode()
        began = time.monotonic()
        connection.request("POST", f"{desk.path}/answers", body, desk.headers)
        answer = connection.getresponse()
        answer.read()
        waits.append(time.monotonic() - began)
        statuses[answer.status] += 1
    connection.close()
    return statuses, waits


def _lines(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in figures.items())


if __name__ == "__main__":
    main()
