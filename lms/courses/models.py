"""A course as it is written, as it was published, and as it is learned.

Authors change Course, Module, Lesson and Block: the draft. Publishing freezes it as a
CourseRevision, and trainees see nothing else. Their progress hangs on the Lesson, which outlives
every revision, so that no edit loses it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.courses.citations import fact_snapshot
from lms.courses.outline import Outline
from lms.db import Id, Localised, Model, now, random_ref
from lms.media.models import MediaFile
from lms.members.models import Member


class Track(StrEnum):
    """What a course is for; the catalogue is ordered by it."""

    SKILLS = "skills"
    FINANCIAL_LITERACY = "financial-literacy"
    PLATFORM_ONBOARDING = "platform-onboarding"


class Course(Model):
    """The draft of a course. It is open to trainees when it has a current revision.

    `hours` is the study time that certificates state.
    """

    __tablename__ = "course"

    id: Mapped[Id] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    track: Mapped[str] = mapped_column(sa.String(30))
    title: Mapped[Localised]
    summary: Mapped[Localised] = mapped_column(default_factory=dict)
    objectives: Mapped[list[dict[str, str]]] = mapped_column(default_factory=list)
    hours: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    archived_at: Mapped[datetime | None] = mapped_column(default=None)

    modules: Mapped[list[Module]] = relationship(
        back_populates="course",
        order_by="Module.position",
        cascade="all, delete-orphan",
        init=False,
    )
    authors: Mapped[list[Member]] = relationship(secondary="course_author", init=False)

    @property
    def lessons(self) -> list[Lesson]:
        """The lessons of the draft, in order."""
        return [lesson for module in self.modules for lesson in module.lessons]


class CourseAuthor(Model):
    """Who may write a course."""

    __tablename__ = "course_author"

    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), primary_key=True, index=True)


class CourseFile(Model):
    """A picture or a file of a course, by the path that its lessons write."""

    __tablename__ = "course_file"
    __table_args__ = (sa.UniqueConstraint("course_id", "path"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("course.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(sa.String(120))
    media_file_id: Mapped[int] = mapped_column(
        sa.ForeignKey("media_file.id"), index=True, init=False
    )

    media_file: Mapped[MediaFile] = relationship(lazy="joined")


class Module(Model):
    """A part of a course. When it goes, its lessons stay behind without a module."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[Localised]
    position: Mapped[int] = mapped_column(default=0)

    course: Mapped[Course] = relationship(back_populates="modules")
    lessons: Mapped[list[Lesson]] = relationship(
        back_populates="module", order_by="Lesson.position", init=False
    )


class Lesson(Model):
    """A lesson; `key` is its name in the address and in the package.

    Without a module it is out of the draft: kept, because trainees' progress hangs on it.
    """

    __tablename__ = "lesson"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), init=False
    )
    module_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("module.id", ondelete="SET NULL"), index=True, init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[Localised]
    minutes: Mapped[int] = mapped_column(default=5)
    position: Mapped[int] = mapped_column(default=0)

    course: Mapped[Course] = relationship()
    module: Mapped[Module | None] = relationship(back_populates="lessons")
    blocks: Mapped[list[Block]] = relationship(
        back_populates="lesson",
        order_by="Block.position",
        cascade="all, delete-orphan",
        init=False,
    )


class Block(Model):
    """A piece of a lesson, in each language it has.

    `kind` is "text", "image", "note", "task", "download", or one that an upper room brought;
    `source` its Markdown (for an image, what it shows); `args` what no language changes, as a path.
    `key` names it within the lesson and stays when it is edited; for an upper room's kind it is
    the key of the thing (the quiz).
    """

    __tablename__ = "block"
    __table_args__ = (sa.UniqueConstraint("lesson_id", "key"),)

    id: Mapped[Id] = mapped_column(init=False)
    lesson_id: Mapped[int] = mapped_column(
        sa.ForeignKey("lesson.id", ondelete="CASCADE"), init=False
    )
    key: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[Localised] = mapped_column(default_factory=dict)
    args: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)

    lesson: Mapped[Lesson] = relationship(back_populates="blocks")


class CourseRevision(Model):
    """A course as it was published; nothing of it changes but `is_current`.

    `ref` names it for good, so caches go by it. `facts` holds the cited facts as they stood, by
    key. `digest` tells whether a draft says something else; `targets` are its part for each file,
    quiz and so on, by "kind target". `data_bytes` is what learning the whole course costs.
    """

    __tablename__ = "course_revision"
    __table_args__ = (
        sa.UniqueConstraint("course_id", "number"),
        sa.Index(
            "uq_course_revision_current",
            "course_id",
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), init=False
    )
    ref: Mapped[str] = mapped_column(sa.String(22), unique=True, default_factory=random_ref)
    number: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime] = mapped_column(default_factory=now)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), default=None)
    track: Mapped[str] = mapped_column(sa.String(30))
    title: Mapped[Localised]
    summary: Mapped[Localised]
    objectives: Mapped[list[dict[str, str]]]
    hours: Mapped[int]
    minutes: Mapped[int]
    data_bytes: Mapped[int]
    outline_json: Mapped[list[Any]] = mapped_column("outline")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    digest: Mapped[str] = mapped_column(sa.String(64))
    targets: Mapped[dict[str, str]] = mapped_column(default_factory=dict)

    course: Mapped[Course] = relationship()

    @cached_property
    def outline(self) -> Outline:
        return Outline.from_json(self.outline_json)


class LessonRevision(Model):
    """A lesson as it was published.

    `parts` is a list, in order: {"kind": "text", "html": {"en": …, "ur": …}} and the like, made
    once; an upper room's part is {"kind": "quiz", "key": …} and is drawn for each person.
    `source` is the Markdown it was made from, by language.
    """

    __tablename__ = "lesson_revision"

    revision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("course_revision.id", ondelete="CASCADE"), primary_key=True
    )
    lesson_id: Mapped[int] = mapped_column(
        sa.ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    parts: Mapped[list[Any]]
    source: Mapped[Localised]
    data_bytes: Mapped[int]


class Enrolment(Model):
    """A member's way through a course; completed once, it stays so for the revision of that day."""

    __tablename__ = "enrolment"
    __table_args__ = (sa.UniqueConstraint("member_id", "course_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), init=False)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("course.id"), index=True, init=False)
    enrolled_at: Mapped[datetime] = mapped_column(default_factory=now)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_revision_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("course_revision.id"), init=False
    )
    last_lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lesson.id"), init=False)

    member: Mapped[Member] = relationship()
    course: Mapped[Course] = relationship()
    completed_revision: Mapped[CourseRevision | None] = relationship(default=None)


class Group(Model):
    """Learners of a course who are treated alike in something; a cohort fills one."""

    __tablename__ = "learner_group"
    __table_args__ = (sa.UniqueConstraint("course_id", "name"),)

    id: Mapped[Id] = mapped_column(init=False)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("course.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))


class GroupMember(Model):
    """A learner in a group."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(
        sa.ForeignKey("learner_group.id", ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LessonProgress(Model):
    """A lesson that was done. What is not done has no row."""

    __tablename__ = "lesson_progress"
    __table_args__ = ({"sqlite_with_rowid": False},)

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson.id"), primary_key=True, index=True)
    done_at: Mapped[datetime] = mapped_column(default_factory=now)


class BlockProgress(Model):
    """A block of an upper room's kind that was done (a quiz that was passed), as that room said."""

    __tablename__ = "block_progress"
    __table_args__ = ({"sqlite_with_rowid": False},)

    enrolment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(default_factory=now)


class Fact(Model):
    """A value that changes in the world, kept once and cited by its key.

    `value` is a number as text, or None. `certainty` is A (the body's own page) to D (belief);
    a fact whose `status` is "check" may not be cited. `source_date` is "2026", "2026-06" or
    "2026-06-30", as far as it is known.
    """

    __tablename__ = "fact"

    id: Mapped[Id] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    value: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    unit: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    text: Mapped[Localised]
    source_title: Mapped[str] = mapped_column(sa.String(300))
    source_url: Mapped[str] = mapped_column(sa.String(500))
    source_date: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    certainty: Mapped[str] = mapped_column(sa.String(1))
    checked_on: Mapped[date]
    review_by: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(sa.String(10))

    @property
    def is_stated(self) -> bool:
        return self.status == "stated"

    def snapshot(self) -> dict[str, Any]:
        """The fact as a revision keeps it: plain values, dates as 2026-11-22."""
        return fact_snapshot(self)
