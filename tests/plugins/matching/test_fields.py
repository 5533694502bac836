import pytest

from plugins.matching.domains import owned
from plugins.matching.numbers import credit_code_is_valid, read
from plugins.matching.phones import line


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Siemens.de/x", "siemens.de"),
        ("shop.acme.co.uk", "acme.co.uk"),
        ("sales@acme.com.cn", "acme.com.cn"),
        ("müller.de", "xn--mller-kva.de"),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("ACME.example.:8443", "acme.example"),
        ("zelmer.github.io", "zelmer.github.io"),
        ("zelmer.en.alibaba.com", "zelmer.en.alibaba.com"),
        ("www.alibaba.com", "alibaba.com"),
        ("someone@qq.com", None),
        ("facebook.com/acme", None),
        ("wordpress.com", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("", None),
        ("http://[x", None),
    ],
)
def test_the_domain_a_company_holds(typed, domain):
    assert owned(typed) == domain


@pytest.mark.parametrize(
    ("code", "valid"),
    [("91440300708461136T", True), ("91440300708461136S", False), ("914403001922038216", True), ("9144030070846113", False)],
)
def test_the_check_character_of_a_credit_code(code, valid):
    assert credit_code_is_valid(code) is valid


@pytest.mark.parametrize(
    ("typed", "country", "value", "kind", "valid"),
    [
        ("91440300708461136t", None, "91440300708461136T", "uscc", True),
        ("DE 136 695 976", None, "136695976", "DE.vat", True),
        ("136695976", "DE", "136695976", "DE.vat", True),
        ("FR 40 303 265 045", None, "40303265045", "FR.tva", True),
        ("hrb 12", None, "HRB12", "HRB", False),
        ("12-34", "US", "1234", "US?", False),
    ],
)
def test_a_number_and_its_register(typed, country, value, kind, valid):
    assert read(typed, country) == (value, kind, valid)


@pytest.mark.parametrize("typed", ["", "-", "无"])
def test_no_number_is_none(typed):
    assert read(typed, "DE") is None


@pytest.mark.parametrize(("one", "other"), [("+49 30 1234567", "030/1234567"), ("+86 755 2878-0808", "(0755) 28780808 转 12")])
def test_a_telephone_number_is_one_with_and_without_codes(one, other):
    assert line(one) == line(other)


def test_too_few_digits_are_no_number():
    assert line("12345") is None
