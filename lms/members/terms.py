"""The documents that a member agrees to, in the versions in force.

Their texts stand in templates/members/terms.html and privacy.html. Who changes what a text says
gives it a new version here: consent is kept by version.
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.members.models import Document

VERSIONS: Mapping[Document, str] = {Document.TERMS: "2026-11", Document.PRIVACY: "2026-11"}
