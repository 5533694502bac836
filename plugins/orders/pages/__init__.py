"""The pages and the API of orders."""

from flask import Blueprint

from plugins.orders.pages import cart, quoted, rest, selling, shown

pages = Blueprint("orders", __name__)
api = Blueprint("orders_api", __name__)
cart.add(pages)
shown.add(pages)
selling.add(pages)
quoted.add(pages)
rest.add(api)
