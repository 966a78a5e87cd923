"""Judges that did not write our pages: axe for accessibility, the Nu checker for HTML."""

from __future__ import annotations

import json
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
VALIDATOR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
WIDTH_SLACK = 1  # pixels of rounding
# The checker's CSS reader knows neither of these, which every browser in use does.
NOT_ERRORS = ("CSS:",)


class Eyes:
    """Looks at each kind of page once in each language and scheme."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: set[tuple[str, str]] = set()

    def look(self, page: Page, name: str, language: str) -> None:
        """Hold the page that is open against axe and its own width, in light and dark."""
        if (name, language) in self.seen:
            return
        self.seen.add((name, language))
        # While one page gives way to the next there is a moment without any.
        page.wait_for_function("document.readyState === 'complete' && !!document.title")
        (self.folder / f"{name}.{language}.html").write_text(page.content())
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            complaints = self._axe(page)
            assert not complaints, f"{name} ({language}, {scheme}):\n" + "\n".join(complaints)
        page.emulate_media(color_scheme="light")
        self.fits(page, name)

    @cached_property
    def _script(self) -> str:
        return AXE.read_text()

    def _axe(self, page: Page) -> list[str]:
        # The page's own policy lets no foreign script in; evaluate is the debugger's door.
        page.evaluate(self._script)
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
        return [
            f"  {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def fits(self, page: Page, name: str) -> None:
        """Nothing stands beside the page."""
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"] + WIDTH_SLACK, f"{name} is {wide} px wide"  # type: ignore[index]

    def validate(self) -> None:
        """Have the Nu HTML checker read every page that was looked at."""
        if not self.seen:
            return
        command = [
            "java",
            "-jar",
            str(VALIDATOR),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
        ]
        done = subprocess.run(
            [*command, str(self.folder)], capture_output=True, text=True, check=True
        )
        errors = [
            f"  {Path(m['url']).name}:{m.get('lastLine')}: {m['message']}"
            for m in json.loads(done.stdout)["messages"]
            if m["type"] == "error" and not m["message"].startswith(NOT_ERRORS)
        ]
        assert not errors, "the HTML checker says:\n" + "\n".join(sorted(set(errors)))
