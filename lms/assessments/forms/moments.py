"""A moment by the calendar and clock of the programme, as browsers ask for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms.fields import DateTimeLocalField
from wtforms.validators import Optional

from lms.i18n import zone

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
EARLIEST, LATEST = 2000, 2199


class MomentField(DateTimeLocalField):
    """May be left empty; its data is a moment with its zone."""

    def __init__(self, label: Any, hint: Any = "", **options: Any) -> None:
        super().__init__(label, [Optional()], format=FORMATS, description=hint, **options)

    def process_data(self, value: datetime | None) -> None:
        self.data = value.astimezone(zone()) if value else None

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.strftime(FORMATS[0]) if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        try:
            super().process_formdata(values)
        except ValueError:
            raise ValueError(_("Write a date and a time.")) from None
        if self.data is None:
            return
        if not EARLIEST <= self.data.year <= LATEST:
            self.data = None
            raise ValueError(_("Write a date and a time."))
        self.data = self.data.replace(tzinfo=zone(), second=0)
