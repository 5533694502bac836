"""The pages of the catalogue."""

from flask import Blueprint

from plugins.catalog.pages import desk, notices, partner, shelf

pages = Blueprint("catalog", __name__)
partner.add(pages)
desk.add(pages)
shelf.add(pages)
notices.add(pages)
