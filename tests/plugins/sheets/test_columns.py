"""Which column is which field: guessed from titles."""

from plugins.sheets.columns import guess, normal, recalled

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


def test_a_column_is_what_it_was_chosen_to_be_last():
    before = [(["Artikel", "Menge", "Was"], ["sku", "quantity", ""]), (["Artikel", "Kunde"], ["name", "customer_name"])]
    assert recalled(["Kunde", "Artikel", "Menge", "New"], ["", "", "amount", "note"], before) == ["customer_name", "sku", "quantity", "note"]


def test_a_column_left_out_is_left_out_again_and_no_field_is_taken_twice():
    assert recalled(["Note", "Text"], ["note", ""], [(["Note", "Text"], ["", "note"])]) == ["", "note"]
    assert recalled(["A", "A"], ["", ""], [(["A"], ["note"])]) == ["note", ""]
