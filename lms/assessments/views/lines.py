"""The lines of a quiz: adding, changing, ordering and taking out."""

from __future__ import annotations

import re

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessments import drafts, kinds, queries
from lms.assessments.actions import lines
from lms.assessments.checking import Reader
from lms.assessments.forms import DrawForm, HeadingForm, MarkForm, saved_meanwhile
from lms.assessments.forms.lines import read_source, read_tags, source_of, sources
from lms.assessments.models import Quiz, QuizEntry
from lms.assessments.pools import Pool
from lms.assessments.queries.choosing import (
    UsableBank,
    Wanted,
    choosable,
    known_questions,
    usable,
)
from lms.assessments.views.room import bp
from lms.assessments.views.writing import LINE, QUIZ, line_of, quiz_of, to_line, to_quiz, writers
from lms.courses.actions.drafting import Overtaken
from lms.courses.forms import ConfirmForm
from lms.web.forms import render_page
from lms.web.pagination import paginate

STEPS = {"up": -1, "down": 1}
MOST_LINES = 500
_ID = re.compile(r"[0-9]{1,9}")


@bp.route(f"{QUIZ}/new-heading", methods=["GET", "POST"])
@writers
def new_heading(slug: str, key: str) -> ResponseReturnValue:
    quiz = quiz_of(slug, key)
    form = HeadingForm()
    if form.validate_on_submit():
        entry = lines.add_heading(quiz, form.title)
        flash(_("The heading is added. Move it to where its section begins."))
        return to_line(quiz, entry)
    return render_page("assessments/editor/heading.html", form, course=quiz.course, quiz=quiz)


@bp.route(f"{QUIZ}/new-draw", methods=["GET", "POST"])
@writers
def new_draw(slug: str, key: str) -> ResponseReturnValue:
    """A draw from a bank; with the button "look" it only says how many questions fit."""
    quiz = quiz_of(slug, key)
    banks = usable(quiz.course)
    form = DrawForm.among(banks)
    if "look" not in request.form and form.validate_on_submit():
        entry = lines.add_draw(quiz, form.pool, form.worth)
        flash(_("The draw is added."))
        return to_line(quiz, entry)
    return _draw_page(quiz, form, banks)


@bp.get(f"{QUIZ}/fitting")
@writers
def fitting(slug: str, key: str) -> ResponseReturnValue:
    """How many questions the draw that a form describes would find, for a script."""
    quiz = quiz_of(slug, key)
    course, category = read_source(request.args.get("source", ":"))
    pool = Pool.read(
        Reader(
            {
                "course": course,
                "category": "/".join(category),
                "tags": list(read_tags(request.args.get("tags", ""))),
                "difficulties": request.args.getlist("difficulties")[:9],
            }
        )
    )
    return jsonify(fits=_fits(quiz, pool))


@bp.route(LINE, methods=["GET", "POST"])
@writers
def edit_line(slug: str, key: str, line: int) -> ResponseReturnValue:
    """What one line says: the words of a heading, a draw, the marks of a question here."""
    quiz, entry = line_of(slug, key, line)
    if entry.heading is not None:
        return _edit_heading(quiz, entry)
    if entry.pool is not None:
        return _edit_draw(quiz, entry)
    return _edit_mark(quiz, entry)


def _edit_heading(quiz: Quiz, entry: QuizEntry) -> ResponseReturnValue:
    values = HeadingForm.of(entry.heading or {})
    form = HeadingForm(data=values | {"version": drafts.line_version(entry)})
    if form.validate_on_submit():
        with form.showing(Overtaken):
            lines.change_line(entry, heading=form.title, version=form.version.data)
            return _saved(quiz, entry)
    saved = saved_meanwhile(form, values, drafts.line_version(entry))
    return render_page(
        "assessments/editor/heading.html",
        form,
        course=quiz.course,
        quiz=quiz,
        entry=entry,
        saved=saved,
    )


def _edit_draw(quiz: Quiz, entry: QuizEntry) -> ResponseReturnValue:
    pool = drafts.pool_of(entry) or Pool()
    version, mark = drafts.line_version(entry), DrawForm.of_mark(entry.mark)
    banks = usable(quiz.course)
    form = DrawForm.among(banks, pool, version=version, **mark)
    if "look" not in request.form and form.validate_on_submit():
        with form.showing(Overtaken):
            lines.change_line(entry, pool=form.pool, mark=form.worth, version=form.version.data)
            return _saved(quiz, entry)
    return _draw_page(quiz, form, banks, entry)


def _edit_mark(quiz: Quiz, entry: QuizEntry) -> ResponseReturnValue:
    values = MarkForm.of_mark(entry.mark)
    form = MarkForm(data=values | {"version": drafts.line_version(entry)})
    if form.validate_on_submit():
        with form.showing(Overtaken):
            lines.change_line(entry, mark=form.worth, version=form.version.data)
            return _saved(quiz, entry)
    return render_page(
        "assessments/editor/marks.html",
        form,
        course=quiz.course,
        quiz=quiz,
        entry=entry,
        saved=saved_meanwhile(form, values, drafts.line_version(entry)),
    )


def _saved(quiz: Quiz, entry: QuizEntry) -> ResponseReturnValue:
    flash(_("The line is saved."))
    return to_line(quiz, entry)


def _draw_page(
    quiz: Quiz, form: DrawForm, banks: list[UsableBank], entry: QuizEntry | None = None
) -> ResponseReturnValue:
    """The count of what fits is said when it was asked for; a script asks while one fills in."""
    is_asked = form.is_submitted() and form.validate()
    saved: list[tuple[str, str]] = []
    if entry is not None:
        values = DrawForm.of_pool(drafts.pool_of(entry) or Pool()) | DrawForm.of_mark(entry.mark)
        saved = saved_meanwhile(form, values, drafts.line_version(entry))
    return render_page(
        "assessments/editor/draw.html",
        form,
        course=quiz.course,
        quiz=quiz,
        entry=entry,
        fits=_fits(quiz, form.pool) if is_asked else None,
        tags=sorted({tag for bank in banks for tag in bank.tags}),
        saved=saved,
    )


def _fits(quiz: Quiz, pool: Pool) -> str:
    """How many the draw could give; what stands in the quiz by name is asked anyway."""
    named = {question.id for question in quiz.questions}
    found = queries.drawable(quiz.course_id, pool)
    count = sum(one.question_id not in named for one in found)
    sentence: str = ngettext("%(num)s question fits.", "%(num)s questions fit.", count)
    return sentence


@bp.route(f"{QUIZ}/choose", methods=["GET", "POST"])
@writers
def choose_questions(slug: str, key: str) -> ResponseReturnValue:
    """Find questions in the banks that the course may use, and put those ticked into the quiz."""
    quiz = quiz_of(slug, key)
    if request.method == "POST":
        return _add_chosen(quiz)
    banks = usable(quiz.course)
    wanted, source = _wanted()
    return render_page(
        "assessments/editor/choose.html",
        course=quiz.course,
        quiz=quiz,
        page=paginate(choosable(quiz.course, wanted, banks), per_page=20),
        wanted=wanted,
        source=source,
        sources=sources(banks),
        tags=sorted({tag for bank in banks for tag in bank.tags}),
        there={entry.question_id for entry in quiz.entries},
        kind_names=kinds.names(),
    )


def _wanted() -> tuple[Wanted, str]:
    """What the search asks for, and the bank or folder as the control says it."""
    words, tags = request.args.get("q", "").strip(), read_tags(request.args.get("tag", ""))
    tag = tags[0] if tags else ""
    if ":" not in (source := request.args.get("in", "")):
        return Wanted(words=words, tag=tag), ""
    course, category = read_source(source)
    wanted = Wanted(words=words, tag=tag, course=course, category=category)
    return wanted, source_of(course, category)


def _add_chosen(quiz: Quiz) -> ResponseReturnValue:
    ticked = [int(text) for text in request.form.getlist("question") if _ID.fullmatch(text)]
    chosen = known_questions(quiz.course, ticked[:MOST_LINES])
    added = lines.add_known(quiz, chosen)
    if not added:
        flash(_("Nothing was added: tick questions that are not in the quiz yet."), "warn")
        return redirect(url_for(".choose_questions", slug=quiz.course.slug, key=quiz.key), 303)
    flash(ngettext("%(num)s question was added.", "%(num)s questions were added.", len(added)))
    return to_line(quiz, added[0])


@bp.route(f"{LINE}/remove", methods=["GET", "POST"])
@writers
def remove_line(slug: str, key: str, line: int) -> ResponseReturnValue:
    quiz, entry = line_of(slug, key, line)
    form = ConfirmForm()
    if form.validate_on_submit():
        lines.remove_line(quiz, entry)
        flash(_("The line is taken out of the quiz."))
        return to_quiz(quiz)
    return render_page(
        "assessments/editor/remove_line.html", form, course=quiz.course, quiz=quiz, entry=entry
    )


@bp.post(f"{LINE}/move")
@writers
def move_line(slug: str, key: str, line: int) -> ResponseReturnValue:
    quiz, entry = line_of(slug, key, line)
    lines.move_line(quiz, entry, STEPS.get(request.form.get("to", "")) or abort(400))
    return to_line(quiz, entry)


@bp.post(f"{QUIZ}/order")
@writers
def order_lines(slug: str, key: str) -> ResponseReturnValue:
    """Bring all lines into the order of the ids sent; the answer names the new version."""
    quiz = quiz_of(slug, key)
    ids = request.form.get("ids", "").split(",")
    if len(ids) > MOST_LINES or not all(map(_ID.fullmatch, ids)):
        abort(400)
    lines.order_lines(quiz, [int(one) for one in ids], request.form.get("version", ""))
    return jsonify(version=drafts.lines_version(quiz))
