import pytest

from core.demo.partners import COUNT, customer_companies, levels, partner_companies
from core.demo.plans import PLANS, Plan, aurora, meridian
from core.demo.sources import products

MADE = pytest.mark.parametrize("plan", [make() for make in PLANS], ids=lambda plan: plan.slug)


@MADE
def test_partners_are_a_tree_of_three_levels(plan: Plan) -> None:
    found = levels(plan)
    above = [set(range(sum(map(len, found[:depth])), sum(map(len, found[: depth + 1])))) for depth in range(3)]
    assert len(found) == 3
    assert all(parent in above[depth - 1] for depth in (1, 2) for _given, parent in found[depth])


@MADE
def test_there_are_enough_partners(plan: Plan) -> None:
    assert COUNT >= 60
    assert len({given["name"] for level in levels(plan) for given, _parent in level}) == COUNT


@MADE
def test_nobody_is_partner_and_customer(plan: Plan) -> None:
    assert not set(partner_companies(plan)) & set(customer_companies(plan))


@MADE
def test_two_people_of_one_partner_have_different_roles(plan: Plan) -> None:
    roles = [account.roles for account in plan.accounts if account.mailbox in ("dealer", "sales")]
    partners = {account.partner for account in plan.accounts if account.mailbox in ("dealer", "sales")}
    assert (len(partners), len(set(roles))) == (1, 2)


def test_the_programs_differ_in_language_money_and_calendar() -> None:
    one, other = aurora().setup, meridian().setup
    assert all(one[name] != other[name] for name in ("locale", "currency", "zone", "fiscal_start_month"))


def test_products_have_chinese_names_too() -> None:
    assert len(products()) == len(products(chinese=True))
    assert all(any("一" <= c <= "鿿" for c in product.name) for product in products(chinese=True))
