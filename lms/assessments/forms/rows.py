"""Forms made from what a kind asks (`Field`): rows, questions within questions, and the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from wtforms import Field as FormControl
from wtforms import FieldList, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.utils import unset_value

from lms.assessments.forms.asking import (
    Asked,
    AskedChoice,
    AskedCommas,
    AskedFlag,
    AskedLine,
    AskedLines,
    AskedLists,
    AskedNumber,
    AskedPair,
    AskedPick,
    AskedTexts,
    AskedTruth,
    Path,
)
from lms.assessments.kinds import KINDS
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.stem import fields_of, may_stand_within


class AskedRows(Asked):
    """A list of rows; an empty one is none."""

    def controls(self) -> dict[str, Any]:
        field = self.field
        rows = FieldList(
            FormField(form_of(field.fields)),
            label=field.label,
            min_entries=field.shown,
            max_entries=field.most,
            description=field.hint,
        )
        return {self.name: rows}

    def value(self, form: Any) -> Any:
        rows = [self._one(row) for row in self.filled(form)]
        return rows or ([] if self.field.is_required else None)

    def _one(self, row: Any) -> Any:
        said = content_of(self.field.fields, row)
        first = self.field.fields[0].name
        return said[first] if self.field.bare and said.keys() == {first} else said

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: [values_of(self.field.fields, self._row(one)) for one in value or ()]}

    def _row(self, one: Any) -> Mapping[str, Any]:
        first = self.field.fields[0].name
        is_row = not self.field.bare or (isinstance(one, Mapping) and first in one)
        return one if is_row else {first: one}

    def filled(self, form: Any) -> Iterator[Any]:
        """The forms of the rows that hold something."""
        entries = (entry.form for entry in form[self.name])
        return (row for row in entries if not is_blank(self.field.fields, row))

    def is_blank(self, form: Any) -> bool:
        return next(self.filled(form), None) is None

    def control_at(self, form: Any, path: Path) -> FormControl:
        rows = list(self.filled(form))
        place = path[0] if path else None
        if isinstance(place, int) and place < len(rows):
            found = control_at(self.field.fields, rows[place], path[1:])
            return found or asked(self.field.fields[0]).control_at(rows[place], path[1:])
        shown: FormControl = form[self.name]
        return shown


class AskedNamed(AskedRows):
    """The same as a mapping by the first field of each row."""

    def value(self, form: Any) -> Any:
        rows = (self._one(row) for row in self.filled(form))
        return {row.pop(self._name, ""): row for row in rows} or None

    def values(self, value: Any) -> dict[str, Any]:
        return super().values([{self._name: name, **row} for name, row in (value or {}).items()])

    def control_at(self, form: Any, path: Path) -> FormControl:
        names = [row[self._name].data or "" for row in self.filled(form)]
        if path and path[0] in names:
            path = (names.index(str(path[0])), *path[1:])
        return super().control_at(form, path)

    @property
    def _name(self) -> str:
        return self.field.fields[0].name


class QuestionList(FieldList):  # type: ignore[type-arg]  # it takes none at run time
    """Each entry is a form of the kind that its control "kind" names."""

    def _add_entry(self, formdata: Any = None, data: Any = unset_value, index: Any = None) -> Any:
        place = self.last_index + 1 if index is None else index
        said = formdata.get(f"{self.name}-{place}-kind") if formdata else None
        kind = said or (data["kind"] if isinstance(data, Mapping) else "")
        kind = kind if kind in self.kinds else self.kinds[0]
        entry: Any = FormField(form_within(kind))
        self.unbound_field = entry  # not bound yet, as in the body of a form
        added: Any = super()._add_entry(formdata, data, index)  # type: ignore[misc]
        added.form.kind.data = kind  # whatever was sent
        return added

    @property
    def kinds(self) -> list[str]:
        """What a question within another one may be."""
        return [name for name, kind in KINDS.items() if may_stand_within(kind)]


class AskedQuestions(Asked):
    """Questions within a question."""

    def controls(self) -> dict[str, Any]:
        field = self.field
        questions = QuestionList(
            FormField(PlainForm),
            label=field.label,
            max_entries=field.most,
            description=field.hint,
        )
        return {self.name: questions}

    def value(self, form: Any) -> Any:
        return [{"kind": one.kind.data, **content_of(one.asks, one)} for one in self._filled(form)]

    def values(self, value: Any) -> dict[str, Any]:
        rows = [
            {"kind": one["kind"], **values_of(fields_of(KINDS[one["kind"]], is_within=True), one)}
            for one in value or ()
        ]
        return {self.name: rows}

    def is_blank(self, form: Any) -> bool:
        return not self._filled(form)

    def control_at(self, form: Any, path: Path) -> FormControl:
        rows, place = self._filled(form), path[0] if path else None
        if isinstance(place, int) and place < len(rows):
            one = rows[place]
            return control_at(one.asks, one, path[1:]) or asked(one.asks[0]).control_at(one, ())
        shown: FormControl = form[self.name]
        return shown

    def _filled(self, form: Any) -> list[Any]:
        entries = (entry.form for entry in form[self.name])
        return [one for one in entries if not is_blank(one.asks, one)]


ASKED: dict[Control, type[Asked]] = {
    Control.LINE: AskedLine,
    Control.NUMBER: AskedNumber,
    Control.LINES: AskedLines,
    Control.COMMAS: AskedCommas,
    Control.PAIR: AskedPair,
    Control.TEXTS: AskedTexts,
    Control.LISTS: AskedLists,
    Control.CHOICE: AskedChoice,
    Control.TRUTH: AskedTruth,
    Control.FLAG: AskedFlag,
    Control.PICK: AskedPick,
    Control.ROWS: AskedRows,
    Control.NAMED: AskedNamed,
    Control.QUESTIONS: AskedQuestions,
}


def asked(field: Field) -> Asked:
    return ASKED[field.control](field)


def controls_of(fields: Iterable[Field]) -> dict[str, Any]:
    """The controls of all these fields."""
    return {name: made for field in fields for name, made in asked(field).controls().items()}


class Asking:
    """What every form made from fields can say of itself."""

    def is_left(self, field: Field) -> bool:
        """Whether nothing was filled in for this field."""
        return asked(field).is_blank(self)


class Row(Asking, PlainForm):
    """A form to stand within another one."""


def form_of(fields: tuple[Field, ...], **more: Any) -> type[Row]:
    """A form with these fields, which it keeps as `asks`, to stand within another one."""
    return type("KindRow", (Row,), controls_of(fields) | {"asks": fields} | more)


@lru_cache(maxsize=50)
def form_within(kind: str) -> type[Row]:
    """A form for a question of this kind that stands within another one."""
    return form_of(fields_of(KINDS[kind], is_within=True), kind=HiddenField(default=kind))


def content_of(fields: Iterable[Field], form: Any) -> dict[str, Any]:
    """What was filled in, as a neutral dict."""
    content: dict[str, Any] = {}
    for field in fields:
        if (value := asked(field).value(form)) is not None:
            *above, last = field.name.split(".")
            inner = content
            for name in above:
                inner = inner.setdefault(name, {})
            inner[last] = value
    return content


def values_of(fields: Iterable[Field], content: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the form for such content."""
    values: dict[str, Any] = {}
    for field in fields:
        value: Any = content
        for name in field.name.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        values |= asked(field).values(value)
    return values


def is_blank(fields: Iterable[Field], form: Any) -> bool:
    """Whether nothing was filled in."""
    return all(asked(field).is_blank(form) for field in fields)


def control_at(fields: Iterable[Field], form: Any, path: Path) -> FormControl | None:
    """The control where what stands at this path of the content can be mended, if there is one."""
    for field in fields:
        name = tuple(field.name.split("."))
        if path[: len(name)] == name:
            return asked(field).control_at(form, path[len(name) :])
    for field in fields:  # a flaw of the mapping that a dotted name leads into
        if path[:1] == tuple(field.name.split(".")[:1]):
            return asked(field).control_at(form, ())
    return None
