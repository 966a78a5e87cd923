"""What members and the office fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, ValidationError

from lms.i18n import LANGUAGES
from lms.members.contact import LONGEST_EMAIL, read_email, read_mobile
from lms.members.identifying import Identifier, Kind, identify
from lms.members.names import LONGEST as LONGEST_NAME
from lms.members.names import clean_name, is_latin_name, is_urdu_name
from lms.members.passwords import Weakness, weakness
from lms.web.forms import Form

WEAK: Mapping[Weakness, Any] = {
    Weakness.SHORT: _l("Use at least 8 characters."),
    Weakness.LONG: _l("Use at most 256 characters."),
    Weakness.COMMON: _l("Too many people use this password. Choose another one."),
    Weakness.GUESSABLE: _l(
        "This password is easy to guess from your name, your contact or this site."
        " Choose another one."
    ),
}
MISSING = _l("Please fill this in.")
PASSWORD_HINT = _l("At least 8 characters. A few words that only you would put together are best.")


def _clean(text: str | None) -> str:
    return clean_name(text or "")


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _needed() -> DataRequired:
    return DataRequired(MISSING)


def _latin(form: Form, field: StringField) -> None:
    if not is_latin_name(field.data or ""):
        raise ValidationError(
            _l("Write the name in Latin letters, as on your identity card: Ayesha Khan.")
        )


def _urdu(form: Form, field: StringField) -> None:
    if field.data and not is_urdu_name(field.data):
        raise ValidationError(_l("Write this name in Urdu letters, or leave it empty."))


def _strong(form: Form, field: PasswordField) -> None:
    weak = weakness(field.data or "", form.personal())
    if weak is not None:
        raise ValidationError(WEAK[weak])


def _agreed(form: Form, field: BooleanField) -> None:
    if not field.data:
        raise ValidationError(_l("Please read both pages and tick this to go on."))


def _latin_name(label: Any) -> StringField:
    checks = [_needed(), Length(max=LONGEST_NAME), _latin]
    return StringField(label, checks, filters=[_clean])


def _urdu_name(label: Any) -> StringField:
    return StringField(label, [Length(max=LONGEST_NAME), _urdu], filters=[_clean])


def _accept() -> BooleanField:
    return BooleanField(
        _l("I have read the terms and the privacy notice, and I agree to both"), [_agreed]
    )


class NewPasswordForm(Form):
    """Base of the forms that set a password: `personal` is what it must not be made of."""

    password = PasswordField(_l("New password"), [_needed(), _strong], description=PASSWORD_HINT)
    known: Iterable[str | None] = ()

    def personal(self) -> list[str]:
        return [text for text in self.known if text]


class SignUpForm(NewPasswordForm):
    name = _latin_name(_l("Your name"))
    name_ur = _urdu_name(_l("Your name in Urdu"))
    contact = StringField(
        _l("E-mail address or mobile number"),
        [_needed(), Length(max=LONGEST_EMAIL)],
        filters=[_strip],
        description=_l("Either is enough. A mobile number looks like 0300 1234567."),
    )
    password = PasswordField(_l("Password"), [_needed(), _strong], description=PASSWORD_HINT)
    accept = _accept()

    @property
    def identifier(self) -> Identifier | None:
        found = identify(self.contact.data or "")
        return found if found and found.kind is not Kind.NUMBER else None

    def validate_contact(self, field: StringField) -> None:
        if self.identifier is None:
            raise ValidationError(
                _l("This is neither an e-mail address nor a mobile number of Pakistan.")
            )

    def personal(self) -> list[str]:
        given = [self.name.data, self.name_ur.data, self.contact.data]
        return [text for text in given if text]


class SignInForm(Form):
    identifier = StringField(
        _l("E-mail, mobile number or member number"),
        [_needed(), Length(max=LONGEST_EMAIL)],
        filters=[_strip],
    )
    password = PasswordField(_l("Password"), [_needed()])
    next = HiddenField()


class SecondStepForm(Form):
    code = StringField(
        _l("Code"),
        [_needed(), Length(max=40)],
        description=_l("Six digits from your app, or one of your recovery codes."),
    )


class AskResetForm(Form):
    identifier = StringField(
        _l("E-mail, mobile number or member number"),
        [_needed(), Length(max=LONGEST_EMAIL)],
        filters=[_strip],
    )


class ResetForm(NewPasswordForm):
    accept = _accept()


class ClaimForm(NewPasswordForm):
    identifier = StringField(
        _l("E-mail, mobile number or member number"),
        [_needed(), Length(max=LONGEST_EMAIL)],
        filters=[_strip],
    )
    code = StringField(
        _l("Code from your programme office"),
        [_needed(), Length(max=40)],
        description=_l("Ten letters and digits, such as ABCDE-23456."),
    )
    accept = _accept()

    def personal(self) -> list[str]:
        return [self.identifier.data or ""]


class NameForm(Form):
    name = _latin_name(_l("Name"))
    name_ur = _urdu_name(_l("Name in Urdu"))


class CertificateNameForm(Form):
    name = _latin_name(_l("Name on certificates"))
    name_ur = _urdu_name(_l("Name on certificates, in Urdu"))


class ContactForm(Form):
    email = StringField(_l("E-mail address"), [Length(max=LONGEST_EMAIL)], filters=[_strip])
    mobile = StringField(_l("Mobile number"), [Length(max=40)], filters=[_strip])
    current = PasswordField(_l("Your password"), [_needed()])

    def validate_email(self, field: StringField) -> None:
        if not field.data and not self.mobile.data:
            raise ValidationError(_l("Keep at least one of the two, so that we can reach you."))
        if field.data and read_email(field.data) is None:
            raise ValidationError(_l("This is not an e-mail address."))

    def validate_mobile(self, field: StringField) -> None:
        if field.data and read_mobile(field.data) is None:
            raise ValidationError(_l("This is not a mobile number of Pakistan."))


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Your password until now"), [_needed()])


class LanguageForm(Form):
    locale = SelectField(
        _l("Language"),
        choices=[SelectChoice(value, name) for value, name in LANGUAGES.items()],
    )


class BlockForm(Form):
    reason = StringField(
        _l("Reason"),
        [_needed(), Length(max=500)],
        filters=[_clean],
        description=_l("Kept in the audit log. The member does not see it."),
    )


class ExternalNumberForm(Form):
    number = StringField(
        _l("Number in the other register"),
        [Length(max=60)],
        filters=[_clean],
        description=_l("A member list that is imported finds the member by it."),
    )
