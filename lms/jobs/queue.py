"""How to ask for work: `@task` on a function, then `.later(…)` in the transaction that needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, ParamSpec

from lms.db import db, insert_for, now
from lms.jobs.models import Job, JobState

Effect = Callable[[], None]
P = ParamSpec("P")
registry: dict[str, Task[...]] = {}


@dataclass(frozen=True)
class Task(Generic[P]):
    """Work that a worker does outside the request.

    `run` reads and does the slow part without holding a writer's lock. What it wants written it
    returns as a function, the effect, which is run once, in one transaction with "done". Anything
    outside the database may happen twice, when a worker dies in between.
    """

    run: Callable[P, Effect | None]
    name: str

    def later(
        self, *, key: str | None = None, run_at: datetime | None = None, **args: object
    ) -> None:
        """Queue it in the current transaction. With a key, asking twice is asking once."""
        row = {"kind": self.name, "key": key, "args": args, "state": JobState.QUEUED, "tries": 0}
        moment = now()
        insert = insert_for(Job).values(**row, run_at=run_at or moment, created_at=moment)
        db.session.execute(insert.on_conflict_do_nothing())


def task(run: Callable[P, Effect | None]) -> Task[P]:
    """Make a function a task; its name in the queue is module and name."""
    made = Task(run, f"{run.__module__}.{run.__name__}")
    registry[made.name] = made
    return made
