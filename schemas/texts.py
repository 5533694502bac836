"""Fields for text: one line, many lines, e-mail, web address, phone."""

import re
from typing import Any, Unpack
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from schemas.errors import N_
from schemas.field import Field, Options
from schemas.lazy import lazy
from schemas.validate import Length

email_validator = lazy("email_validator")
_PHONE = re.compile(r"\+?[0-9 ().\-/]{3,40}( ?(ext|x)\.? ?[0-9]{1,8})?")
_WEB = validate.URL(schemes={"http", "https"})


class String(Field, fields.String):
    """One line of text, at most `max_length` characters."""

    type_name = "text"
    default_error_messages = {"invalid": N_("Give a text.")}

    def __init__(self, *, max_length: int | None = None, **options: Unpack[Options]):
        super().__init__(**options)
        self.max_length = max_length or type(self).max_length
        self.validators.insert(0, Length(max=self.max_length))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return self.parse(value)

    def parse(self, text: str) -> str:
        """Return the text in the form it is kept; raises ValidationError."""
        return text


class LongText(String):
    """Text with line breaks. One that is a formula (`rule` in its metadata) may be given as a whole number, too."""

    type_name = "longtext"
    multiline = True
    max_length = 10_000

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(str(value) if type(value) is int and "rule" in self.metadata else value, attr, data, **kwargs)


class Email(String):
    """An e-mail address with a dotted domain; the domain is kept in lower case. Not checked for delivery."""

    type_name = "email"
    max_length = 254
    default_error_messages = {
        "invalid": N_("Write the whole address, like name@company.com."),
        "no-ending": N_("The part after @ has no ending. Write it like name@company.com."),
    }

    def parse(self, text: str) -> str:
        try:
            found = email_validator.validate_email(text, check_deliverability=False, globally_deliverable=False)
        except email_validator.EmailNotValidError as error:
            raise self.make_error("invalid") from error
        if "." not in found.ascii_domain:
            raise self.make_error("no-ending")
        return str(found.normalized)


class Url(String):
    """A web address, http or https, without name and password in it."""

    type_name = "url"
    max_length = 2000
    default_error_messages = {"invalid": N_("Write the whole web address, like https://www.company.com.")}

    def parse(self, text: str) -> str:
        try:
            _WEB(text)
            parts = urlsplit(text)
            fine = parts.username is None and parts.port != 0  # reading the port checks it
        except (ValidationError, ValueError) as error:
            raise self.make_error("invalid") from error
        if not fine:
            raise self.make_error("invalid")
        return text


class Phone(String):
    """A phone number as people write it: 3 to 20 digits, spaces and signs between them, an extension."""

    type_name = "phone"
    max_length = 50
    default_error_messages = {"invalid": N_("Write the number with its country code, like +49 30 123456.")}

    def parse(self, text: str) -> str:
        digits = sum(character.isdigit() for character in text)
        if not _PHONE.fullmatch(text) or not 3 <= digits <= 20:
            raise self.make_error("invalid")
        return text
