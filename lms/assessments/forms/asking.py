"""What a kind asks of its author (`Field`), as controls of a form: made, read, and filled in.

A form is any that was made from such fields; `rows` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Field as FormControl
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Length, ValidationError

from lms.assessments.checking import MAX_TEXT
from lms.assessments.kinds.fields import Field
from lms.assessments.numbers import exact
from lms.assessments.spelling import ascii_digits
from lms.courses.forms import clean, lines, paired, tidy
from lms.i18n import LANGUAGES

Path = tuple[str | int, ...]
MOST_LINES = 4_000
IN_LANGUAGES: dict[str, Callable[[Any], Any]] = {
    "en": lambda label: _l("%(label)s in English", label=label),
    "ur": lambda label: _l("%(label)s in Urdu", label=label),
}
_COMMAS = re.compile("[,،]")
_ROW = re.compile(r"(.*)-(\d+)-([^-]+)")


class Asked:
    """One field of a kind on a form. `name` is what its control is called there."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.name = field.name.replace(".", "_")

    def controls(self) -> dict[str, Any]:
        """The controls it needs, by their names."""
        raise NotImplementedError

    def value(self, form: Any) -> Any:
        """What was filled in, as the neutral dict has it; None when nothing was."""
        return form[self.name].data or None

    def values(self, value: Any) -> dict[str, Any]:
        """The data of its controls for such a value; None is no value."""
        return {self.name: self.field.default if value is None else value}

    def is_blank(self, form: Any) -> bool:
        """Whether an author who began nothing would leave it like this."""
        return not form[self.name].data or form[self.name].data == self.field.default

    def control_at(self, form: Any, path: Path) -> FormControl:
        """The control in which the value at this path, seen from here, can be mended."""
        shown: FormControl = form[self.name]
        return shown

    def rules(self, longest: int) -> list[Any]:
        return [*([InputRequired()] if self.field.is_required else []), Length(max=longest)]


class AskedLine(Asked):
    def controls(self) -> dict[str, Any]:
        field = self.field
        made = StringField(
            field.label,
            self.rules(field.longest),
            filters=[tidy],
            default=field.default,
            description=field.hint,
        )
        return {self.name: made}

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: self.field.default if value is None else str(value)}


class AskedNumber(AskedLine):
    def controls(self) -> dict[str, Any]:
        field = self.field
        made = StringField(
            field.label,
            [*self.rules(20), _is_number],
            filters=[tidy, ascii_digits],
            default=field.default,
            description=field.hint,
        )
        return {self.name: made}


def _is_number(_form: Any, control: Any) -> None:
    if control.data and exact(control.data) is None:
        raise ValidationError(_("Write a number, as 2, 0.5 or 1/3."))


class AskedLines(Asked):
    def controls(self) -> dict[str, Any]:
        field = self.field
        made = TextAreaField(
            field.label, self.rules(MOST_LINES), filters=[clean], description=field.hint
        )
        return {self.name: made}

    def value(self, form: Any) -> Any:
        return lines(form[self.name].data or "") or None

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: "\n".join(map(str, value or ()))}


class AskedCommas(AskedLine):
    def value(self, form: Any) -> Any:
        said = (word.strip() for word in _COMMAS.split(form[self.name].data or ""))
        return [word for word in said if word] or None

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: ", ".join(value or ())}


class AskedPair(Asked):
    """A control for each language; one is enough."""

    def controls(self) -> dict[str, Any]:
        rules = [_one_language(self.names)] if self.field.is_required else []
        return {
            name: self.one(IN_LANGUAGES[language](self.field.label), rules)
            for language, name in self.names.items()
        }

    def one(self, label: Any, rules: Sequence[Any]) -> Any:
        field = self.field
        checks = [*rules, Length(max=field.longest)]
        return StringField(label, checks, filters=[tidy], description=field.hint)

    @property
    def names(self) -> dict[str, str]:
        return {language: f"{self.name}_{language}" for language in LANGUAGES}

    def value(self, form: Any) -> Any:
        said = {language: form[name].data for language, name in self.names.items()}
        return {language: text for language, text in said.items() if text} or None

    def values(self, value: Any) -> dict[str, Any]:
        return {name: (value or {}).get(language, "") for language, name in self.names.items()}

    def is_blank(self, form: Any) -> bool:
        return not any(form[name].data for name in self.names.values())

    def control_at(self, form: Any, path: Path) -> FormControl:
        language = str(path[0]) if path and path[0] in LANGUAGES else "en"
        shown: FormControl = form[self.names[language]]
        return shown


def _one_language(names: Mapping[str, str]) -> Callable[[Any, Any], None]:
    first, *_others = names.values()

    def check(form: Any, control: Any) -> None:
        if control.short_name == first and not any(form[name].data for name in names.values()):
            raise ValidationError(_("Write this in one language at least."))

    return check


class AskedTexts(AskedPair):
    def one(self, label: Any, rules: Sequence[Any]) -> Any:
        checks = [*rules, Length(max=MAX_TEXT)]
        return TextAreaField(label, checks, filters=[clean], description=self.field.hint)


class AskedLists(AskedTexts):
    def value(self, form: Any) -> Any:
        said = {language: lines(form[name].data or "") for language, name in self.names.items()}
        return paired(said["en"], said["ur"]) or None

    def values(self, value: Any) -> dict[str, Any]:
        return {
            name: "\n".join(" ".join(text.get(language, "").split()) for text in value or ())
            for language, name in self.names.items()
        }

    def control_at(self, form: Any, path: Path) -> FormControl:
        return super().control_at(form, path[1:])


class AskedChoice(Asked):
    def controls(self) -> dict[str, Any]:
        field = self.field
        choices = [SelectChoice(value, label) for value, label in field.options.items()]
        made = SelectField(
            field.label, choices=choices, default=field.default, description=field.hint
        )
        return {self.name: made}

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: value or self.field.default or next(iter(self.field.options))}

    def is_blank(self, form: Any) -> bool:
        return True


class AskedTruth(Asked):
    def controls(self) -> dict[str, Any]:
        field = self.field
        choices = [SelectChoice(value, label) for value, label in field.options.items()]
        rules = [InputRequired(_l("Choose one of these."))]
        made = RadioField(field.label, rules, choices=choices, description=field.hint)
        return {self.name: made}

    def value(self, form: Any) -> Any:
        return {"true": True, "false": False}.get(form[self.name].data)

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: None if value is None else str(value).lower()}


class AskedFlag(Asked):
    make: type[BooleanField] = BooleanField

    def controls(self) -> dict[str, Any]:
        return {self.name: self.make(self.field.label, description=self.field.hint)}

    def values(self, value: Any) -> dict[str, Any]:
        return {self.name: bool(value)}

    def is_blank(self, form: Any) -> bool:
        return True


class PickField(BooleanField):
    """Ticked in one row of a list: `group` is the name that the rows share, `row` their number."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata:
            self.data = self.row in formdata.getlist(self.group)

    @property
    def group(self) -> str:
        return "-".join(self._parts[::2])

    @property
    def row(self) -> str:
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str, str]:
        found = _ROW.fullmatch(self.name)
        if found is None:
            raise TypeError(f"{self.name} stands in no row")
        return found[1], found[2], found[3]


class AskedPick(AskedFlag):
    make = PickField
