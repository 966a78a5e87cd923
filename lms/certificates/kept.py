"""The files that PDFs are kept in: one for each certificate, under VAR/certificates."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from flask import current_app


def path_of(code: str) -> Path:
    """Where the PDF of the certificate with this code is kept, if it was made."""
    return Path(current_app.config["VAR"]) / "certificates" / code[:2] / f"{code}.pdf"


def keep(code: str, body: bytes) -> None:
    """Put the PDF there whole: nobody ever reads half of it, whoever else writes it too."""
    path = path_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as partial:
        partial.write(body)
        partial.flush()
        os.fsync(partial.fileno())
    Path(partial.name).replace(path)
