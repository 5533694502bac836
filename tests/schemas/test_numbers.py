from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas import fields
from schemas.build import FieldDef
from schemas.numbers import BIGINT, INT, LIMIT, WHOLE, plain

AMOUNTS = st.integers(-BIGINT, BIGINT).map(lambda n: Decimal(n).scaleb(-4))
NOT_NUMBERS = ["NaN", "Infinity", "-inf", "1e5", "1E-2", "١٢", "１２", "1,000", "1.", ".5", "0x1f", "1_000", "--1",
               "12.34567", "1" * 20, "1" * 10_000]  # fmt: skip


def code_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    return caught.value.messages[0].code


@given(AMOUNTS)
def test_money_comes_back_exactly(amount):
    text = fields.Money().serialize("m", {"m": amount})
    assert fields.Money().deserialize(text) == amount


@given(AMOUNTS)
def test_money_fits_a_bigint_of_ten_thousandths(amount):
    scaled = fields.Money().deserialize(format(amount, "f")).scaleb(4)
    assert scaled == int(scaled) and abs(scaled) <= BIGINT


@pytest.mark.parametrize("text", NOT_NUMBERS)
@pytest.mark.parametrize("field", [fields.Money(), fields.Decimal(), fields.Percent()])
def test_exact_numbers_refuse_other_forms(field, text):
    assert code_of(field, text) in ("invalid", "too-long")


@given(st.text(max_size=30))
def test_any_text_is_an_exact_number_or_refused(text):
    try:
        value = fields.Money().deserialize(text)
    except ValidationError:
        return
    assert value is None or (value.is_finite() and abs(value) <= LIMIT)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e300"), Decimal("0.00001"), True, [1]])
def test_money_refuses_python_values_that_are_no_amounts(value):
    assert code_of(fields.Money(), value) == "invalid"


def test_money_refuses_floats_and_says_why():
    assert code_of(fields.Money(), 12.5) == "float"


@pytest.mark.parametrize(("value", "code"), [(LIMIT + 1, "too-large"), (-LIMIT - 1, "too-small"), (10**400, "too-large")])
def test_money_refuses_what_a_bigint_cannot_hold(value, code):
    assert code_of(fields.Money(), value) == code


@pytest.mark.parametrize(("value", "text"), [("12.50", "12.5"), ("100", "100"), ("-0.00", "0"), ("1E+2", "100"), ("0.0100", "0.01")])
def test_an_amount_is_written_in_one_way(value, text):
    assert plain(Decimal(value)) == text


def test_limits_of_a_field_are_kept():
    assert code_of(fields.Money(min=0), "-0.01") == "too-small"


@pytest.mark.parametrize(("points", "code"), [("100.01", "too-large"), ("-1", "too-small")])
def test_percent_lies_between_0_and_100(points, code):
    assert code_of(fields.Percent(), points) == code


def test_percent_may_be_wider_when_said_so():
    assert fields.Percent(min=-100, max=1000).deserialize("250") == 250


@pytest.mark.parametrize("text", ["1.0", "1e3", "٣", "x", "0x10", "1 0", "9" * 30])
def test_whole_numbers_refuse_other_forms(text):
    assert code_of(fields.Integer(), text) == "invalid"


@pytest.mark.parametrize("value", [1.0, True, Decimal(1), [1]])
def test_whole_numbers_refuse_other_types(value):
    assert code_of(fields.Integer(), value) == "invalid"


@pytest.mark.parametrize(("value", "code"), [(2**63, "too-large"), (-(2**63), "too-small"), (10**400, "too-large")])
def test_whole_numbers_fit_a_bigint(value, code):
    assert code_of(fields.Integer(), value) == code


@pytest.mark.parametrize(("value", "code"), [(INT + 1, "too-large"), (-INT - 2, "too-small")])
def test_whole_numbers_fit_their_column_unless_said_otherwise(value, code):
    assert code_of(fields.Integer(), value) == code
    assert fields.Integer(min=-WHOLE, max=WHOLE).deserialize(value) == value


@given(st.integers(-INT, INT))
def test_whole_numbers_are_read_from_text(number):
    assert fields.Integer().deserialize(str(number)) == number


def test_zero_is_a_limit_too():
    assert code_of(fields.Integer(min=0), -1) == "too-small"


def test_a_whole_number_fits_the_index_that_keeps_ten_thousandths():
    count = FieldDef(key="x_count", type="int", label="Count").build()
    assert count.deserialize(str(WHOLE)) == WHOLE and WHOLE * 10_000 <= BIGINT
    assert code_of(count, str(WHOLE + 1)) == "too-large"
