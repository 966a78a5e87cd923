"""The processes of an installation: they come back, they end, and slow clients stop nobody."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import ROOT, Server, children, environment, running, status

SLOW_CLIENTS = 50


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("var")) as one:
        yield one


def until(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()


def test_fifty_clients_that_send_a_form_slowly_stop_nobody(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(SLOW_CLIENTS)]
    head = (
        "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    )
    for client in slow:
        client.sendall(f"{head}Content-Length: 5000\r\n\r\nidentifier=".encode())
    waits = []
    for _ in range(20):
        for client in slow:
            client.sendall(b"a")  # each goes on, a byte at a time
        start = time.monotonic()
        assert status(server.port, "/courses") == 200
        waits.append(time.monotonic() - start)
    for client in slow:
        client.close()
    assert sorted(waits)[len(waits) // 2] < 1


def test_a_client_that_reads_and_lingers_stops_nobody(server: Server) -> None:
    lingering = []
    for _ in range(10):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(b"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n")
        client.recv(4096)
        lingering.append(client)  # answered, and never closed
    start = time.monotonic()
    assert status(server.port, "/healthz") == 200
    assert time.monotonic() - start < 1
    for client in lingering:
        client.close()


def test_a_process_that_is_killed_comes_back(server: Server) -> None:
    before = children(server.process.pid)
    os.kill(before[0], signal.SIGKILL)
    assert until(lambda: before[0] not in children(server.process.pid))
    assert until(lambda: len(children(server.process.pid)) == len(before))
    assert status(server.port, "/healthz") == 200


def test_ctrl_c_ends_all_of_it_cleanly(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        own = children(one.process.pid)
        assert len(own) == 3  # two web processes and a task worker
    assert one.process.returncode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in own)


def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        own = children(one.process.pid)
        one.process.kill()
        one.process.wait()
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in own))


def test_the_demo_listens_on_this_machine_only(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lms", "serve", "--demo", "--host", "0.0.0.0"],  # noqa: S104 - it must be refused
        cwd=ROOT,
        env=environment(tmp_path, "http://127.0.0.1:8000"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--host" in done.stderr


def test_a_taken_port_is_named(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lms", "serve", "--demo", "--port", str(server.port)],
        cwd=ROOT,
        env=environment(tmp_path, server.url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"--port {server.port}" in done.stderr
