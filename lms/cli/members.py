"""`lms members …`: making a member, and taking over member lists."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from lms.cli.context import Misused, Refused, harmless, in_app
from lms.db import reading, unit_of_work
from lms.members import actions
from lms.members.actions.importing import Outcome, Verdict, import_members
from lms.members.contact import read_email, read_mobile
from lms.members.import_file import FileRefused, MemberList, read_list
from lms.members.models import Member, Role
from lms.members.names import clean_name, is_latin_name, is_urdu_name
from lms.members.passwords import Weakness, hash_password, weakness

WEAK = {
    Weakness.SHORT: "it has fewer than 8 characters",
    Weakness.LONG: "it has more than 256 characters",
    Weakness.COMMON: "too many people use it",
    Weakness.GUESSABLE: "it is made of the member's own name or contact, or of words of this site",
}


@click.group()
def members() -> None:
    """Members: make one, or take over a list."""


@members.command()
@click.option("--name", prompt="Name (Latin letters)", help="The name in Latin letters.")
@click.option("--name-ur", default="", help="The name in Urdu letters.")
@click.option("--email", default="", help="The e-mail address.")
@click.option("--mobile", default="", help="The mobile number, such as 0300 1234567.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="A role; may be given several times. Every member is a trainee.",
)
@click.option(
    "--code",
    "wants_code",
    is_flag=True,
    help="Ask for no password: print a one-time code with which the member sets one.",
)
@in_app
def create(
    name: str, name_ur: str, email: str, mobile: str, roles: tuple[str, ...], wants_code: bool
) -> None:
    """Make a member, for example the first administrator.

    The password is asked for twice, or read from standard input where nobody types. It is never
    an option: those can be seen by everyone on the machine.
    """
    kept = {
        "--name-ur": clean_name(name_ur) if is_urdu_name(clean_name(name_ur)) else None,
        "--email": read_email(email),
        "--mobile": read_mobile(mobile),
    }
    _refuse_unread(kept, {"--name-ur": name_ur, "--email": email, "--mobile": mobile})
    if not is_latin_name(clean_name(name)):
        raise Misused(f"--name: “{name}” is not in Latin letters.")
    password_hash = None if wants_code else hash_password(_password([name, *kept.values()]))
    with unit_of_work():
        member = actions.create_member(
            name=clean_name(name),
            name_ur=kept["--name-ur"],
            email=kept["--email"],
            mobile=kept["--mobile"],
            roles=[Role(role) for role in roles],
            password_hash=password_hash,
        )
        code = actions.hand_over_code(member, None) if wants_code else None
        _tell(member, code)


def _refuse_unread(kept: Mapping[str, str | None], typed: Mapping[str, str]) -> None:
    for option, text in typed.items():
        if text and not kept[option]:
            raise Misused(f"{option}: “{text}” cannot be read.")


def _password(personal: Sequence[str | None]) -> str:
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    weak = weakness(password, [text for text in personal if text])
    if weak is not None:
        raise Refused(f"This password is refused: {WEAK[weak]}.")
    return password


def _tell(member: Member, code: str | None) -> None:
    roles = ", ".join(sorted(member.roles))
    click.echo(f"{member.number}  {member.name}  ({roles})")
    if code is not None:
        click.echo(f"One-time code, for the page /claim, good for seven days: {code}")


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Give the verdicts and write nothing.")
@click.option("--quiet", is_flag=True, help="Only name rows that are refused or read in part.")
@in_app
def import_list(file: Path, dry_run: bool, quiet: bool) -> None:
    """Take over a member list from a CSV FILE, with a verdict for each row.

    The first line names the columns: member_no, name, name_ur, gender, email, phone, cnic, city,
    province, district, skill, joined, language, in any order; others are named and left out.
    Members are found again by member_no. Roles and passwords are never taken from a list: who is
    new claims the account by a mailed link or by a code from the office. The exit code is 1 when a
    row was refused; the others are taken over all the same.
    """
    listed = _read(file)
    if listed.ignored:
        left = harmless(", ".join(listed.ignored))
        click.echo(f"Nothing is taken from these columns: {left}", err=True)
    verdicts = _dry(listed) if dry_run else _whole(listed)
    for verdict in verdicts:
        if not quiet or verdict.reasons:
            click.echo(harmless(_line(verdict)))
    click.echo(_sums(verdicts, dry_run=dry_run))
    if any(verdict.outcome is Outcome.REFUSED for verdict in verdicts):
        sys.exit(Refused.exit_code)


def _read(file: Path) -> MemberList:
    try:
        return read_list(file.read_bytes())
    except FileRefused as refusal:
        raise Refused(f"{file}: {refusal}.") from refusal


def _dry(listed: MemberList) -> list[Verdict]:
    with reading():
        return _shown(listed, dry_run=True)


def _whole(listed: MemberList) -> list[Verdict]:
    with unit_of_work():
        return _shown(listed, dry_run=False)


def _shown(listed: MemberList, *, dry_run: bool) -> list[Verdict]:
    bar = click.progressbar(length=len(listed.rows), label="Members", file=sys.stderr)
    with bar:
        return import_members(listed, dry_run=dry_run, progress=bar.update)


def _line(verdict: Verdict) -> str:
    parts = [f"line {verdict.line}: {verdict.outcome}", verdict.number or "", verdict.name]
    said = "  ".join(part for part in parts if part)
    return f"{said}  ({'; '.join(verdict.reasons)})" if verdict.reasons else said


def _sums(verdicts: Sequence[Verdict], *, dry_run: bool) -> str:
    sums = Counter(verdict.outcome for verdict in verdicts)
    said = ", ".join(f"{sums[outcome]} {outcome}" for outcome in Outcome)
    return f"{'Dry run, nothing written: ' if dry_run else ''}{said}."
