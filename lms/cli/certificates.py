"""`lms certificates …`: checking a file or a code against the register, mending what is kept."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click
import sqlalchemy as sa

from lms.certificates import actions, kept, queries, wording
from lms.certificates.models import Certificate, State
from lms.cli.context import Misused, in_app
from lms.db import db, now, reading, unit_of_work
from lms.i18n import local_day

CHUNK = 100


@click.group()
def certificates() -> None:
    """Certificates: check one, issue what is missing, make lost PDFs again."""


@certificates.command()
@click.argument("file_or_code", metavar="FILE|CODE")
@in_app
def verify(file_or_code: str) -> None:
    """Check a PDF (by its SHA-256), a code, a number or a link against the register.

    Exit code 0: issued here, unaltered and valid today. 1: not so; the sentence says why.
    """
    path = Path(file_or_code)
    with reading():
        sound, sentence = _checked_file(path) if path.is_file() else _checked_code(file_or_code)
    click.echo(sentence)
    sys.exit(0 if sound else 1)


@certificates.command("issue-missing")
@in_app
def issue_missing() -> None:
    """Issue the certificates that could not be issued for want of a public address."""
    issued = 0
    while True:
        with unit_of_work():
            many = actions.issue_missing(None)
        issued += many
        if not many:
            break
        click.echo(f"{issued} issued …")
    click.echo(f"{issued} certificates issued. Their PDFs are made by the worker.")


@certificates.command()
@in_app
def remake() -> None:
    """Make each PDF that is missing from the disk again, from the record: the same bytes."""
    with reading():
        lost = [row for row in db.session.execute(_MADE) if not kept.path_of(row.code).is_file()]
    for number in range(0, len(lost), CHUNK):
        with unit_of_work():
            for row in lost[number : number + CHUNK]:
                actions.make_pdf.later(
                    key=f"{row.code}:{now():%Y%m%dT%H%M%S}", certificate_id=row.id
                )
        click.echo(f"{min(number + CHUNK, len(lost))} of {len(lost)} asked for …")
    click.echo(f"{len(lost)} PDFs were missing. The worker makes them.")


_MADE = sa.select(Certificate.id, Certificate.code).where(Certificate.pdf_sha256.is_not(None))


def _checked_file(path: Path) -> tuple[bool, str]:
    certificate = queries.by_file(hashlib.sha256(path.read_bytes()).hexdigest())
    if certificate is None:
        return (
            False,
            "NOT OURS: no PDF that we issued has these bytes. It was altered, or made elsewhere.",
        )
    return _described(certificate)


def _checked_code(typed: str) -> tuple[bool, str]:
    certificate = queries.by_anything(typed)
    if certificate is None:
        if "." in typed and "/c/" not in typed:
            raise Misused(f"There is no file {typed}.")
        return False, "UNKNOWN: we have issued no certificate under this code, number or link."
    sound, sentence = _described(certificate)
    return sound, f"{sentence}\n{_kept_file(certificate)}"


def _described(certificate: Certificate) -> tuple[bool, str]:
    told, state = certificate.snapshot, certificate.state(local_day(now()))
    course = next(iter(told.course.values()))
    issued = f"{wording.day(told.issued_on, 'en')} by {next(iter(told.issuer.values()))}"
    about = f"{told.printed_number}, {certificate.holder}, {course}, issued {issued}"
    if state is State.REVOKED and certificate.revoked_at is not None:
        day = wording.day(local_day(certificate.revoked_at), "en")
        return False, f"REVOKED on {day}: {certificate.revocation_reason}\n{about}"
    if state is State.EXPIRED and told.expires_on is not None:
        return False, f"EXPIRED: valid until {wording.day(told.expires_on, 'en')}\n{about}"
    return True, f"VALID\n{about}"


def _kept_file(certificate: Certificate) -> str:
    path = kept.path_of(certificate.code)
    if certificate.pdf_sha256 is None:
        return "Its PDF is not made yet."
    if not path.is_file():
        return "Its PDF is missing from the disk: run `lms certificates remake`."
    same = hashlib.sha256(path.read_bytes()).hexdigest() == certificate.pdf_sha256
    return f"Its PDF {'is as it was issued' if same else 'WAS ALTERED ON THE DISK'}: {path}"
