"""The form of a question, made from what its kind asks. It speaks the neutral dict, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from wtforms import Field as FormControl
from wtforms import FieldList, FormField, HiddenField

from lms.assessments.checking import Flaw
from lms.assessments.forms.rows import (
    Asking,
    QuestionList,
    content_of,
    control_at,
    controls_of,
    values_of,
)
from lms.assessments.kinds import KINDS
from lms.assessments.kinds.fields import Field
from lms.assessments.kinds.stem import fields_of
from lms.web.forms import Form


@dataclass(frozen=True)
class Trouble:
    """A sentence about a control, with the way to it. `row` is the number of its row, or 0."""

    anchor: str
    label: Any
    row: int
    sentence: str


class QuestionForm(Asking, Form):
    """`version` names what the author began from; `asks` is what the form was made from."""

    kind: ClassVar[str]
    asks: ClassVar[tuple[Field, ...]]

    version = HiddenField()

    @property
    def content(self) -> dict[str, Any]:
        """The question that was filled in, as a neutral dict; kinds.check tells if it is sound."""
        return {"kind": self.kind, **content_of(self.asks, self)}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The data of the form for a question as it is saved."""
        return values_of(cls.asks, content)

    def add_row(self, wish: str) -> None:
        """One more row in the list of this name; "name:kind" wishes a question of that kind."""
        name, _sign, kind = wish.partition(":")
        rows = next((one for one in _lists(self) if one.name == name), None)
        if rows is None or (rows.max_entries and len(rows) >= rows.max_entries):
            return
        if not isinstance(rows, QuestionList):
            rows.append_entry()
        elif kind in rows.kinds:
            rows.append_entry({"kind": kind})

    def show(self, flaws: Iterable[Flaw]) -> None:
        """Put what is wrong where it can be mended."""
        for flaw in flaws:
            control = control_at(self.asks, self, flaw.path)
            if control is None:
                self.refuse(flaw.sentence)
            else:
                control.errors = [*control.errors, flaw.sentence]

    def refuse(self, sentence: str) -> None:
        """Show a sentence that belongs to no single field."""
        self.form_errors: list[str] = [*self.form_errors, sentence]

    def troubles(self) -> list[Trouble]:
        """All that is wrong with single controls, those of rows too."""
        return list(_troubles(self))

    @property
    def errors(self) -> dict[str | None, Any]:
        """What makes the page say that there is a problem."""
        wrong: dict[str | None, Any] = dict(super().errors)
        return wrong or {one.anchor: [one.sentence] for one in self.troubles()}


@lru_cache(maxsize=50)
def form_for(kind: str) -> type[QuestionForm]:
    """The form of a kind; KeyError when there is none."""
    asks = fields_of(KINDS[kind])
    return type("KindForm", (QuestionForm,), controls_of(asks) | {"kind": kind, "asks": asks})


def _lists(form: Any) -> Iterator[FieldList[Any]]:
    """All lists of a form, and those within their rows."""
    for control in form:
        if isinstance(control, FieldList):
            yield control
            for entry in control:
                yield from _lists(entry.form)


def _troubles(form: Any, row: int = 0) -> Iterator[Trouble]:
    for control in form:
        sentences = [str(one) for one in control.errors if not isinstance(one, Mapping | list)]
        if not isinstance(control, FormField):
            yield from (_trouble(control, row, one) for one in dict.fromkeys(sentences))
        if isinstance(control, FieldList):
            for number, entry in enumerate(control, 1):
                yield from _troubles(entry.form, number)


def _trouble(control: FormControl, row: int, sentence: str) -> Trouble:
    return Trouble(control.id, control.label.text, row, sentence)
