"""What authors of quizzes fill in. A question's form speaks its kind's neutral dict, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from lms.assessments.access import MOST_ATTEMPTS, MOST_MINUTES, QuizAccess
from lms.assessments.checking import MAX_TEXT, Flaw, Reader
from lms.assessments.kinds.choices import MOST as MOST_CHOICES
from lms.assessments.kinds.item import MOST_MARKS
from lms.assessments.kinds.multiple_choice import DEFAULT as DEFAULT_SCORING
from lms.assessments.numbers import exact, neutral
from lms.assessments.review import PRESETS
from lms.assessments.settings import MOST_QUESTIONS, QuizSettings
from lms.courses.forms import TitleForm, apart, clean, in_languages, lines, tidy
from lms.i18n import LANGUAGES
from lms.web.forms import Form

KIND_NAMES = {
    "single-choice": _l("One right choice"),
    "multiple-choice": _l("Several right choices"),
    "true-false": _l("True or false"),
    "numeric": _l("A number"),
    "short-text": _l("A word or a few"),
}
FEEDBACK_NAMES = {
    "after-submit": _l("As soon as the answers are sent"),
    "after-pass": _l("Once the learner has passed"),
    "never": _l("Never"),
}
SCORING_NAMES = {
    "right-minus-wrong": _l("Right choices count, wrong ones take away"),
    "all-or-nothing": _l("All of it right, or nothing"),
    "per-option": _l("Each choice rightly taken or left counts"),
}
_FIELDS = {"text": "text_en", "feedback": "feedback_en", "unit": "unit_en"}
FIRST_CHOICES = 4
FIRST_SPANS = 2
MOST_SPANS = 8


def _line(label: Any, *validators: Any, longest: int = 300, **options: Any) -> StringField:
    return StringField(label, [*validators, Length(max=longest)], filters=[tidy], **options)


def _text(label: Any, *validators: Any, **options: Any) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=MAX_TEXT)], filters=[clean], **options)


def _whole(label: Any, most: int, hint: Any) -> IntegerField:
    return IntegerField(label, [InputRequired(), NumberRange(0, most)], description=hint)


def saved_meanwhile(form: Form, values: Mapping[str, Any], version: str) -> list[tuple[str, str]]:
    """What stands in fields that somebody else changed; sent again, the form then replaces it.

    `values` and `version` are of what is saved now.
    """
    if form.version.data == version:
        return []
    form.version.data = version
    changed = ((name, _as_text(value)) for name, value in values.items())
    return [
        (str(form[name].label.text), text)
        for name, text in changed
        if text != _as_text(form[name].data)
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_as_text(one) for one in value.values() if one)
    if isinstance(value, list):
        return " / ".join(filter(None, map(_as_text, value)))
    return "" if value is None else str(value)


class NewQuizForm(TitleForm):
    """The title is enough to begin with."""


class QuizForm(TitleForm):
    """Title and rules of a quiz. `version` names what the author began from."""

    pass_mark = _whole(_l("Pass mark in percent"), 100, _l("Of all marks, how many must be won."))
    attempts = _whole(_l("Attempts"), MOST_ATTEMPTS, _l("0 is as many as one likes."))
    time_limit = _whole(_l("Minutes for one attempt"), MOST_MINUTES, _l("0 is no limit."))
    draw = _whole(_l("Questions to draw"), MOST_QUESTIONS, _l("0 asks all of them."))
    shuffle = BooleanField(_l("Shuffle questions and choices"))
    feedback = RadioField(
        _l("When learners see what was right, and why"),
        choices=[SelectChoice(str(rule), name) for rule, name in FEEDBACK_NAMES.items()],
    )
    version = HiddenField()

    @classmethod
    def of_settings(
        cls, title: Mapping[str, str], settings: QuizSettings, access: QuizAccess
    ) -> dict[str, Any]:
        """The fields' values for a quiz as it is saved."""
        values = settings.dump() | {"pass_mark": int(settings.pass_mark)}
        preset = next((word for word, one in PRESETS.items() if one == settings.review), "")
        limits = {"attempts": access.attempts, "time_limit": access.time_limit}
        return cls.of(title) | values | limits | {"feedback": preset}

    @property
    def settings(self) -> QuizSettings:
        """What was filled in; the form must be valid."""
        names = ("pass_mark", "draw", "shuffle", "feedback")
        return QuizSettings.read(Reader({name: self[name].data for name in names}))

    @property
    def access(self) -> QuizAccess:
        """What was filled in; the form must be valid."""
        names = ("attempts", "time_limit")
        return QuizAccess.read(Reader({name: self[name].data for name in names}))


class QuestionForm(Form):
    """What all kinds have. `version` names what the author began from."""

    kind: ClassVar[str]
    template: ClassVar[str]
    more_label: ClassVar[Any] = None

    text_en = _text(_l("Question in English"))
    text_ur = _text(_l("Question in Urdu"))
    mark = _line(_l("Marks"), InputRequired(), default="1", longest=20)
    feedback_en = _text(_l("Why, in English"))
    feedback_ur = _text(_l("Why, in Urdu"))
    version = HiddenField()

    def validate_text_en(self, field: Any) -> None:
        if not field.data and not self.text_ur.data:
            raise ValidationError(_("Write the question in one language at least."))

    def validate_mark(self, field: Any) -> None:
        mark = exact(field.data)
        if mark is None or not 0 < mark <= MOST_MARKS:
            raise ValidationError(
                _("Write a number above 0 and up to %(most)s, as 1 or 0.5.", most=MOST_MARKS)
            )

    @property
    def content(self) -> dict[str, Any]:
        """The question that was filled in, as a neutral dict; kinds.check tells if it is sound."""
        content = {"kind": self.kind, "mark": self.mark.data, "text": in_languages(self, "text")}
        feedback = in_languages(self, "feedback")
        return content | ({"feedback": feedback} if feedback else {}) | self.own_content()

    def own_content(self) -> dict[str, Any]:
        """What only this kind has."""
        raise NotImplementedError

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The fields' values for a question as it is saved."""
        return {
            **apart("text", content["text"]),
            **apart("feedback", content.get("feedback", {})),
            "mark": str(content.get("mark", 1)),
            **cls.own_values(content),
        }

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def add_row(self) -> None:
        """One more row in the list of this kind, if it has one."""

    def show(self, flaws: Iterable[Flaw]) -> None:
        """Put what is wrong where it can be mended."""
        for flaw in flaws:
            name = str(flaw.path[0]) if flaw.path else ""
            field = self._fields.get(_FIELDS.get(name, name))
            if field is None or isinstance(field, FieldList):
                self.refuse(flaw.sentence)
            else:
                field.errors = [*field.errors, flaw.sentence]

    def refuse(self, sentence: str) -> None:
        """Show a sentence that belongs to no single field."""
        self.form_errors: list[str] = [*self.form_errors, sentence]


class ChoiceRow(PlainForm):
    text_en = _line(_l("Choice in English"), longest=500)
    text_ur = _line(_l("Choice in Urdu"), longest=500)
    feedback_en = _line(_l("Why, in English"), longest=1000)
    feedback_ur = _line(_l("Why, in Urdu"), longest=1000)

    @property
    def is_empty(self) -> bool:
        return not any(field.data for field in self)

    def texts(self, name: str) -> dict[str, str]:
        return {one: text for one in LANGUAGES if (text := self[f"{name}_{one}"].data)}


class _ChoicesForm(QuestionForm):
    """`right` holds the numbers of the rows that are right, from 0."""

    template = "assessments/editor/_choices.html"
    more_label = _l("One more choice")

    choices = FieldList(
        FormField(ChoiceRow),
        label=_l("Choices"),
        min_entries=FIRST_CHOICES,
        max_entries=MOST_CHOICES,
    )
    right = SelectMultipleField(_l("Right"), validate_choice=False)

    def own_content(self) -> dict[str, Any]:
        return {"choices": list(self._choices())}

    def _choices(self) -> Iterator[dict[str, Any]]:
        for place, row in enumerate(entry.form for entry in self.choices):
            if row.is_empty:
                continue
            choice: dict[str, Any] = {"text": row.texts("text")}
            if str(place) in (self.right.data or []):
                choice["right"] = True
            if feedback := row.texts("feedback"):
                choice["feedback"] = feedback
            yield choice

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        choices = content["choices"]
        rows = [
            {**apart("text", one["text"]), **apart("feedback", one.get("feedback", {}))}
            for one in choices
        ]
        return {
            "choices": rows,
            "right": [str(place) for place, one in enumerate(choices) if one.get("right")],
        }

    def add_row(self) -> None:
        if len(self.choices) < MOST_CHOICES:
            self.choices.append_entry()


class SingleChoiceForm(_ChoicesForm):
    kind = "single-choice"


class MultipleChoiceForm(_ChoicesForm):
    kind = "multiple-choice"

    scoring = SelectField(
        _l("How a half-right answer counts"),
        choices=[SelectChoice(scoring, name) for scoring, name in SCORING_NAMES.items()],
        default=DEFAULT_SCORING,
    )

    def own_content(self) -> dict[str, Any]:
        return super().own_content() | {"scoring": self.scoring.data}

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return super().own_values(content) | {"scoring": content.get("scoring", DEFAULT_SCORING)}


class TrueFalseForm(QuestionForm):
    kind = "true-false"
    template = "assessments/editor/_true_false.html"

    answer = RadioField(
        _l("The statement is"),
        choices=[SelectChoice("true", _l("True")), SelectChoice("false", _l("False"))],
        validators=[InputRequired(_l("Say whether the statement is true."))],
    )

    def own_content(self) -> dict[str, Any]:
        return {"answer": self.answer.data == "true"}

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"answer": "true" if content["answer"] else "false"}


class ShortTextForm(QuestionForm):
    kind = "short-text"
    template = "assessments/editor/_short_text.html"

    accept = _text(
        _l("Answers that are right, one a line"),
        InputRequired(_l("Write one right answer at least.")),
        description=_l(
            "Capital letters, spaces, vowel marks and the letters of Arabic keyboards make no"
            " difference."
        ),
    )

    def own_content(self) -> dict[str, Any]:
        return {"accept": lines(self.accept.data or "")}

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"accept": "\n".join(content["accept"])}


class SpanRow(PlainForm):
    """A value that is drawn: a name with its numbers, or with a fact."""

    name = _line(_l("Name"), longest=30)
    start = _line(_l("From"), longest=20)
    end = _line(_l("To"), longest=20)
    step = _line(_l("In steps of"), Optional(), longest=20)
    fact = _line(_l("Or from a fact"), longest=80)

    @property
    def span(self) -> dict[str, Any]:
        if self.fact.data:
            return {"fact": self.fact.data}
        span = {"from": self.start.data, "to": self.end.data}
        return span | ({"step": self.step.data} if self.step.data else {})


class NumericForm(QuestionForm):
    kind = "numeric"
    template = "assessments/editor/_numeric.html"
    more_label = _l("One more value")

    answer = _line(
        _l("Right number, or a formula"),
        InputRequired(_l("Write the right number, or how it is computed.")),
        longest=500,
    )
    tolerance = _line(_l("How far off an answer may be"), default="0", longest=20)
    unit_en = _line(_l("Unit in English"), longest=40)
    unit_ur = _line(_l("Unit in Urdu"), longest=40)
    spans = FieldList(
        FormField(SpanRow),
        label=_l("Drawn values"),
        min_entries=FIRST_SPANS,
        max_entries=MOST_SPANS,
    )

    def validate_tolerance(self, field: Any) -> None:
        tolerance = exact(field.data or "0")
        if tolerance is None or tolerance < 0:
            raise ValidationError(_("Write a number, 0 or more."))

    def own_content(self) -> dict[str, Any]:
        content: dict[str, Any] = {"answer": self.answer.data}
        content["tolerance"] = self.tolerance.data or "0"
        if unit := in_languages(self, "unit"):
            content["unit"] = unit
        rows = [entry.form for entry in self.spans if entry.form.name.data]
        return content | ({"draw": {row.name.data: row.span for row in rows}} if rows else {})

    @classmethod
    def own_values(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        spans = content.get("draw", {})
        return {
            **apart("unit", content.get("unit", {})),
            "answer": content["answer"],
            "tolerance": str(content.get("tolerance", 0)),
            "spans": [_span_values(name, span) for name, span in spans.items()],
        }

    def add_row(self) -> None:
        if len(self.spans) < MOST_SPANS:
            self.spans.append_entry()


def _span_values(name: str, span: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {"start": span.get("from"), "end": span.get("to"), "step": span.get("step")}
    shown = {key: _shown(value) for key, value in numbers.items()}
    return {"name": name, "fact": span.get("fact", ""), **shown}


def _shown(value: Any) -> str:
    number = exact(value)
    return "" if number is None else str(neutral(number))


FORMS: dict[str, type[QuestionForm]] = {
    form.kind: form
    for form in (SingleChoiceForm, MultipleChoiceForm, TrueFalseForm, NumericForm, ShortTextForm)
}
