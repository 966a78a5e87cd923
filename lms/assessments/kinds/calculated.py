"""A number computed from values that are drawn for each learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.assessments.checking import Reader
from lms.assessments.kinds.fields import Control, Field
from lms.assessments.kinds.item import Item
from lms.assessments.kinds.numeric import TOLERANCE, TOLERANCE_PERCENT, UNITS, Numeric
from lms.assessments.kinds.stem import KINDS

_LINES = {
    "from": _l("From"),
    "to": _l("To"),
    "step": _l("In steps of"),
}


@dataclass(frozen=True, kw_only=True)
class Calculated(Numeric):
    kind: ClassVar[str] = "calculated"
    label: ClassVar[Any] = _l("Calculated from drawn values")
    place: ClassVar[int] = 50
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="draw",
            control=Control.NAMED,
            label=_l("Drawn values"),
            hint=_l(
                "Each learner gets values of their own. Write the name in curly brackets where the"
                " value is to stand in the question: {price}."
            ),
            is_required=True,
            most=8,
            more=_l("One more value"),
            each=_l("Value %(number)s"),
            fields=(
                Field(name="name", control=Control.LINE, label=_l("Name"), longest=30),
                *(
                    Field(name=name, control=Control.NUMBER, label=label)
                    for name, label in _LINES.items()
                ),
                Field(name="fact", control=Control.LINE, label=_l("Or from a fact"), longest=80),
            ),
        ),
        Field(
            name="answer",
            control=Control.LINE,
            label=_l("Formula of the right number"),
            hint=_l("For example price * (1 - fee / 100)."),
            is_required=True,
            longest=500,
        ),
        TOLERANCE,
        TOLERANCE_PERCENT,
        *UNITS,
    )

    @classmethod
    def reading(cls, reader: Reader) -> type[Item]:
        return KINDS[cls.kind]

    @classmethod
    def read(cls, reader: Reader) -> Self:
        item = super().read(reader)
        if not item.spans:
            reader.note(_("Draw one value at least."), "draw")
        if item.answer is None:
            reader.note(_("A formula is needed, not a range."), "range")
        return item
