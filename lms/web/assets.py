"""Static files: served under names that carry their fingerprint, compressed ahead of time.

All of it happens once, in memory, before the first request of a process: there is no build step
and nothing that can be stale.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request

from lms.web.guards import public

bp = Blueprint("assets", __name__)
_CSS_URL = re.compile(r'url\("?(\.\./[^")]+)"?\)')
_COMPRESSED = frozenset({".css", ".js", ".svg", ".webmanifest", ".txt"})
TYPES = {
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: plain, and in each encoding that makes it smaller."""

    name: str
    mimetype: str
    plain: bytes
    encoded: dict[str, bytes]


class Assets:
    """All files under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _names(self) -> dict[str, str]:
        return {source: asset.name for source, asset in self._all.items()}

    @cached_property
    def by_name(self) -> dict[str, Asset]:
        return {asset.name: asset for asset in self._all.values()}

    @cached_property
    def _all(self) -> dict[str, Asset]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        made: dict[str, Asset] = {}
        for path in sorted(paths, key=lambda p: p.suffix == ".css"):  # CSS last: it names others
            source = path.relative_to(self.folder).as_posix()
            made[source] = _asset(source, self._body(path, made))
        return made

    def _body(self, path: Path, made: dict[str, Asset]) -> bytes:
        body = path.read_bytes()
        if path.suffix != ".css":
            return body

        def named(match: re.Match[str]) -> str:
            target = (path.parent / match[1]).resolve().relative_to(self.folder.resolve())
            return f'url("/static/{made[target.as_posix()].name}")'

        return _CSS_URL.sub(named, body.decode()).encode()

    def url(self, source: str) -> str:
        """The address of `source` ("css/app.css"); KeyError when there is no such file."""
        return f"/static/{self._names[source]}"


def _asset(source: str, body: bytes) -> Asset:
    path = Path(source)
    fingerprint = hashlib.sha256(body).hexdigest()[:10]
    mimetype = (
        TYPES.get(path.suffix) or mimetypes.guess_type(source)[0] or "application/octet-stream"
    )
    encoded = {}
    if path.suffix in _COMPRESSED:
        encoded = {"br": brotli.compress(body), "gzip": gzip.compress(body, 9, mtime=0)}
    return Asset(f"{path.with_suffix('')}.{fingerprint}{path.suffix}", mimetype, body, encoded)


def init_app(app: Flask, folder: Path) -> None:
    assets = app.extensions["assets"] = Assets(folder)
    app.jinja_env.globals["static_url"] = assets.url
    app.register_blueprint(bp)


@bp.get("/static/<path:name>")
@public
def static(name: str) -> Response:
    """A static file, to be kept for ever: another content has another name."""
    asset: Asset | None = current_app.extensions["assets"].by_name.get(name)
    if asset is None:
        abort(404)
    encoding = next((e for e in asset.encoded if request.accept_encodings.quality(e)), None)
    body = asset.encoded[encoding] if encoding else asset.plain
    response = Response(body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    response.headers["Content-Encoding"] = encoding or "identity"
    return response
