"""`lms permissions`: who may open what, as a page made from the code."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import current_app
from werkzeug.routing import Rule

from lms.cli.context import in_app
from lms.web.guards import Guard, guard_of

HEAD = """# Who may open what

Made from the code by `bin/lms permissions > docs/permissions.md`; a test fails when it is old.
"Signed in" is any member. Beyond this door each object is checked too: what you may not know of is
not found (404), what you may only read refuses (403). The rules stand in each room's `policies.py`.

| address | methods | who |
|---|---|---|
"""


@click.command()
@in_app
def permissions() -> None:
    """Print who may open what, as Markdown."""
    click.echo(page(), nl=False)


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{r}` | {_methods(r)} | {_who(r)} |\n" for r in _rules())


def _rules() -> Iterator[Rule]:
    return iter(
        sorted(current_app.url_map.iter_rules(), key=lambda rule: (rule.rule, _methods(rule)))
    )


def _methods(rule: Rule) -> str:
    return " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def _who(rule: Rule) -> str:
    return str(guard_of(current_app.view_functions[rule.endpoint]) or Guard())
