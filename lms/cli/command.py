"""The command and its parts."""

from __future__ import annotations

import click

from lms.cli.backup import backup, restore
from lms.cli.certificates import certificates
from lms.cli.content import content
from lms.cli.database import database
from lms.cli.demo import demo
from lms.cli.doctor import doctor
from lms.cli.members import members
from lms.cli.permissions import permissions
from lms.cli.serve import serve, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Hunar: courses, quizzes and certificates for bootcamps.

    Settings come from HUNAR_* variables; docs/operations.md lists them.
    """


for part in (
    serve,
    worker,
    database,
    content,
    members,
    certificates,
    demo,
    backup,
    restore,
    doctor,
    permissions,
):
    main.add_command(part)
