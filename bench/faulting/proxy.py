"""A bad network: it brings every request to the server and loses some of the replies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.faulting.chance import dice

HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})


class Network(ThreadingHTTPServer):
    """Listens on `port`, and loses `share` of the replies after the server has given them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream: int, share: float) -> None:
        super().__init__(("127.0.0.1", 0), _Wire)
        self.upstream, self.share = upstream, share
        self.port = int(self.server_address[1])
        self.cuts = 0
        self._dice, self._lock = dice("network", share), threading.Lock()

    def loses(self) -> bool:
        """Whether the next reply is lost; counted."""
        with self._lock:
            lost = self._dice.random() < self.share
            self.cuts += lost
            return lost

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Phones hang up as they like."""


class _Wire(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Network

    def setup(self) -> None:
        super().setup()
        self.server_side = HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.server_side.request(self.command, self.path, body, dict(self.headers.items()))
            answer = self.server_side.getresponse()
            said = answer.read()
        except (OSError, HTTPException):
            self.close_connection = True
            return
        if self.server.loses():
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"date", "server"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def finish(self) -> None:
        self.server_side.close()
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        """Nothing: there are thousands."""


@contextmanager
def bad_network(upstream: int, share: float) -> Iterator[Network]:
    """A network before that port while the block runs."""
    network = Network(upstream, share)
    thread = threading.Thread(target=network.serve_forever, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        network.shutdown()
        network.server_close()
        thread.join()
