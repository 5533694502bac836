"""For the hook `demo_data`: companies, products and people to make records of, and `at(moment)` to make them in the past."""

from core.demo.kit import (
    Company,
    Letter,
    Product,
    Scope,
    acting_as,
    anew,
    at,
    catalogue,
    customers,
    letter,
    ongoing,
    people,
    remember,
)
from core.programs.settings import save_settings

__all__ = [
    "Company",
    "Letter",
    "Product",
    "Scope",
    "acting_as",
    "anew",
    "at",
    "catalogue",
    "customers",
    "letter",
    "ongoing",
    "people",
    "remember",
    "save_settings",
]
