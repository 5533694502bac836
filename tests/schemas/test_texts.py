import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas import fields

LINE = fields.String()
HOSTILE = ["a\x00b", "a\x1bb", "a\x85b", "a\x7fb", "\ud800", "a\u202eb", "a\nb", "a\tb", "a\u2028b", "a\uffffb"]


def code_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    return caught.value.messages[0].code


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_refuses_control_characters(text):
    assert code_of(LINE, text) == "control-character"


@pytest.mark.parametrize("text", [text for text in HOSTILE if not set(text) & set("\n\t\u2028")])
def test_long_text_refuses_control_characters(text):
    assert code_of(fields.LongText(), text) == "control-character"


def test_long_text_keeps_line_breaks_and_tabs():
    assert fields.LongText().deserialize("a\r\nb\tc\rd\n") == "a\nb\tc\nd"


@given(st.text(max_size=150))
def test_text_comes_out_composed_stripped_and_printable_or_not_at_all(text):
    try:
        kept = LINE.deserialize(text)
    except ValidationError:
        return
    assert kept is None or (kept == unicodedata.normalize("NFC", kept).strip() and len(kept) <= 200)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in kept or "")


@given(st.text(max_size=150))
def test_what_passed_the_door_passes_it_again_unchanged(text):
    try:
        kept = LINE.deserialize(text)
    except ValidationError:
        return
    assert LINE.deserialize(kept) == kept


@pytest.mark.parametrize("blank", ["", "   ", "\t\n", "\u3000", "\u00a0"])
def test_blank_text_is_no_value(blank):
    assert LINE.deserialize(blank) is None


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_required_text_refuses_blank(blank):
    assert code_of(fields.String(required=True), blank) == "required"


def test_blank_takes_the_default():
    assert fields.String(load_default="new").deserialize("") == "new"


def test_length_counts_composed_characters():
    assert len(fields.String(max_length=3).deserialize("e\u0301" * 3)) == 3


@pytest.mark.parametrize("size", [201, 1000, 100_000])
def test_text_is_limited_to_200_characters_unless_said_otherwise(size):
    assert code_of(LINE, "x" * size) == "too-long"


def test_piles_of_accents_are_refused_unread():
    assert code_of(fields.LongText(), "a" + "\u0301" * 5000) == "too-many-marks"


@pytest.mark.parametrize("value", [1, True, b"x", ["x"], {"x": 1}])
def test_text_refuses_other_types(value):
    assert code_of(LINE, value) == "invalid"


def test_an_email_keeps_its_name_and_lowers_its_domain():
    assert fields.Email().deserialize(" Ann.Lee@Brightwater.EXAMPLE ") == "Ann.Lee@brightwater.example"


@pytest.mark.parametrize(("address", "code"), [("ann", "invalid"), ("@b.com", "invalid"), ("a b@c.com", "invalid"), ("a@b", "no-ending")])
def test_a_wrong_email_is_refused(address, code):
    assert code_of(fields.Email(), address) == code


@pytest.mark.parametrize("url", ["https://www.acme.example/a?b=1#c", "http://acme.example:8080"])
def test_a_web_address_is_kept(url):
    assert fields.Url().deserialize(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://a.com", "www.a.com", "//a.com", "https://", "https://bank.com@evil.com/",
     "https://[::1", "data:text/html,x", "http://a.com:99999999/"],
)  # fmt: skip
def test_other_addresses_are_refused(url):
    assert code_of(fields.Url(), url) == "invalid"


@pytest.mark.parametrize("number", ["+49 30 123456", "(020) 7946-0000", "555.0100 ext. 12", "+86 139 0000 2207"])
def test_a_phone_number_is_kept_as_typed(number):
    assert fields.Phone().deserialize(number) == number


@pytest.mark.parametrize("number", ["12", "call me", "+49 ٣٤٥٦٧", "1" * 21, "+1 555 <b>"])
def test_a_wrong_phone_number_is_refused(number):
    assert code_of(fields.Phone(), number) == "invalid"


def test_a_formula_may_be_given_as_a_whole_number():
    assert fields.LongText(metadata={"rule": ""}).deserialize(40) == "40"


@pytest.mark.parametrize(("field", "value"), [(fields.LongText(metadata={"rule": ""}), True), (fields.LongText(metadata={"rule": ""}), 2.5), (fields.LongText(), 40)])
def test_other_texts_are_texts(field, value):
    with pytest.raises(ValidationError):
        field.deserialize(value)
