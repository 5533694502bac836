"""The orders of the demo: two years as another system would hand them over, the last weeks as people did them."""

from hansa.demo import people
from plugins.orders.demo import past, recent, stock, terms
from plugins.orders.demo.words import words


def load() -> None:
    """Fill the active program with invoiced lines, reported sales, orders under way and carts."""
    told, crowd = words(), people()
    past.load(told, [partner for partner in crowd if partner is not None])
    recent.load(told, crowd)
    terms.load(told, crowd)
    stock.load(crowd)
