"""Signed-in browsers without a browser: a kept connection each, cookies made by the app."""

from __future__ import annotations

import json
import re
import secrets
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from lms.members.actions.signing_in import Browser, open_sign_in
from lms.members.models import Member
from lms.web.app import App

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PHONE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120 Mobile",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "ur-PK,ur;q=0.9,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}


class Client:
    """Keeps its connection. `last` is the body of the last answer."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = PHONE | ({"Cookie": cookie} if cookie else {})
        self.token = ""
        self.last = b""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        """The status of the answer; redirects are not followed."""
        self.connection.request(method, path, body or None, self.headers | headers)
        answer = self.connection.getresponse()
        self.last = answer.read()
        self.location = answer.getheader("Location", "")
        return answer.status

    def get(self, path: str) -> None:
        status = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")

    def take_token(self, path: str) -> None:
        """Read the form's token off a page."""
        if self.ask("GET", path, **{"Accept-Encoding": "identity"}) != 200:
            raise RuntimeError(f"GET {path} failed")
        found = _TOKEN.search(self.last.decode())
        if found is None:
            raise RuntimeError(f"no token on {path}")
        self.token = found[1]

    def form(self, path: str, **fields: str) -> str:
        """Send a form; where the answer leads to."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        status = self.ask(
            "POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"}
        )
        if status not in {302, 303}:
            raise RuntimeError(f"POST {path}: {status}")
        return self.location

    def json(self, path: str, payload: Any) -> Any:
        """Send JSON as the page's script does; the answer's JSON."""
        sent = {"Content-Type": "application/json", "Accept": "application/json"}
        status = self.ask(
            "POST",
            path,
            json.dumps(payload).encode(),
            **sent,
            **{"X-CSRFToken": self.token, "Accept-Encoding": "identity"},
        )
        if status != 200:
            raise RuntimeError(f"POST {path}: {status} {self.last[:300]!r}")
        return json.loads(self.last)


def cookie_of(app: App, member: Member) -> str:
    """A cookie in which this member is signed in."""
    entry = open_sign_in(member, Browser(device="bench", address="127.0.0.1"))
    kept = {"_user_id": entry.token, "csrf_token": secrets.token_hex(20)}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}"
