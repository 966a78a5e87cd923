"""Programs that are not ours, reading our PDFs: poppler and zbar."""

from __future__ import annotations

import subprocess
from pathlib import Path


def text(path: Path) -> str:
    return run("pdftotext", "-layout", str(path), "-")


def info(path: Path) -> dict[str, str]:
    lines = run("pdfinfo", str(path)).splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fonts(path: Path) -> list[list[str]]:
    """The rows of pdffonts: name, type, encoding, and whether it is embedded, cut, mapped."""
    rows = [line.split() for line in run("pdffonts", str(path)).splitlines()[2:]]
    return [[row[0], *row[-5:-2]] for row in rows]


def picture(path: Path, dots_per_inch: int) -> Path:
    """The page as a PNG beside it."""
    png = path.with_name(f"{path.stem}-{dots_per_inch}")
    run("pdftoppm", "-r", str(dots_per_inch), "-png", "-singlefile", str(path), str(png))
    return png.with_suffix(".png")


def qr_code(png: Path) -> str:
    """What the one code on the picture says."""
    return run("zbarimg", "--quiet", "--raw", str(png)).strip()


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
