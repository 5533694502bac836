"""Whom the shelf is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

KINDS = [
    Kind("catalog.new_prices", N_("New prices are on the shelf"), "catalog.price_list.announced", N_("New prices: “%(title)s”, from %(day)s on"), ("person",), "catalog.product.view", "file-invoice", "info"),
    Kind("catalog.new_promotion", N_("A promotion begins"), "catalog.promotion.announced", N_("Promotion: “%(title)s”, from %(day)s on"), ("person",), "catalog.product.view", "discount", "info"),
    Kind("catalog.new_notice", N_("There is a notice to read"), "catalog.notice.announced", N_("To read: “%(title)s”"), ("person",), "catalog.product.view", "news", "info"),
]  # fmt: skip
