"""The database itself refuses to change or take out an entry of the audit log."""

from __future__ import annotations

from alembic import op

revision = "20261122_1010"
down_revision = "20261122_1000"
branch_labels = None
depends_on = None

REFUSAL = "the log is only ever added to"
ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for act in ACTS:
        op.execute(
            f"CREATE TRIGGER audit_entry_kept_{act.lower()} BEFORE {act} ON audit_entry"
            " FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()"
        )


def _on_sqlite() -> None:
    for act in ACTS:
        op.execute(
            f"CREATE TRIGGER audit_entry_kept_{act.lower()} BEFORE {act} ON audit_entry"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    on_table = " ON audit_entry" if op.get_bind().dialect.name == "postgresql" else ""
    for act in ACTS:
        op.execute(f"DROP TRIGGER audit_entry_kept_{act.lower()}{on_table}")
    if on_table:
        op.execute("DROP FUNCTION audit_entry_kept()")
