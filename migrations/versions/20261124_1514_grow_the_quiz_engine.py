"""Banks with categories, tags and shares; quizzes of lines; access, exceptions, signals, marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_1514"
down_revision = "20261122_1020"
branch_labels = None
depends_on = None

WITHOUT_ROWID = {"sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table(
        "learner_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_learner_group_course_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_group")),
        sa.UniqueConstraint("course_id", "name", name=op.f("uq_learner_group_course_id_name")),
    )
    op.create_table(
        "bank_share",
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["question_bank.id"],
            name=op.f("fk_bank_share_bank_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_bank_share_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bank_id", "course_id", name=op.f("pk_bank_share")),
    )
    op.create_index(op.f("ix_bank_share_course_id"), "bank_share", ["course_id"], unique=False)
    op.create_table(
        "question_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"],
            ["question_bank.id"],
            name=op.f("fk_question_category_bank_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["question_category.id"],
            name=op.f("fk_question_category_parent_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_category")),
        sa.UniqueConstraint(
            "bank_id", "parent_id", "key", name=op.f("uq_question_category_bank_id_parent_id_key")
        ),
    )
    op.create_index(
        "ix_question_category_parent_id", "question_category", ["parent_id"], unique=False
    )
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_group_member_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["learner_group.id"],
            name=op.f("fk_group_member_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "enrolment_id", name=op.f("pk_group_member")),
    )
    op.create_index(
        op.f("ix_group_member_enrolment_id"), "group_member", ["enrolment_id"], unique=False
    )
    op.create_table(
        "question_tag",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_tag_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tag")),
    )
    op.create_index(op.f("ix_question_tag_tag"), "question_tag", ["tag"], unique=False)
    op.create_table(
        "quiz_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pool", sa.JSON(), nullable=True),
        sa.Column("heading", sa.JSON(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(question_id IS NOT NULL AND pool IS NULL AND heading IS NULL)"
            " OR (question_id IS NULL AND pool IS NOT NULL AND heading IS NULL)"
            " OR (question_id IS NULL AND pool IS NULL AND heading IS NOT NULL)",
            name=op.f("ck_quiz_entry_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_quiz_entry_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_entry_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_entry")),
        sa.UniqueConstraint(
            "quiz_id", "question_id", name=op.f("uq_quiz_entry_quiz_id_question_id")
        ),
    )
    op.create_index(op.f("ix_quiz_entry_question_id"), "quiz_entry", ["question_id"], unique=False)
    op.create_table(
        "quiz_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(enrolment_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_quiz_exception_for_whom")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_quiz_exception_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["learner_group.id"],
            name=op.f("fk_quiz_exception_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["member.id"], name=op.f("fk_quiz_exception_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_exception_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_exception")),
    )
    op.create_index(
        op.f("ix_quiz_exception_enrolment_id"), "quiz_exception", ["enrolment_id"], unique=False
    )
    op.create_index(
        op.f("ix_quiz_exception_group_id"), "quiz_exception", ["group_id"], unique=False
    )
    op.create_index(
        "ix_quiz_exception_quiz_id_enrolment_id",
        "quiz_exception",
        ["quiz_id", "enrolment_id"],
        unique=False,
    )
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=100), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_answer_file_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_answer_file_ref")),
    )
    op.create_index(op.f("ix_answer_file_attempt_id"), "answer_file", ["attempt_id"], unique=False)
    op.create_table(
        "attempt_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_attempt_event_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_attempt_event_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_event")),
    )
    op.create_index("ix_attempt_event_attempt_id", "attempt_event", ["attempt_id"], unique=False)
    op.create_table(
        "practice_card",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_practice_card_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_practice_card_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_version.id"],
            name=op.f("fk_practice_card_question_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"], ["quiz_version.id"], name=op.f("fk_practice_card_quiz_version_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "question_id", name=op.f("pk_practice_card")),
    )
    op.create_index(
        "ix_practice_card_enrolment_id_due_at",
        "practice_card",
        ["enrolment_id", "due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_practice_card_question_id"), "practice_card", ["question_id"], unique=False
    )
    _lines_from_questions()
    op.drop_index(op.f("ix_quiz_question_question_id"), table_name="quiz_question")
    op.drop_table("quiz_question")
    op.add_column("answer_op", sa.Column("certainty", sa.Integer(), nullable=True))
    with op.batch_alter_table("attempt") as attempt:
        attempt.add_column(sa.Column("grace", sa.Integer(), server_default="0", nullable=False))
        attempt.add_column(sa.Column("credit", sa.Integer(), server_default="0", nullable=False))
        attempt.add_column(
            sa.Column("is_end_given", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        attempt.add_column(sa.Column("position", sa.Integer(), server_default="1", nullable=False))
        attempt.add_column(sa.Column("left_out", sa.JSON(), server_default="[]", nullable=False))
        attempt.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        attempt.add_column(sa.Column("page", sa.String(length=40), nullable=True))
        for name in ("score", "max_score"):
            attempt.alter_column(name, type_=sa.Text(), existing_type=sa.String(length=60))
        attempt.drop_constraint("state", type_="check")
        attempt.create_check_constraint("state", "state IN ('open', 'submitted', 'graded')")
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
        question.add_column(sa.Column("difficulty", sa.String(length=10), nullable=True))
        question.add_column(
            sa.Column("words", sa.Text(), server_default=sa.text("''"), nullable=False)
        )
        question.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        question.create_index(op.f("ix_question_category_id"), ["category_id"])
        question.create_foreign_key(
            op.f("fk_question_category_id"),
            "question_category",
            ["category_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.add_column(
        "question_bank",
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    with op.batch_alter_table("question_version") as version:
        version.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        version.add_column(sa.Column("restored_from", sa.Integer(), nullable=True))
        version.create_foreign_key(
            op.f("fk_question_version_made_by_id"), "member", ["made_by_id"], ["id"]
        )
    op.add_column("quiz", sa.Column("access", sa.JSON(), server_default="{}", nullable=False))
    op.add_column(
        "quiz_version", sa.Column("sections", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("quiz_version", sa.Column("html", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as response:
        response.add_column(sa.Column("certainty", sa.Integer(), nullable=True))
        response.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        response.add_column(sa.Column("hints", sa.Integer(), server_default="0", nullable=False))
        response.add_column(sa.Column("checked", sa.JSON(), nullable=True))
        response.add_column(sa.Column("given_share", sa.Text(), nullable=True))
        response.add_column(sa.Column("comment", sa.Text(), nullable=True))
        response.alter_column("mark", type_=sa.Text(), existing_type=sa.String(length=60))
        response.add_column(sa.Column("marked_by_id", sa.Integer(), nullable=True))
        response.add_column(sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True))
        response.create_foreign_key(
            op.f("fk_response_marked_by_id"), "member", ["marked_by_id"], ["id"]
        )
    _access_out_of_settings()


def _lines_from_questions() -> None:
    op.execute(
        "INSERT INTO quiz_entry (quiz_id, question_id, position)"
        " SELECT quiz_id, question_id, position FROM quiz_question ORDER BY quiz_id, position"
    )


QUIZ = sa.table(
    "quiz",
    sa.column("id", sa.Integer),
    sa.column("settings", sa.JSON),
    sa.column("access", sa.JSON),
)
LIMITS = ("attempts", "time_limit")


def _access_out_of_settings() -> None:
    """How often and how long a quiz may be taken was a part of what it asks."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(QUIZ)).all():
        access = {name: row.settings[name] for name in LIMITS if row.settings.get(name)}
        settings = {name: value for name, value in row.settings.items() if name not in LIMITS}
        _write(row.id, settings=settings, access=access)


def _access_into_settings() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(QUIZ)).all():
        limits = {name: row.access.get(name, 0) for name in LIMITS}
        _write(row.id, settings=row.settings | limits)


def _write(quiz_id: int, **values: object) -> None:
    op.get_bind().execute(sa.update(QUIZ).where(QUIZ.c.id == quiz_id).values(**values))


def downgrade() -> None:
    _access_into_settings()
    with op.batch_alter_table("response", table_kwargs=WITHOUT_ROWID) as response:
        response.drop_constraint(op.f("fk_response_marked_by_id"), type_="foreignkey")
        for name in ("marked_at", "marked_by_id", "comment", "given_share"):
            response.drop_column(name)
        for name in ("checked", "hints", "tries", "certainty"):
            response.drop_column(name)
        response.alter_column("mark", type_=sa.String(length=60), existing_type=sa.Text())
    op.drop_column("quiz_version", "html")
    op.drop_column("quiz_version", "sections")
    op.drop_column("quiz", "access")
    with op.batch_alter_table("question_version") as version:
        version.drop_constraint(op.f("fk_question_version_made_by_id"), type_="foreignkey")
        version.drop_column("restored_from")
        version.drop_column("made_by_id")
    op.drop_column("question_bank", "is_shared")
    with op.batch_alter_table("question") as question:
        question.drop_constraint(op.f("fk_question_category_id"), type_="foreignkey")
        question.drop_index(op.f("ix_question_category_id"))
        for name in ("removed_at", "words", "difficulty", "category_id"):
            question.drop_column(name)
    op.execute(
        "UPDATE attempt SET state = 'graded', score = '0', basis_points = 0, passed = false"
        " WHERE state = 'submitted'"
    )
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_constraint("state", type_="check")
        attempt.create_check_constraint("state", "state IN ('open', 'graded')")
        for name in ("score", "max_score"):
            attempt.alter_column(name, type_=sa.String(length=60), existing_type=sa.Text())
        for name in ("page", "seen_at", "left_out", "position", "is_end_given", "credit", "grace"):
            attempt.drop_column(name)
    op.drop_column("answer_op", "certainty")
    op.create_table(
        "quiz_question",
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_quiz_question_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_question_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "question_id", name=op.f("pk_quiz_question")),
    )
    op.create_index(
        op.f("ix_quiz_question_question_id"), "quiz_question", ["question_id"], unique=False
    )
    op.execute(
        "INSERT INTO quiz_question (quiz_id, question_id, position)"
        " SELECT quiz_id, question_id, position FROM quiz_entry WHERE question_id IS NOT NULL"
    )
    op.drop_index(op.f("ix_practice_card_question_id"), table_name="practice_card")
    op.drop_index("ix_practice_card_enrolment_id_due_at", table_name="practice_card")
    op.drop_table("practice_card")
    op.drop_index("ix_attempt_event_attempt_id", table_name="attempt_event")
    op.drop_table("attempt_event")
    op.drop_index(op.f("ix_answer_file_attempt_id"), table_name="answer_file")
    op.drop_table("answer_file")
    op.drop_index("ix_quiz_exception_quiz_id_enrolment_id", table_name="quiz_exception")
    op.drop_index(op.f("ix_quiz_exception_group_id"), table_name="quiz_exception")
    op.drop_index(op.f("ix_quiz_exception_enrolment_id"), table_name="quiz_exception")
    op.drop_table("quiz_exception")
    op.drop_index(op.f("ix_quiz_entry_question_id"), table_name="quiz_entry")
    op.drop_table("quiz_entry")
    op.drop_index(op.f("ix_question_tag_tag"), table_name="question_tag")
    op.drop_table("question_tag")
    op.drop_index(op.f("ix_group_member_enrolment_id"), table_name="group_member")
    op.drop_table("group_member")
    op.drop_index("ix_question_category_parent_id", table_name="question_category")
    op.drop_table("question_category")
    op.drop_index(op.f("ix_bank_share_course_id"), table_name="bank_share")
    op.drop_table("bank_share")
    op.drop_table("learner_group")
