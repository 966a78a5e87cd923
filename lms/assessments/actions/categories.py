"""The categories of a bank. Draws that name one go on naming it wherever it is moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _

from lms.assessments import queries
from lms.assessments.actions.questions import bank_for
from lms.assessments.checking import MAX_KEY
from lms.assessments.folders import Folder, Tree
from lms.assessments.models import Question, QuestionBank, QuestionCategory
from lms.assessments.pools import DEEPEST, Path
from lms.assessments.queries import banks, uses
from lms.courses.actions.drafting import lock
from lms.courses.models import Course
from lms.courses.naming import free_name, slug_of
from lms.db import db
from lms.errors import RuleBroken

_QUESTIONS = Question.metadata.tables[Question.__tablename__]


class TooDeep(RuleBroken):
    """Categories stand in categories only so far down."""


class OwnInside(RuleBroken):
    """A category cannot stand in itself."""


def add_category(
    course: Course, title: dict[str, str], parent_id: int | None = None
) -> QuestionCategory:
    """A new category of the bank of the course, named after its title. Raises TooDeep."""
    lock(course)
    bank = bank_for(course)
    tree = banks.tree(bank.id)
    _refuse_deep(len(tree.path(parent_id)) + 1)
    wished = slug_of(title.get("en", ""), MAX_KEY) or "category"
    category = QuestionCategory(
        bank_id=bank.id, parent_id=parent_id, key=_free(tree, parent_id, wished), title=title
    )
    db.session.add(category)
    db.session.flush()
    return category


def rename_category(course: Course, category: QuestionCategory, title: dict[str, str]) -> None:
    """Its name in addresses and files stays: draws and packages know it by that."""
    lock(course)
    category.title = title
    db.session.flush()


def move_category(
    bank: QuestionBank, category: QuestionCategory, parent_id: int | None
) -> QuestionCategory:
    """Put it into another one, None for the top; what stands in it comes along.

    Raises OwnInside, TooDeep.
    """
    lock(bank.course)
    tree = banks.tree(bank.id)
    folder = _folder(tree, category)
    inside = tree.within(folder)
    if parent_id in {one.id for one in inside}:
        raise OwnInside(_("A category cannot be moved into itself."))
    if parent_id != category.parent_id:
        height = max(one.depth for one in inside) - folder.depth
        _refuse_deep(len(tree.path(parent_id)) + 1 + height)
        _put(bank, category, folder, tree, parent_id)
    return category


def delete_category(bank: QuestionBank, category: QuestionCategory) -> int:
    """Take the category away; what stands in it moves up. How many questions did."""
    lock(bank.course)
    folder = _folder(banks.tree(bank.id), category)
    stored = banks.categories_of(bank.id)
    for child in banks.tree(bank.id).children(folder.id):
        # Read anew each time: whoever moved up before has taken a name there.
        _put(bank, stored[child.id], child, banks.tree(bank.id), folder.parent_id)
    moved = db.session.connection().execute(
        sa.update(_QUESTIONS)
        .where(_QUESTIONS.c.category_id == folder.id)
        .values(category_id=folder.parent_id)
    )
    db.session.delete(category)
    db.session.flush()
    db.session.expire_all()
    return int(moved.rowcount)


def category_at(bank: QuestionBank, path: Path) -> QuestionCategory | None:
    """The category of this path, made if it is not there; None for the top.

    What is made is called by its key until somebody says its title.
    """
    category: QuestionCategory | None = None
    for key in path:
        category = _child(bank, category, key) or _made(bank, category, key)
    return category


def put_categories(course: Course, titles: Iterable[tuple[Path, dict[str, str]]]) -> None:
    """Bring the titles of these categories to these; those that are not there are made."""
    for path, title in titles:
        category = category_at(bank_for(course), path)
        if category is not None:
            category.title = title
    db.session.flush()


def _child(
    bank: QuestionBank, parent: QuestionCategory | None, key: str
) -> QuestionCategory | None:
    query = sa.select(QuestionCategory).where(
        QuestionCategory.bank_id == bank.id, QuestionCategory.key == key
    )
    parent_id = None if parent is None else parent.id
    return db.session.scalar(
        query.where(QuestionCategory.parent_id.is_not_distinct_from(parent_id))
    )


def _made(bank: QuestionBank, parent: QuestionCategory | None, key: str) -> QuestionCategory:
    title = {"en": key.replace("-", " ").capitalize()}
    parent_id = None if parent is None else parent.id
    category = QuestionCategory(bank_id=bank.id, parent_id=parent_id, key=key, title=title)
    db.session.add(category)
    db.session.flush()
    return category


def _folder(tree: Tree, category: QuestionCategory) -> Folder:
    folder = tree.get(category.id)
    if folder is None:
        raise LookupError(f"category {category.id} is not in this bank")
    return folder


def _refuse_deep(depth: int) -> None:
    if depth > DEEPEST:
        raise TooDeep(_("Categories stand in one another at most %(most)s deep.", most=DEEPEST))


def _put(
    bank: QuestionBank,
    category: QuestionCategory,
    folder: Folder,
    tree: Tree,
    parent_id: int | None,
) -> None:
    category.key = _free(tree, parent_id, category.key)
    category.parent_id = parent_id
    db.session.flush()
    _follow(bank, folder.path, (*tree.path(parent_id), category.key))


def _free(tree: Tree, parent_id: int | None, wished: str) -> str:
    return free_name(wished, {one.path[-1] for one in tree.children(parent_id)})


def _follow(bank: QuestionBank, before: Path, after: Path) -> None:
    """Have the draws that name a category, or one within it, name it where it stands now."""
    for line in uses.draws_from(bank):
        rest = _rest(line.pool.category, before)
        if rest is not None:
            line.entry.pool = replace(line.pool, category=(*after, *rest)).dump()
    db.session.flush()


def _rest(path: Path, within: Path) -> Path | None:
    return path[len(within) :] if path[: len(within)] == within else None


def draws_of(bank: QuestionBank, folders: Sequence[Folder]) -> list[uses.DrawLine]:
    """The draws that name one of these categories."""
    paths = {folder.path for folder in folders}
    return [line for line in queries.uses.draws_from(bank) if line.pool.category in paths]
