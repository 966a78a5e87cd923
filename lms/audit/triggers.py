"""The database's own refusal to change or take out an entry, whoever asks.

Made with the table; the migration that makes the table repeats these statements, and so must one
that ever makes it anew (SQLite loses triggers with a table that is copied).
"""

from __future__ import annotations

import sqlalchemy as sa

from lms.audit.models import AuditEntry

REFUSAL = "the log is only ever added to"
STATEMENTS = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_kept_{act.lower()} BEFORE {act} ON audit_entry"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        *(
            f"CREATE TRIGGER audit_entry_kept_{act.lower()} BEFORE {act} ON audit_entry"
            " FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()"
            for act in ("UPDATE", "DELETE")
        ),
    ),
}


@sa.event.listens_for(AuditEntry.__table__, "after_create")
def _make(table: object, connection: sa.Connection, **options: object) -> None:
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
