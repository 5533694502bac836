"""The pages: where a partner stands, what staff sees of all, what a draft would change."""

from flask import Blueprint

from plugins.tiering.pages import desk, mine, table

pages = Blueprint("tiering", __name__)
mine.add(pages)
desk.add(pages)
table.add(pages)
