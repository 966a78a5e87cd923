"""The categories of a bank: made, renamed, moved into one another, taken away."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments.actions import categories as actions
from lms.assessments.folders import Folder
from lms.assessments.forms.bank import CategoryForm
from lms.assessments.models import QuestionCategory
from lms.assessments.queries import banks
from lms.assessments.views.bank_desk import BANK, Desk, with_bank, writable
from lms.assessments.views.room import bp
from lms.assessments.views.writing import writers
from lms.courses.forms import ConfirmForm
from lms.web.guards import found

CATEGORY = f"{BANK}/categories/<path:category>"


@bp.route(f"{BANK}/categories", methods=["GET", "POST"])
@writers
def categories(slug: str) -> ResponseReturnValue:
    """All categories, and a form for one more."""
    desk = writable(slug)
    tree = desk.tree
    form = CategoryForm.among(tree.folders, data={"parent": request.args.get("in", "")})
    if form.validate_on_submit():
        parent = tree.at(form.parent.data)
        with form.showing(actions.TooDeep):
            actions.add_category(desk.course, form.title, None if parent is None else parent.id)
            flash(_("The category is there."))
            return _to_categories(desk)
    return desk.page("assessments/bank/categories.html", form, tree=tree)


@bp.route(CATEGORY, methods=["GET", "POST"])
@writers
def category(slug: str, category: str) -> ResponseReturnValue:
    """The title of a category, and where it stands."""
    desk = writable(slug)
    folder, stored = _stored(desk, category)
    tree = desk.tree
    place = "/".join(folder.path[:-1])
    values = {**CategoryForm.of(folder.title), "parent": place}
    form = CategoryForm.among(tree.outside(folder), data=values)
    if form.validate_on_submit():
        parent = tree.at(form.parent.data)
        with form.showing(actions.TooDeep, actions.OwnInside):
            actions.rename_category(desk.course, stored, form.title)
            actions.move_category(with_bank(desk), stored, None if parent is None else parent.id)
            flash(_("The category is saved."))
            return _to_categories(desk)
    return desk.page("assessments/bank/category.html", form, folder=folder)


@bp.route(f"{BANK}/delete-category/<path:category>", methods=["GET", "POST"])
@writers
def delete_category(slug: str, category: str) -> ResponseReturnValue:
    """Take a category away; what stands in it moves up."""
    desk = writable(slug)
    folder, stored = _stored(desk, category)
    bank, tree = with_bank(desk), desk.tree
    form = ConfirmForm()
    if form.validate_on_submit():
        moved = actions.delete_category(bank, stored)
        flash(
            ngettext(
                "The category is deleted, and %(num)s question moved up.",
                "The category is deleted, and %(num)s questions moved up.",
                moved,
            )
        )
        return _to_categories(desk)
    return desk.page(
        "assessments/bank/delete_category.html",
        form,
        folder=folder,
        parent=tree.get(folder.parent_id),
        draws=actions.draws_of(bank, [folder]),
    )


def _stored(desk: Desk, name: str) -> tuple[Folder, QuestionCategory]:
    folder = found(desk.tree.at(name))
    return folder, banks.categories_of(with_bank(desk).id)[folder.id]


def _to_categories(desk: Desk) -> ResponseReturnValue:
    return redirect(url_for(".categories", slug=desk.course.slug), 303)
