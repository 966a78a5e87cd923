"""Every template is used, and whatever is asked for is there."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import nodes

from config import ROOT
from lms.web.app import App

TEMPLATES = ROOT / "templates"
MAIL = re.compile(r"""send_mail\([^)]*?template=["']([a-z_]+)["']""", re.DOTALL)
MADE = re.compile(r"""f["']((?:[a-z_]+/)+)\{""")  # f"courses/parts/{name}.html"
NAMED = re.compile(r"""["']((?:[a-z_]+/)+_?[a-z_]+\.(?:html|txt|css|svg|xml))["']""")


def named_in_code() -> set[str]:
    """The templates that the code names, mails by their short name included."""
    found = set()
    for path in (ROOT / "lms").rglob("*.py"):
        text = path.read_text()
        found |= set(NAMED.findall(text))
        found |= {f"emails/{name}.txt" for name in MAIL.findall(text)}
        for folder in set(MADE.findall(text)) - {"emails/"}:
            found |= {f"{folder}{path.name}" for path in (TEMPLATES / folder).glob("*.html")}
    return {name for name in found if (TEMPLATES / name.split("/")[0]).is_dir()}


def named_in(app: App, path: Path) -> set[str]:
    """The templates that this template extends, includes or imports."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    tree = app.jinja_env.parse(path.read_text())
    return {
        node.template.value
        for node in tree.find_all(kinds)
        if isinstance(node.template, nodes.Const)
    }


def pages() -> set[Path]:
    return {p for p in TEMPLATES.rglob("*") if p.suffix in {".html", ".txt"}}


def test_every_template_is_used_and_every_use_exists(app: App) -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in pages()}
    in_code = named_in_code()
    used = in_code.union(*(named_in(app, path) for path in pages()))
    assert sorted(there - used) == [], "used nowhere"
    missing = {name for name in used if not (TEMPLATES / name).is_file()}
    assert sorted(missing) == [], "asked for, but not there"


def test_every_template_compiles(app: App) -> None:
    for path in pages():
        app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


def test_every_static_file_that_a_template_names_is_there() -> None:
    for path in pages():
        for name in re.findall(r"""static_url\(['"]([^'"]+)['"]\)""", path.read_text()):
            assert (ROOT / "static" / name).is_file(), f"{path.name} names {name}"
