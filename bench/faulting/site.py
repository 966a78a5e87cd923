"""An installation under fire: the real `lms serve`, killed in parts or whole and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.measuring import lives, tree
from tests.server import ROOT, children, free_port, status

ADDRESS = "http://learn.example.org"  # certificates are issued for a public address only
PATIENCE = 120.0  # seconds until a server must answer


class Site:
    """One installation: a folder, a database, a port. It stays while its processes come and go."""

    def __init__(self, var: Path, database: str, *, workers: int, mutant: str = "") -> None:
        self.var, self.database, self.port = var, database, free_port()
        command = ["bench.faulting.serving", mutant] if mutant else ["lms"]
        asked = ["serve", "--port", str(self.port), "--workers", str(workers), "--tasks", "0"]
        self.command = [sys.executable, "-m", *command, *asked]
        self.log = var / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"HUNAR_VAR": self.var, "HUNAR_PUBLIC_URL": ADDRESS}
        return kept | {k: str(v) for k, v in own.items()} | {"HUNAR_DATABASE_URL": self.database}

    def start(self) -> None:
        """Begin to serve; tries again while the port still belongs to what was killed."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.log.open("a") as log:
                self.process = subprocess.Popen(
                    self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )
            while self.process.poll() is None and time.monotonic() < deadline:
                if status(self.port, "/readyz") == 200:
                    return
                time.sleep(0.05)
        raise RuntimeError(f"the server does not answer:\n{self.log.read_text()[-3000:]}")

    def kill_worker(self, which: int) -> None:
        """SIGKILL to one web process; the supervisor starts another."""
        if workers := children(self.process.pid):
            _kill(workers[which % len(workers)])

    def kill_master(self) -> None:
        """SIGKILL to the supervisor alone; its workers notice and leave, then all starts again."""
        workers = children(self.process.pid)
        _kill(self.process.pid)
        self.process.wait()
        while any(map(lives, workers)):  # they go on answering until they notice
            time.sleep(0.02)
        self.start()

    def kill_all(self) -> None:
        """SIGKILL to all its processes, then it starts again."""
        for pid in tree(self.process.pid):
            _kill(pid)
        self.process.wait()
        self.start()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.kill_for_good()

    def kill_for_good(self) -> None:
        for pid in tree(self.process.pid):
            _kill(pid)
        self.process.wait()


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site while it answers."""
    site.start()
    try:
        yield site
    finally:
        site.stop()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
