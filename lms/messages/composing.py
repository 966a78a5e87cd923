"""From a row of the log to a mail, in its language; nothing in it can become a header."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from itsdangerous import URLSafeSerializer

from lms.messages.models import Mail


def compose(mail: Mail) -> EmailMessage:
    """The mail; the first line of its template is the subject."""
    subject, body = _render(mail)
    message = EmailMessage()
    message.set_content(body, cte="base64" if not body.isascii() else "quoted-printable")
    message["From"] = _address(current_app.config["MAIL_FROM"])
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.ref}@{_host()}>"
    message["Content-Language"] = mail.lang
    message["Auto-Submitted"] = "auto-generated"
    return message


def one_line(value: Any) -> Any:
    """Text without line breaks and runs of spaces; other values, and texts in lists, likewise."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [one_line(item) for item in value]
    if isinstance(value, dict):
        return {key: one_line(item) for key, item in value.items()}
    return value


def signed(value: str, purpose: str) -> str:
    """The value under this installation's signature, good for one purpose only."""
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=purpose).dumps(value)


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, as a mail needs it."""
    base = urlsplit(current_app.config["PUBLIC_URL"])
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def _render(mail: Mail) -> tuple[str, str]:
    with force_locale(mail.lang):
        text = render_template(
            f"emails/{mail.template}.txt",
            **one_line(mail.context),
            link=link,
            signed=signed,
            issuer=_issuer(mail.lang),
        )
    subject, _newline, body = text.strip().partition("\n")
    return one_line(subject), body.strip() + "\n"


def _issuer(lang: str) -> str:
    return str(current_app.config["ISSUER_NAME_UR" if lang == "ur" else "ISSUER_NAME"])


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
