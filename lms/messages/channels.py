"""Where mail goes: to an SMTP server, or into files that a person can open."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT = 30  # seconds for each step of the talk with the server


class MailRefused(Exception):
    """The receiving side said no for good: trying again is of no use."""


class Channel(Protocol):
    def deliver(self, message: EmailMessage, name: str) -> None:
        """Deliver, or raise MailRefused (for good) or OSError (for now)."""


class Files:
    """A folder of .eml files, one a mail; the same `name` again replaces the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: EmailMessage, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f".{name}.half"
        half.write_bytes(message.as_bytes(policy=SMTP))
        half.replace(self.folder / f"{name}.eml")


class Smtp:
    """A server: smtps:// speaks TLS from the start, smtp:// turns to it before a password."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)

    def deliver(self, message: EmailMessage, name: str) -> None:
        try:
            with _open(self.url) as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(error) from error


def channel(mail: str, folder: Path) -> Channel:
    """The channel that the setting HUNAR_MAIL names; files go to `folder`."""
    return Files(folder) if mail == "files" else Smtp(mail)


@contextmanager
def _open(url: SplitResult) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    with _connect(url, context) as server:
        if url.scheme == "smtp":
            _turn_to_tls(server, context, must=url.username is not None)
        if url.username is not None:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _connect(url: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    if url.scheme == "smtp":
        return smtplib.SMTP(host, url.port or smtplib.SMTP_PORT, timeout=TIMEOUT)
    port = url.port or smtplib.SMTP_SSL_PORT
    return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)


def _turn_to_tls(server: smtplib.SMTP, context: ssl.SSLContext, *, must: bool) -> None:
    server.ehlo()
    if must or server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()


def _verdict(error: smtplib.SMTPRecipientsRefused) -> Exception:
    replies = list(error.recipients.values())
    said = "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in replies)
    return MailRefused(said) if all(code >= 500 for code, _text in replies) else OSError(said)
