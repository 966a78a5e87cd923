"""What authors fill in: shape and format only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Regexp,
    ValidationError,
)

from lms.courses import drafts
from lms.courses.actions.drafting import CourseDetails
from lms.courses.actions.groups import MOST_LINES
from lms.courses.actions.lessons import LessonDraft
from lms.courses.blocks import kinds
from lms.courses.draft_text import read_text
from lms.courses.models import Course, Lesson, Module, Track
from lms.courses.naming import LONGEST, NAME, slug_of
from lms.i18n import localised
from lms.members.forms import CertificateNameForm
from lms.web.forms import Form

TRACKS = {
    Track.SKILLS: _l("Skills"),
    Track.FINANCIAL_LITERACY: _l("Financial literacy"),
    Track.PLATFORM_ONBOARDING: _l("Platform onboarding"),
}
TITLE = 120
SUMMARY = 1_000
OBJECTIVES = 3_000
MARKDOWN = 100_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def tidy(text: str | None) -> str:
    """One line: control characters and what surrounds the text are gone."""
    return " ".join(_CONTROL.sub(" ", text or "").split())


def clean(text: str | None) -> str:
    """The text as sent, but with plain line ends and without control characters."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n"))


def lines(text: str) -> list[str]:
    """Its lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def in_languages(form: Form, name: str) -> dict[str, str]:
    """What the fields `name`_en and `name`_ur hold; a language without text is left out."""
    texts = {language: form[f"{name}_{language}"].data for language in ("en", "ur")}
    return {language: text for language, text in texts.items() if text}


def apart(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The values of the fields `name`_en and `name`_ur for such texts."""
    return {f"{name}_{language}": texts.get(language, "") for language in ("en", "ur")}


def _line(label: Any, longest: int, *validators: Any, **options: Any) -> StringField:
    return StringField(label, [*validators, Length(max=longest)], filters=[tidy], **options)


def _text(label: Any, longest: int, **options: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=longest)], filters=[clean], **options)


def _either(other: str) -> Callable[[Form, Any], None]:
    def check(form: Form, field: Any) -> None:
        if not field.data and not form[other].data:
            raise ValidationError(_("Write a title in one language at least."))

    return check


class TitleForm(Form):
    """A title in both languages; one is enough while the course is a draft."""

    title_en = _line(_l("Title in English"), TITLE, _either("title_ur"))
    title_ur = _line(_l("Title in Urdu"), TITLE)

    @property
    def title(self) -> dict[str, str]:
        return in_languages(self, "title")

    @staticmethod
    def of(title: Mapping[str, str]) -> dict[str, str]:
        """The fields' values for a title."""
        return apart("title", title)


class CourseForm(TitleForm):
    """What a course is, apart from its lessons."""

    summary_en = _text(_l("Summary in English"), SUMMARY)
    summary_ur = _text(_l("Summary in Urdu"), SUMMARY)
    objectives_en = _text(_l("What trainees will be able to do, in English"), OBJECTIVES)
    objectives_ur = _text(_l("What trainees will be able to do, in Urdu"), OBJECTIVES)
    track = SelectField(_l("Track"), choices=[SelectChoice(t, name) for t, name in TRACKS.items()])
    hours = IntegerField(
        _l("Hours of study"),
        [InputRequired(), NumberRange(1, 500)],
        default=1,
        description=_l("A whole number. It is printed on the certificate."),
    )
    slug = _line(
        _l("Name in the address"),
        LONGEST,
        Regexp(
            f"({NAME.pattern})?$",
            message=_l("Use small Latin letters and digits, with hyphens between words."),
        ),
        description=_l("Leave it empty to make it from the English title."),
    )
    version = HiddenField()

    def validate_slug(self, field: Any) -> None:
        if not field.data and not slug_of(self.title_en.data or ""):
            raise ValidationError(_("Without an English title, write the name yourself."))

    @classmethod
    def of_course(cls, course: Course) -> dict[str, Any]:
        """The fields' values for a course as it is saved."""
        return {
            **apart("title", course.title),
            **apart("summary", course.summary),
            **apart("objectives", _by_line(course.objectives)),
            "track": course.track,
            "hours": course.hours,
            "slug": course.slug,
        }

    @property
    def details(self) -> CourseDetails:
        """What was filled in; the slug is made from the English title when it was left out."""
        return CourseDetails(
            slug=self.slug.data or slug_of(self.title_en.data or ""),
            track=self.track.data,
            title=self.title,
            summary=in_languages(self, "summary"),
            objectives=self._objectives(),
            hours=self.hours.data or 1,
        )

    def _objectives(self) -> list[dict[str, str]]:
        """One for each line, the languages paired by their order."""
        return paired(lines(self.objectives_en.data or ""), lines(self.objectives_ur.data or ""))


def _by_line(objectives: Iterable[Mapping[str, str]]) -> dict[str, str]:
    languages = ("en", "ur")
    return {name: "\n".join(o[name] for o in objectives if name in o) for name in languages}


def paired(english: list[str], urdu: list[str]) -> list[dict[str, str]]:
    """The first English text with the first Urdu one, and so on; the rest stands alone."""
    both = [{"en": en, "ur": ur} for en, ur in zip(english, urdu, strict=False)]
    alone = [{"en": en} for en in english[len(urdu) :]]
    return both + alone + [{"ur": ur} for ur in urdu[len(english) :]]


class NewLessonForm(TitleForm):
    minutes = IntegerField(
        _l("Minutes"),
        [InputRequired(), NumberRange(1, 600)],
        default=10,
        description=_l("How long a careful reader needs, tasks included."),
    )


class PlaceForm(Form):
    """The module that a lesson is to stand in."""

    module = RadioField(_l("Module"), validators=[InputRequired()])

    @classmethod
    def among(cls, modules: Iterable[Module]) -> PlaceForm:
        form = cls()
        form.module.choices = [SelectChoice(m.key, localised(m.title)) for m in modules]
        return form


class LessonForm(NewLessonForm):
    """A lesson as its author writes it.

    `version` names what the author began from; `at` tells where the cursor was last, as "en:120".
    """

    text_en = _text(_l("Text in English"), MARKDOWN)
    text_ur = _text(_l("Text in Urdu"), MARKDOWN)
    version = HiddenField()
    at = HiddenField()
    file = FileField(_l("Picture or file"))

    def validate_text_en(self, field: Any) -> None:
        _check_shape(field, "en")

    def validate_text_ur(self, field: Any) -> None:
        _check_shape(field, "ur")

    @property
    def texts(self) -> dict[str, str]:
        """The Markdown by language."""
        return in_languages(self, "text")

    @property
    def draft(self) -> LessonDraft:
        return LessonDraft(title=self.title, minutes=self.minutes.data or 1, texts=self.texts)

    @classmethod
    def of_lesson(cls, lesson: Lesson, texts: Mapping[str, str]) -> dict[str, Any]:
        """The fields' values for a lesson as it is saved."""
        return {
            **apart("title", lesson.title),
            **apart("text", texts),
            "minutes": lesson.minutes,
            "version": drafts.lesson_version(lesson),
        }


def _check_shape(field: Any, language: str) -> None:
    """Say every line at which the Markdown cannot be parted into blocks."""
    _blocks, problems = read_text(field.data, language, kinds())
    field.errors += [
        _("Line %(line)s: %(problem)s", line=problem.place.line, problem=problem.message)
        for problem in problems
    ]


class FileForm(Form):
    file = FileField(_l("Picture or file"))

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose a file first."))


class AuthorForm(Form):
    number = _line(
        _l("Member number"),
        40,
        InputRequired(),
        description=_l("It stands on the member's profile, for example H-1234567-C."),
    )


class GroupForm(Form):
    name = _line(_l("Name of the group"), 80, DataRequired(_l("Please fill this in.")))


class NumbersForm(Form):
    """Learners by their member numbers, one a line."""

    numbers = _text(
        _l("Member numbers, one a line"),
        20_000,
        description=_l("Paste them from a list, for example H-1234567-8."),
    )

    def validate_numbers(self, field: Any) -> None:
        if not self.lines:
            raise ValidationError(_("Paste one member number at least."))
        if len(self.lines) > MOST_LINES:
            raise ValidationError(_("Paste at most %(most)s lines at once.", most=MOST_LINES))

    @property
    def lines(self) -> list[str]:
        return lines(self.numbers.data or "")


class ConfirmForm(Form):
    """A form whose only content is that somebody meant it."""


class EnrolForm(CertificateNameForm):
    """Enrolling for the first time: how the name is to stand on certificates."""

    is_right = BooleanField(
        _l("This is my name as it must stand on my certificates"),
        [InputRequired(_l("Look at the name once more, then tick this."))],
    )
