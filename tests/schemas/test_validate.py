import pytest
from marshmallow import ValidationError

from schemas import validate


def code_of(validator, value):
    with pytest.raises(ValidationError) as caught:
        validator(value)
    return caught.value.messages[0].code


@pytest.mark.parametrize(
    ("validator", "value", "code"),
    [
        (validate.Length(min=2), "a", "too-short"),
        (validate.Length(max=2), "abc", "too-long"),
        (validate.Length(equal=2), "a", "wrong-length"),
        (validate.Range(min=1), 0, "too-small"),
        (validate.Range(min=1, min_inclusive=False), 1, "too-small"),
        (validate.Range(max=1), 2, "too-large"),
        (validate.Range(max=1, max_inclusive=False), 1, "too-large"),
        (validate.OneOf(["a"]), "b", "not-a-choice"),
        (validate.Regexp("[a-z]+"), "ab1", "wrong-form"),
    ],
)
def test_a_refusal_has_its_code(validator, value, code):
    assert code_of(validator, value) == code


@pytest.mark.parametrize(
    ("validator", "value"),
    [(validate.Length(min=2, max=2), "ab"), (validate.Length(equal=2), "ab"), (validate.Range(min=1, max=1), 1),
     (validate.OneOf(["a"]), "a"), (validate.Regexp("[a-z]+"), "ab")],
)  # fmt: skip
def test_the_limits_themselves_are_allowed(validator, value):
    assert validator(value) == value


@pytest.mark.parametrize("value", ["nowhere", "https://a.example/", "a b.example", "-a.example", "a..example", "x@a.example", "a.example/x"])
def test_what_is_no_web_domain_is_refused(value):
    assert code_of(validate.web_domain, value) == "wrong-form"


@pytest.mark.parametrize("value", ["a.example", "Partners.Company.example", "müller.example", "例子.中国"])
def test_a_web_domain_is_allowed_in_its_own_letters(value):
    assert validate.web_domain(value) is None
