"""A real server in processes of its own, for what only processes can show."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.databases import own_database

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds until the server must answer


@dataclass(frozen=True)
class Server:
    """`url` without a slash at its end; `process` is the supervisor."""

    url: str
    port: int
    var: Path
    database: str
    process: subprocess.Popen[str]

    def lms(self, *arguments: str) -> str:
        """What another `lms` command prints in this installation; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "lms", *arguments],
            cwd=ROOT,
            env=environment(self.var, self.url, HUNAR_DATABASE_URL=self.database),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def environment(var: Path, url: str, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"HUNAR_VAR": str(var), "HUNAR_DEMO": "1", "HUNAR_PUBLIC_URL": url}
    return kept | own | more


@contextmanager
def running(var: Path, *options: str, **more: str) -> Iterator[Server]:
    """`lms serve --demo` on a free port, ready to answer; ended as Ctrl-C would."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "lms", "serve", "--demo", "--port", str(port), *options]
    with own_database(var) as database, (var / "server.log").open("w") as log:
        env = environment(var, url, HUNAR_DATABASE_URL=database, **more)
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, text=True)
        try:
            _wait(process, port, var / "server.log")
            yield Server(url, port, var, database, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str, timeout: float = 10) -> int:
    """The status of a GET on a connection of its own; 0 when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def children(pid: int) -> list[int]:
    """The processes that this one started (Linux)."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _wait(process: subprocess.Popen[str], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended ({process.returncode}):\n{log.read_text()}")
        if status(port, "/readyz") == 200:
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer in {PATIENCE} s:\n{log.read_text()}")
