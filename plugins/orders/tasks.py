"""Why this plugin looks behind the wall, in words."""

from hansa import SystemTask

KEEP, SELL, CART, TELL, OFFER, STOCK = "orders.keep", "orders.sell", "orders.cart", "orders.tell", "orders.offer", "orders.stock"

TASKS = [
    SystemTask(KEEP, "Items, shipments, invoices and invoiced lines follow from an order and are written by nobody by hand."),
    SystemTask(SELL, "A distributor confirms, ships and invoices what its buyers ordered of it; the order belongs to the buyer."),
    SystemTask(CART, "A distributor fills a cart and places an order on behalf of a partner that buys from it."),
    SystemTask(OFFER, "A customer without an account reads the one quote whose signed link it was mailed."),
    SystemTask(STOCK, "What is free of a product counts what others ordered or reserved; a buyer reads the sum and nobody's name."),
    SystemTask(TELL, "Who sells is told of an order that belongs to the buyer."),
]
