"""Looking at a fact again: it is still true, or it says something else now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.courses.actions.drafting import Overtaken
from lms.courses.actions.publishing import refresh_facts
from lms.courses.drafts import version_of
from lms.courses.models import Fact
from lms.db import db, now
from lms.i18n import local_day


@dataclass(frozen=True, kw_only=True)
class FactSaid:
    """What a fact says now, and where it is written."""

    value: str | None
    text: dict[str, str]
    source_title: str
    source_url: str


def fact_version(fact: Fact) -> str:
    """What the fact says now; a form that began from another version is late."""
    return version_of(fact.snapshot())


def confirm_fact(fact: Fact, review_by: date, version: str, actor_id: int) -> None:
    """It was looked at today and is still true; it is due again on that day.

    Lessons say when somebody looked, so the published courses that cite it are renewed. Raises
    Overtaken when it is not what `version` names any more.
    """
    _take(fact, version)
    _looked_at(fact, review_by)
    summary = {"fact": fact.key, "review_by": review_by.isoformat()}
    record("courses.fact_confirmed", actor_id, "fact", fact.id, summary)
    refresh_facts([fact.key])


def change_fact(fact: Fact, said: FactSaid, review_by: date, version: str, actor_id: int) -> int:
    """It says something else from today on: how many published courses were renewed for it.

    Raises Overtaken when it is not what `version` names any more.
    """
    _take(fact, version)
    before = _as_read(fact)
    fact.value, fact.text = said.value, said.text
    fact.source_title, fact.source_url = said.source_title, said.source_url
    _looked_at(fact, review_by)
    summary = {"fact": fact.key, "before": before, "after": _as_read(fact)}
    record("courses.fact_changed", actor_id, "fact", fact.id, summary)
    return len(refresh_facts([fact.key]))


def _take(fact: Fact, version: str) -> None:
    db.session.refresh(fact, with_for_update=True)
    if fact_version(fact) != version:
        raise Overtaken(_("Somebody else changed this while you were writing."))


def _looked_at(fact: Fact, review_by: date) -> None:
    fact.checked_on, fact.review_by, fact.status = local_day(now()), review_by, "stated"
    db.session.flush()


def _as_read(fact: Fact) -> str:
    return fact.value or next(iter(fact.text.values()), "")
