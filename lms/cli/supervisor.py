"""A parent that keeps its child processes alive, and ends them cleanly."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

GRACE = 20.0  # seconds that a child may take to finish what it does
TOO_SOON = 2.0  # a child that lived shorter than this is restarted after a pause


class Supervisor:
    """Forks one process for each job; restarts what dies; SIGTERM or Ctrl-C ends all."""

    def __init__(self, jobs: Sequence[tuple[str, Callable[[], None]]]) -> None:
        self.jobs = jobs
        self.running: dict[int, tuple[int, float]] = {}  # pid: index of the job, started at
        self.stopping = False

    def run(self) -> int:
        """Until told to stop; the exit code is 0 when all ended in time."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for index in range(len(self.jobs)):
            self._start(index)
        while not self.stopping:
            self._mind(*_next_dead())
        return self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, index: int) -> None:
        sys.stdout.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _child(self.jobs[index][1], parent)
        self.running[pid] = (index, time.monotonic())

    def _mind(self, pid: int, status: int) -> None:
        if self.stopping or pid not in self.running:
            return
        index, started = self.running.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        print(f"{self.jobs[index][0]} ended ({code}); starting another", file=sys.stderr)
        if time.monotonic() - started < TOO_SOON:
            time.sleep(1)
        if not self.stopping:
            self._start(index)

    def _end(self) -> int:
        for pid in self.running:
            _tell(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self.running and time.monotonic() < deadline:
            pid, _status = os.waitpid(-1, os.WNOHANG)
            self.running.pop(pid, None)
            time.sleep(0.02)
        for pid in self.running:
            _tell(pid, signal.SIGKILL)
        return 1 if self.running else 0


def _next_dead() -> tuple[int, int]:
    """The next child that has died, or (0, 0) after a short look."""
    time.sleep(0.2)
    return os.waitpid(-1, os.WNOHANG)


def _tell(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _child(job: Callable[[], None], parent: int) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to pass on
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    code = 1
    try:
        job()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _leave_with(parent: int) -> None:
    """A killed parent takes its children with it: nobody else would end them."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
