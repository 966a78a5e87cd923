"""All tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_1000"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("track", sa.String(length=30), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("slug", name=op.f("uq_course_slug")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("source_title", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("source_date", sa.String(length=10), nullable=True),
        sa.Column("certainty", sa.String(length=1), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("key", name=op.f("uq_fact_key")),
    )
    op.create_index(op.f("ix_fact_review_by"), "fact", ["review_by"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_job_kind_key")),
    )
    op.create_index(
        "ix_job_waiting",
        "job",
        ["run_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("ref", name=op.f("uq_mail_ref")),
    )
    op.create_index(op.f("ix_mail_to"), "mail", ["to"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("name_ur", sa.String(length=120), nullable=True),
        sa.Column(
            "email",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "mobile",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("blocked_reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "external_number",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("cnic", sa.String(length=15), nullable=True),
        sa.Column(
            "gender",
            sa.Enum("female", "male", "other", name="gender", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("province", sa.String(length=80), nullable=True),
        sa.Column("district", sa.String(length=80), nullable=True),
        sa.Column("skill", sa.String(length=120), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("certificate_name", sa.String(length=120), nullable=True),
        sa.Column("certificate_name_ur", sa.String(length=120), nullable=True),
        sa.Column("name_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_reused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("cnic", name=op.f("uq_member_cnic")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
        sa.UniqueConstraint("external_number", name=op.f("uq_member_external_number")),
        sa.UniqueConstraint("mobile", name=op.f("uq_member_mobile")),
        sa.UniqueConstraint("number", name=op.f("uq_member_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_member_ref")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("previous_seal", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["member.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("previous_seal", name=op.f("uq_audit_entry_previous_seal")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"], unique=False)
    op.create_index(
        "ix_audit_entry_object", "audit_entry", ["object_kind", "object_id"], unique=False
    )
    op.create_index(op.f("ix_audit_entry_verb"), "audit_entry", ["verb"], unique=False)
    op.create_table(
        "consent",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "document",
            sa.Enum("terms", "privacy", name="document", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "document", "version", name=op.f("pk_consent")),
    )
    op.create_table(
        "course_author",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_author_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_course_author_member_id")
        ),
        sa.PrimaryKeyConstraint("course_id", "member_id", name=op.f("pk_course_author")),
    )
    op.create_index(
        op.f("ix_course_author_member_id"), "course_author", ["member_id"], unique=False
    )
    op.create_table(
        "course_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("track", sa.String(length=30), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("data_bytes", sa.Integer(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_revision_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["member.id"], name=op.f("fk_course_revision_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_revision")),
        sa.UniqueConstraint(
            "course_id", "number", name=op.f("uq_course_revision_course_id_number")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_course_revision_ref")),
    )
    op.create_index(
        "uq_course_revision_current",
        "course_revision",
        ["course_id"],
        unique=True,
        sqlite_where=sa.text("is_current = 1"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "media_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_media_file_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_media_file_ref")),
    )
    op.create_index(op.f("ix_media_file_member_id"), "media_file", ["member_id"], unique=False)
    op.create_index("ix_media_file_source", "media_file", ["source_sha256", "name"], unique=False)
    op.create_table(
        "member_role",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "trainee",
                "instructor",
                "assessor",
                "coordinator",
                "administrator",
                name="role",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"],
            ["member.id"],
            name=op.f("fk_member_role_granted_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_role_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_member_role")),
    )
    op.create_table(
        "member_search_token",
        sa.Column(
            "token",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_member_search_token_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token", "member_id", name=op.f("pk_member_search_token")),
    )
    op.create_index(
        op.f("ix_member_search_token_member_id"), "member_search_token", ["member_id"], unique=False
    )
    op.create_table(
        "module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_module_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_module_course_id_key")),
    )
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("mailed", "handed", name="codepurpose", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["member.id"],
            name=op.f("fk_one_time_code_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_one_time_code_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_one_time_code_ref")),
    )
    op.create_index(
        op.f("ix_one_time_code_member_id"), "one_time_code", ["member_id"], unique=False
    )
    op.create_table(
        "question_bank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_question_bank_course_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_bank")),
        sa.UniqueConstraint("course_id", name=op.f("uq_question_bank_course_id")),
    )
    op.create_table(
        "quiz",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_quiz_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_quiz_course_id_key")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_recovery_code_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "member_id", "code_hash", name=op.f("uq_recovery_code_member_id_code_hash")
        ),
    )
    op.create_table(
        "second_factor",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_second_factor_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "shared_contact",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "email",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "mobile",
            sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_shared_contact_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_shared_contact")),
    )
    op.create_index(op.f("ix_shared_contact_email"), "shared_contact", ["email"], unique=False)
    op.create_index(op.f("ix_shared_contact_mobile"), "shared_contact", ["mobile"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("awaits_second_step", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_sign_in_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("ref", name=op.f("uq_sign_in_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_member_id"), "sign_in", ["member_id"], unique=False)
    op.create_table(
        "course_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("media_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_file_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["media_file_id"], ["media_file.id"], name=op.f("fk_course_file_media_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_file")),
        sa.UniqueConstraint("course_id", "path", name=op.f("uq_course_file_course_id_path")),
    )
    op.create_index(
        op.f("ix_course_file_media_file_id"), "course_file", ["media_file_id"], unique=False
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_lesson_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["module.id"], name=op.f("fk_lesson_module_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_lesson_course_id_key")),
    )
    op.create_index(op.f("ix_lesson_module_id"), "lesson", ["module_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["question_bank.id"], name=op.f("fk_question_bank_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_question_bank_id_key")),
    )
    op.create_table(
        "quiz_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("course_revision_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_revision_id"],
            ["course_revision.id"],
            name=op.f("fk_quiz_version_course_revision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_quiz_version_quiz_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_version")),
        sa.UniqueConstraint(
            "course_revision_id", "quiz_id", name=op.f("uq_quiz_version_course_revision_id_quiz_id")
        ),
        sa.UniqueConstraint("quiz_id", "number", name=op.f("uq_quiz_version_quiz_id_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_quiz_version_ref")),
    )
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_block_lesson_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("lesson_id", "key", name=op.f("uq_block_lesson_id_key")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_revision_id", sa.Integer(), nullable=True),
        sa.Column("last_lesson_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["completed_revision_id"],
            ["course_revision.id"],
            name=op.f("fk_enrolment_completed_revision_id"),
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_enrolment_course_id")),
        sa.ForeignKeyConstraint(
            ["last_lesson_id"], ["lesson.id"], name=op.f("fk_enrolment_last_lesson_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_enrolment_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "member_id", "course_id", name=op.f("uq_enrolment_member_id_course_id")
        ),
    )
    op.create_index(op.f("ix_enrolment_course_id"), "enrolment", ["course_id"], unique=False)
    op.create_table(
        "lesson_revision",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("data_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
            name=op.f("fk_lesson_revision_lesson_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["course_revision.id"],
            name=op.f("fk_lesson_revision_revision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "lesson_id", name=op.f("pk_lesson_revision")),
    )
    op.create_index(
        op.f("ix_lesson_revision_lesson_id"), "lesson_revision", ["lesson_id"], unique=False
    )
    op.create_table(
        "question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_version_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_question_version_question_id_number")
        ),
    )
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
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.String(length=60), nullable=True),
        sa.Column("max_score", sa.String(length=60), nullable=True),
        sa.Column("basis_points", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'graded')", name=op.f("ck_attempt_state")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_attempt_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_attempt_quiz_id")),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"], ["quiz_version.id"], name=op.f("fk_attempt_quiz_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "enrolment_id", "quiz_id", "number", name=op.f("uq_attempt_enrolment_id_quiz_id_number")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_attempt_ref")),
    )
    op.create_index("ix_attempt_quiz_id_state", "attempt", ["quiz_id", "state"], unique=False)
    op.create_index(
        op.f("ix_attempt_quiz_version_id"), "attempt", ["quiz_version_id"], unique=False
    )
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["enrolment_id", "quiz_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "block_progress",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_block_progress_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "kind", "key", name=op.f("pk_block_progress")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=13), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.String(length=300), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_bytes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_certificate_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint(
            "enrolment_id", "issue", name=op.f("uq_certificate_enrolment_id_issue")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index("ix_certificate_issued_at", "certificate", ["issued_at"], unique=False)
    op.create_index(op.f("ix_certificate_member_id"), "certificate", ["member_id"], unique=False)
    op.create_index(op.f("ix_certificate_pdf_sha256"), "certificate", ["pdf_sha256"], unique=False)
    op.create_table(
        "lesson_progress",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_lesson_progress_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_progress_lesson_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "lesson_id", name=op.f("pk_lesson_progress")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_lesson_progress_lesson_id"), "lesson_progress", ["lesson_id"], unique=False
    )
    op.create_table(
        "answer_op",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_answer_op_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "op_id", name=op.f("pk_answer_op")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "certificate_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_certificate_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_event_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_event")),
    )
    op.create_index(
        op.f("ix_certificate_event_certificate_id"),
        "certificate_event",
        ["certificate_id"],
        unique=False,
    )
    op.create_table(
        "response",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_response_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_version.id"],
            name=op.f("fk_response_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "slot", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_response_question_version_id"), "response", ["question_version_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_response_question_version_id"), table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_certificate_event_certificate_id"), table_name="certificate_event")
    op.drop_table("certificate_event")
    op.drop_table("answer_op")
    op.drop_index(op.f("ix_lesson_progress_lesson_id"), table_name="lesson_progress")
    op.drop_table("lesson_progress")
    op.drop_index(op.f("ix_certificate_pdf_sha256"), table_name="certificate")
    op.drop_index(op.f("ix_certificate_member_id"), table_name="certificate")
    op.drop_index("ix_certificate_issued_at", table_name="certificate")
    op.drop_table("certificate")
    op.drop_table("block_progress")
    op.drop_index(
        "uq_attempt_open",
        table_name="attempt",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_attempt_quiz_version_id"), table_name="attempt")
    op.drop_index("ix_attempt_quiz_id_state", table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_quiz_question_question_id"), table_name="quiz_question")
    op.drop_table("quiz_question")
    op.drop_table("question_version")
    op.drop_index(op.f("ix_lesson_revision_lesson_id"), table_name="lesson_revision")
    op.drop_table("lesson_revision")
    op.drop_index(op.f("ix_enrolment_course_id"), table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_table("block")
    op.drop_table("quiz_version")
    op.drop_table("question")
    op.drop_index(op.f("ix_lesson_module_id"), table_name="lesson")
    op.drop_table("lesson")
    op.drop_index(op.f("ix_course_file_media_file_id"), table_name="course_file")
    op.drop_table("course_file")
    op.drop_index(op.f("ix_sign_in_member_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_shared_contact_mobile"), table_name="shared_contact")
    op.drop_index(op.f("ix_shared_contact_email"), table_name="shared_contact")
    op.drop_table("shared_contact")
    op.drop_table("second_factor")
    op.drop_table("recovery_code")
    op.drop_table("quiz")
    op.drop_table("question_bank")
    op.drop_index(op.f("ix_one_time_code_member_id"), table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_table("module")
    op.drop_index(op.f("ix_member_search_token_member_id"), table_name="member_search_token")
    op.drop_table("member_search_token")
    op.drop_table("member_role")
    op.drop_index("ix_media_file_source", table_name="media_file")
    op.drop_index(op.f("ix_media_file_member_id"), table_name="media_file")
    op.drop_table("media_file")
    op.drop_index(
        "uq_course_revision_current",
        table_name="course_revision",
        sqlite_where=sa.text("is_current = 1"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_table("course_revision")
    op.drop_index(op.f("ix_course_author_member_id"), table_name="course_author")
    op.drop_table("course_author")
    op.drop_table("consent")
    op.drop_index(op.f("ix_audit_entry_verb"), table_name="audit_entry")
    op.drop_index("ix_audit_entry_object", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("member")
    op.drop_index(op.f("ix_mail_to"), table_name="mail")
    op.drop_table("mail")
    op.drop_index(
        "ix_job_waiting",
        table_name="job",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_table("job")
    op.drop_index(op.f("ix_fact_review_by"), table_name="fact")
    op.drop_table("fact")
    op.drop_table("course")
