"""Which column is which field: guessed from titles."""

from plugins.sheets.columns import guess, normal

NAMES = {
    "customer_name": ["Customer", "客户"],
    "amount": ["Expected value", "预计金额"],
    "close_date": ["Expected close"],
    "note": ["Note"],
}


def test_titles_are_compared_without_case_signs_and_accents():
    assert normal("  Cliént-Name_ ") == normal("CLIENT name")


def test_labels_of_both_languages_are_known():
    assert guess(["客户", "Expected Value"], NAMES) == ["customer_name", "amount"]


def test_keys_are_known_too():
    assert guess(["close_date", "AMOUNT"], NAMES) == ["close_date", "amount"]


def test_a_small_slip_is_forgiven():
    assert guess(["Expected valeu"], NAMES) == ["amount"]


def test_no_field_is_taken_twice():
    assert guess(["Customer", "customer"], NAMES) == ["customer_name", ""]


def test_unknown_and_blank_titles_are_left_out():
    assert guess(["", "Weather", "—"], NAMES) == ["", "", ""]
