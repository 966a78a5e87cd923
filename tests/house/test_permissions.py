"""The page that says who may open what is the code's own."""

from __future__ import annotations

from lms.cli.permissions import page
from lms.web.app import App
from tests.server import ROOT


def test_the_page_of_permissions_is_current(app: App) -> None:
    written = (ROOT / "docs" / "permissions.md").read_text()
    assert written == page(), "run: bin/lms permissions > docs/permissions.md"
