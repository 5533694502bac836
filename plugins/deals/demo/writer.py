"""What a partner of the demo types into the registration form."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hansa import current_scope
from hansa.demo import Product, catalogue, customers
from plugins.deals.demo.plan import DealPlan, price
from plugins.deals.demo.words import Texts

RATES = {"USD": 1, "CNY": 7}
QUANTITIES = (5, 8, 10, 12, 20, 25, 40, 60)


class Writer:
    """Fills in forms, the same for the same seed."""

    def __init__(self, texts: Texts):
        program = current_scope().program
        self.rng, self.texts = random.Random(program.slug), texts
        self.companies, self.products = customers(), catalogue()
        self.rate = RATES.get(program.currency, 1)
        self.custom = [field.definition for field in program.fields.get("deals.deal", ())]

    def raw(self, deal: DealPlan) -> dict[str, Any]:
        """Return the posted form."""
        company, lines = self.companies[deal.customer], self._lines()
        given = {
            "title": self.texts.title(self.rng, company, lines[0]["kind"], deal.created.year),
            "customer_name": company.name, "customer_country": company.country, "customer_domain": company.domain,
            "customer_registration_no": company.registration_no,
            "amount": str(sum(line["amount"] for line in lines)),
            "close_date": (deal.created + timedelta(days=self.rng.randint(20, 120))).date().isoformat(),
            "need": self.rng.choice(self.texts.needs) if self.rng.random() < 0.6 else None,
            "lines": [{"product": n["product"], "quantity": n["quantity"], "amount": str(n["amount"])} for n in lines],
            "contact_name": self.rng.choice(self.texts.contacts),
            "contact_email": f"purchasing@{company.domain}" if company.domain else None,
        }  # fmt: skip
        return {name: value for name, value in {**given, **self._own_fields(deal)}.items() if value}

    def _lines(self) -> list[dict[str, Any]]:
        chosen = self.rng.sample(self.products, self.rng.choice([1, 1, 2, 2, 3, 4]))
        return [self._line(product, self.rng.choice(QUANTITIES)) for product in chosen]

    def _line(self, product: Product, quantity: int) -> dict[str, Any]:
        amount = max(price(self.rng, product.price, self.rate), Decimal(1)) * quantity
        return {"product": product.name, "kind": product.kind, "quantity": quantity, "amount": amount}

    def _own_fields(self, deal: DealPlan) -> Mapping[str, Any]:
        """Fill in most of the fields an admin of the program added."""
        made: Mapping[str, Callable[[Any], Any]] = {
            "choice": lambda field: self.rng.choice(field.choices)[0],
            "int": lambda field: self.rng.randint(5, 4_000),
            "text": lambda field: str(deal.created.year),
            "date": lambda field: (deal.created - timedelta(days=self.rng.randint(3, 90))).date().isoformat(),
        }
        return {field.key: made[field.type](field) for field in self.custom if field.type in made and self.rng.random() < 0.7}
