"""The lines of a quiz's draft: questions, headings and draws, and the order they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _

from lms.assessments import drafts
from lms.assessments.actions.questions import refuse_late
from lms.assessments.models import Question, Quiz, QuizEntry
from lms.assessments.pools import Pool
from lms.courses.actions.drafting import Overtaken, lock
from lms.db import db


def add_heading(quiz: Quiz, heading: dict[str, str]) -> QuizEntry:
    """A heading at the end; what is put after it stands under it."""
    return _add(quiz, QuizEntry(quiz=quiz, position=len(quiz.entries), heading=heading))


def add_draw(quiz: Quiz, pool: Pool, mark: Fraction | None = None) -> QuizEntry:
    """A random draw at the end."""
    entry = QuizEntry(quiz=quiz, position=len(quiz.entries), pool=pool.dump(), mark=mark)
    return _add(quiz, entry)


def add_known(quiz: Quiz, questions: Sequence[Question]) -> list[QuizEntry]:
    """Put questions of a bank at the end; one that stands in the quiz already stays where it is."""
    lock(quiz.course)
    there = {entry.question_id for entry in quiz.entries}
    new = [one for one in dict.fromkeys(questions) if one.id not in there]
    added = [QuizEntry(quiz=quiz, question=one, position=len(quiz.entries)) for one in new]
    db.session.add_all(added)
    number_lines(quiz)
    return added


def _add(quiz: Quiz, entry: QuizEntry) -> QuizEntry:
    db.session.add(entry)
    lock(quiz.course)
    number_lines(quiz)
    return entry


def change_line(
    entry: QuizEntry,
    *,
    heading: dict[str, str] | None = None,
    pool: Pool | None = None,
    mark: Fraction | None = None,
    version: str | None = None,
) -> None:
    """Bring a line to this, if it still is what `version` names; a question stays the question.

    Raises Overtaken.
    """
    lock(entry.quiz.course)
    refuse_late(version, drafts.line_version(entry))
    if heading is not None:
        entry.heading = heading
    if pool is not None:
        entry.pool = pool.dump()
    entry.mark = mark
    db.session.flush()


def remove_line(quiz: Quiz, entry: QuizEntry) -> None:
    """Take the line out. A question stays in the bank: attempts may have been given it."""
    lock(quiz.course)
    if entry in quiz.entries:
        quiz.entries.remove(entry)
    number_lines(quiz)


def move_line(quiz: Quiz, entry: QuizEntry, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    lock(quiz.course)
    entries = list(quiz.entries)
    place = entries.index(entry)
    if 0 <= place + step < len(entries):
        entries[place], entries[place + step] = entries[place + step], entries[place]
    _bring_into(quiz, entries)


def order_lines(quiz: Quiz, ids: Sequence[int], version: str) -> None:
    """Bring all lines into this order, if they still are those that `version` names.

    Raises Overtaken, for an order that names other lines as well.
    """
    lock(quiz.course)
    refuse_late(version, drafts.lines_version(quiz))
    if sorted(ids) != sorted(entry.id for entry in quiz.entries):
        raise Overtaken(_("Somebody else added a line or took one out. Load the page again."))
    _bring_into(quiz, sorted(quiz.entries, key=lambda entry: ids.index(entry.id)))


def _bring_into(quiz: Quiz, entries: Sequence[QuizEntry]) -> None:
    quiz.entries.sort(key=entries.index)
    number_lines(quiz)


def number_lines(quiz: Quiz) -> None:
    """Let each line know its place; those that are gone are gone."""
    for position, entry in enumerate(quiz.entries):
        entry.position = position
    db.session.flush()
