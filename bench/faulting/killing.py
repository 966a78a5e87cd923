"""Who kills: after so many replies, never by the clock, so that a slow machine sees as many."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from bench.faulting.phones import Tally
from bench.faulting.postgres import Cluster
from bench.faulting.site import Site

WORKER, MASTER, ALL, DATABASE = "web worker", "supervisor", "all of the server", "PostgreSQL"
SQLITE = (WORKER, WORKER, WORKER, MASTER, WORKER, WORKER, WORKER, ALL)
POSTGRES = (WORKER, DATABASE, WORKER, MASTER, WORKER, DATABASE, WORKER, ALL)
NONE: tuple[str, ...] = ()


@dataclass
class Killer:
    """Goes through `plan` again and again, one kill for each `every` replies that were given."""

    site: Site
    tally: Tally
    plan: Sequence[str]
    every: int
    cluster: Cluster | None = None
    kills: dict[str, int] = field(default_factory=dict)
    back_after: list[float] = field(default_factory=list)  # seconds from PostgreSQL up to a reply
    ended: threading.Event = field(default_factory=threading.Event)
    failed: BaseException | None = None

    def run(self) -> None:
        try:
            for number, victim in enumerate(cycle(self.plan)):
                if not self._replies(self.every):
                    return
                self._acts()[victim](number)
                self.kills[victim] = self.kills.get(victim, 0) + 1
        except BaseException as error:
            self.failed, self.tally.is_hopeless = error, True

    def _acts(self) -> dict[str, Callable[[int], None]]:
        return {
            WORKER: self.site.kill_worker,
            MASTER: lambda _: self.site.kill_master(),
            ALL: lambda _: self.site.kill_all(),
            DATABASE: lambda _: self._kill_database(),
        }

    def _kill_database(self) -> None:
        if self.cluster is None:
            raise ValueError("there is no PostgreSQL to kill")
        self.cluster.kill()
        self.cluster.start()
        began = time.monotonic()
        if self._replies(1):
            self.back_after.append(time.monotonic() - began)

    def _replies(self, more: int) -> bool:
        """Wait for so many replies; False when the phones are done before."""
        wanted = self.tally.replies + more
        while self.tally.replies < wanted:
            if self.ended.wait(0.005):
                return False
        return True


@contextmanager
def killing(killer: Killer) -> Iterator[Killer]:
    """Kill while the block runs; afterwards the server stands, for whoever comes next."""
    thread = threading.Thread(target=killer.run)
    if killer.plan:
        thread.start()
    try:
        yield killer
    finally:
        killer.ended.set()
        if killer.plan:
            thread.join()
    if killer.failed is not None:
        raise killer.failed
