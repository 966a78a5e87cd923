"""A form that is sent twice by a slow network makes one member."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_1020"
down_revision = "20261122_1010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("sign_up_key", sa.String(length=64), nullable=True))
    op.create_index("ix_member_sign_up_key", "member", ["sign_up_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_member_sign_up_key", table_name="member")
    with op.batch_alter_table("member") as member:
        member.drop_column("sign_up_key")
