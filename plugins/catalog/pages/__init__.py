"""The pages of the catalogue."""

from flask import Blueprint

pages = Blueprint("catalog", __name__)
