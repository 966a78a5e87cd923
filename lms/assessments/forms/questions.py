"""What authors of quizzes fill in. A question's form speaks its kind's neutral dict, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional, ValidationError

from lms.assessments.checking import Flaw
from lms.assessments.forms.controls import line, text
from lms.assessments.kinds.choices import MOST as MOST_CHOICES
from lms.assessments.kinds.item import MOST_MARKS
from lms.assessments.kinds.multiple_choice import DEFAULT as DEFAULT_SCORING
from lms.assessments.numbers import exact, neutral
from lms.courses.forms import apart, in_languages, lines
from lms.i18n import LANGUAGES
from lms.web.forms import Form

KIND_NAMES = {
    "single-choice": _l("One right choice"),
    "multiple-choice": _l("Several right choices"),
    "true-false": _l("True or false"),
    "numeric": _l("A number"),
    "short-text": _l("A word or a few"),
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


class QuestionForm(Form):
    """What all kinds have. `version` names what the author began from."""

    kind: ClassVar[str]
    template: ClassVar[str]
    more_label: ClassVar[Any] = None

    text_en = text(_l("Question in English"))
    text_ur = text(_l("Question in Urdu"))
    mark = line(_l("Marks"), InputRequired(), default="1", longest=20)
    feedback_en = text(_l("Why, in English"))
    feedback_ur = text(_l("Why, in Urdu"))
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
    text_en = line(_l("Choice in English"), longest=500)
    text_ur = line(_l("Choice in Urdu"), longest=500)
    feedback_en = line(_l("Why, in English"), longest=1000)
    feedback_ur = line(_l("Why, in Urdu"), longest=1000)

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

    accept = text(
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

    name = line(_l("Name"), longest=30)
    start = line(_l("From"), longest=20)
    end = line(_l("To"), longest=20)
    step = line(_l("In steps of"), Optional(), longest=20)
    fact = line(_l("Or from a fact"), longest=80)

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

    answer = line(
        _l("Right number, or a formula"),
        InputRequired(_l("Write the right number, or how it is computed.")),
        longest=500,
    )
    tolerance = line(_l("How far off an answer may be"), default="0", longest=20)
    unit_en = line(_l("Unit in English"), longest=40)
    unit_ur = line(_l("Unit in Urdu"), longest=40)
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
