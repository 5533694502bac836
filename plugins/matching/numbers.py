"""Registration and tax numbers: which register they are of, and whether the check digit is right."""

import re
from functools import cache
from typing import Any

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from plugins.matching.party import Number
from plugins.matching.text import fold

_PLAIN = re.compile(r"[^0-9a-z]")
_USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}")
_CREDIT, _WEIGHTS = "0123456789ABCDEFGHJKLMNPQRTUWXY", (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SYSTEMS = ("vat", "businessid")
_REGISTER = re.compile(r"^(HRA|HRB|GNR|PR|VR|FN|CHE|SIREN|SIRET|RCS|KVK|KBO|BCE|ABN|ACN|EIN|GST|CIN|PAN|UEN|CRN|BN|CIF|NIF|RFC|CNPJ)")
_EUROPEAN = re.compile(r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)(?=\w*\d)(\w+)")


def read(typed: str, country: str | None) -> Number | None:
    """Return a number as it is compared, None where nothing is left of it.

    Without a known register numbers of one country are of the kind their letters say; they are never `valid`.
    """
    bare = _PLAIN.sub("", fold(typed)).upper()
    if not bare:
        return None
    if _USCC.fullmatch(bare):
        return Number(bare, "uscc", credit_code_is_valid(bare))
    if (tax := _EUROPEAN.fullmatch(bare)) and (found := _checked(tax.group(2), tax.group(1).replace("EL", "GR"))) is not None:
        return found
    if country is not None and (found := _checked(bare, country)) is not None:
        return found
    register = _REGISTER.match(bare)
    return Number(bare, register.group() if register else f"{country or ''}?", False)


def credit_code_is_valid(code: str) -> bool:
    """Tell whether the last character of a unified social credit code fits the others (GB 32100-2015)."""
    total = sum(weight * _CREDIT.index(c) for weight, c in zip(_WEIGHTS, code, strict=False))
    return len(code) == 18 and _CREDIT[-total % 31] == code[17]


def _checked(bare: str, country: str) -> Number | None:
    for system in _SYSTEMS:
        module = _module(country.lower(), system)
        if module is None:
            continue
        try:
            return Number(module.validate(bare), f"{country}.{module.__name__.rsplit('.', 1)[1]}", True)
        except ValidationError:
            continue
    return None


@cache
def _module(country: str, system: str) -> Any:
    return get_cc_module(country, system)
