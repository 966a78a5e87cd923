"""`lms serve` and `lms worker`: the processes of an installation."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from functools import partial

import click
from flask import Flask, current_app
from waitress.server import create_server

from config import LOOPBACK, Settings
from lms.app import create_app
from lms.cli.context import Misused, Refused, in_app, in_sentences
from lms.cli.database import bring_up_to_date
from lms.cli.demo import load_demo, show_demo
from lms.cli.supervisor import Supervisor
from lms.db import db, unit_of_work
from lms.jobs.schedule import ask_for_next_tick
from lms.jobs.worker import run_until
from lms.web.app import App

SPARE = 1024 * 1024  # the app refuses what is too large with a page; waitress would just hang up
CONNECTIONS = 1000  # open at once in one process; waitress buffers them without a thread each


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each."
)
@click.option(
    "--tasks", default=1, show_default=True, type=click.IntRange(0, 16), help="Task workers."
)
@click.option("--demo/--no-demo", default=False, help="A small demo world; this machine only.")
@in_sentences
def serve(host: str, port: int, workers: int, threads: int, tasks: int, demo: bool) -> None:
    """Serve the app: web processes and task workers, supervised, until Ctrl-C."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits is no news
    if demo:
        _demo_settings(host, port)
    app = create_app(Settings.from_env())
    listening = listen(host, port)
    with app.app_context():
        _make_ready(app, f"http://{_shown(host)}:{port}")
        db.engine.dispose()  # no connection may be shared across a fork
    web = partial(serve_web, app, listening, threads)
    jobs = [(f"web process {n + 1}", web) for n in range(workers)]
    jobs += [(f"task worker {n + 1}", partial(_work, app)) for n in range(tasks)]
    sys.exit(Supervisor(jobs).run())


def _demo_settings(host: str, port: int) -> None:
    if host not in LOOPBACK:
        raise Misused(
            "--host: the demo has accounts with known passwords, so it listens on this machine"
            " only (127.0.0.1). Use --no-demo for a real installation."
        )
    os.environ["HUNAR_DEMO"] = "1"
    os.environ.setdefault("HUNAR_PUBLIC_URL", f"http://{_shown(host)}:{port}")


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104


def _make_ready(app: App, address: str) -> None:
    bring_up_to_date()
    _ = app.extensions["assets"].by_name  # once here, not once in each process
    click.echo(f"\nHunar serves {address}\n")
    if app.config["DEMO"]:
        load_demo()
        show_demo()
    click.echo("Ctrl-C ends it.\n")


def listen(host: str, port: int) -> socket.socket:
    """A socket that all web processes accept from; Refused when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise Refused(f"--port {port}: cannot listen on {host}: {error.strerror}.") from error
    listening.listen(1024)
    return listening


def serve_web(app: Flask, listening: socket.socket, threads: int) -> None:
    """Answer requests until told to stop; a body is read whole before a thread is given to it."""
    server = create_server(
        app,
        sockets=[listening],
        threads=threads,
        connection_limit=CONNECTIONS,
        channel_timeout=120,
        max_request_body_size=(app.config["MAX_CONTENT_LENGTH"] or 0) + SPARE,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=not app.config.get("PROXIES"),
        ident=None,
    )
    server.run()


def _work(app: App) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    with app.app_context():
        with unit_of_work():
            ask_for_next_tick()
        run_until(stop.wait)


@click.command()
@in_app
def worker() -> None:
    """Do background work (certificates' PDFs, mail) until Ctrl-C; `lms serve` already has one."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stop.set())
    click.echo(f"Working for {current_app.config['PUBLIC_URL']}. Ctrl-C ends it.")
    run_until(stop.wait)
