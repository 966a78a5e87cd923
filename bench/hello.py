"""The baseline: a bare Flask hello under the very server that serves Hunar."""

from __future__ import annotations

import sys
from functools import partial

from flask import Flask

from lms.cli.serve import listen, serve_web
from lms.cli.supervisor import Supervisor

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "Hello"


if __name__ == "__main__":
    socket = listen("127.0.0.1", int(sys.argv[1]))
    job = partial(serve_web, app, socket, 4)
    sys.exit(Supervisor([("web", job)]).run())
