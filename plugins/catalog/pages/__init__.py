"""The pages of the catalogue."""

from flask import Blueprint

from plugins.catalog.pages import desk, partner, shelf

pages = Blueprint("catalog", __name__)
partner.add(pages)
desk.add(pages)
shelf.add(pages)
