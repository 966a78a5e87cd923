"""The log: only ever added to, and each row sealed to the one before."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms import create_app
from lms.audit.actions import record
from lms.audit.models import AuditEntry
from lms.audit.queries import first_broken
from lms.cli.database import migrator
from lms.db import db, unit_of_work
from lms.members.models import Member, Role
from lms.web.app import App
from tests.conftest import Client, settings
from tests.factories import make_member

SignIn = Callable[[Member], Client]


def some(number: int = 3) -> list[AuditEntry]:
    return [record("test.done", None, "thing", n, {"what": f"نمبر {n}"}) for n in range(number)]


def unguard() -> None:
    """What an intruder with the right to change the schema would do first."""
    db.session.execute(sa.text("DROP TRIGGER IF EXISTS audit_entry_kept_update" + _on()))
    db.session.execute(sa.text("DROP TRIGGER IF EXISTS audit_entry_kept_delete" + _on()))


def _on() -> str:
    return " ON audit_entry" if db.engine.dialect.name == "postgresql" else ""


def test_the_chain_holds(app: App) -> None:
    one, two, three = some()
    assert (two.previous_seal, three.previous_seal) == (one.seal, two.seal)
    assert first_broken() is None


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "test.other"},
        {"summary": {"what": "else"}},
        {"object_id": 99},
        {"object_kind": "other"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"seal": "f" * 64},
    ],
)
def test_a_changed_row_is_found(app: App, change: dict[str, object]) -> None:
    _one, two, _three = some()
    unguard()
    table = AuditEntry.__table__
    db.session.execute(sa.update(table).where(table.c.id == two.id).values(**change))
    assert first_broken() == two.id


def test_a_row_that_was_taken_out_is_missed(app: App) -> None:
    _one, two, three = some()
    unguard()
    db.session.execute(sa.text("DELETE FROM audit_entry WHERE id = :id"), {"id": two.id})
    assert first_broken() == three.id


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"]
)
def test_the_database_itself_refuses_changes(app: App, statement: str) -> None:
    some()
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), db.session.begin_nested():
        db.session.execute(sa.text(statement))
    assert first_broken() is None


def test_the_model_refuses_changes_too(app: App) -> None:
    (entry, *_rest) = some()
    entry.verb = "test.other"
    with pytest.raises(PermissionError), db.session.begin_nested():
        db.session.flush()


def test_writers_at_one_time_make_one_chain(real_app: App) -> None:
    def write() -> None:
        with real_app.app_context():
            for _time in range(5):
                with unit_of_work():
                    some(2)
            db.session.remove()

    threads = [threading.Thread(target=write) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 40
    assert first_broken() is None


def rows(page: str) -> list[str]:
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", row)) for row in page.split("<li>")[1:]]


def test_the_page_filters_by_verb_and_day_and_pages(sign_in: SignIn) -> None:
    member = make_member(roles=[Role.ADMINISTRATOR])
    browser = sign_in(member)
    for number in range(60):
        record("members.unblocked", member.id, "member", member.id)
        record("members.blocked", member.id, "member", member.id, {"reason": f"No. {number}"})
    page = browser.get("/audit?verb=members.blocked").text
    assert len(rows(page)) == 50
    assert "No. 59" in rows(page)[0]
    assert "Page 1 of 2" in page
    second = browser.get("/audit?verb=members.blocked&page=2").text
    assert len(rows(second)) == 10
    assert rows(browser.get("/audit?until=2020-01-01").text) == []
    assert "Nothing was found" in browser.get("/audit?until=2020-01-01").text
    assert len(rows(browser.get("/audit?since=2020-01-01&until=9999-12-31").text)) == 50
    assert browser.get("/audit?since=tomorrow&actor=x&object=-1").status_code == 200
    assert browser.get(f"/audit?kind=member&object={member.id}&verb=members.created").text.count(
        "<li>"
    )


def test_what_people_wrote_is_escaped_and_unknown_verbs_are_shown(sign_in: SignIn) -> None:
    member = make_member("Sana Mir", roles=[Role.COORDINATOR])
    record("members.blocked", member.id, "member", member.id, {"reason": "<script>x</script> %s"})
    record("old.verb", member.id, "relic", 7)
    page = sign_in(member).get("/audit").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "did old.verb to relic 7." in re.sub(r"<[^>]+>", "", page)


def triggers() -> set[str]:
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return set(db.session.scalars(sa.text(names[db.engine.dialect.name])))


def test_a_migrated_database_refuses_as_the_tables_of_the_tests_do(
    app: App, tmp_path: Path
) -> None:
    of_the_models = triggers()
    migrated = create_app(settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'new.db'}"))
    with migrated.app_context():
        migrator().upgrade()
        assert {"audit_entry_kept_update", "audit_entry_kept_delete"} == triggers()
        db.session.remove()
        db.engine.dispose()
    assert of_the_models >= {"audit_entry_kept_update", "audit_entry_kept_delete"}
