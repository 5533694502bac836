"""The schema language: what a valid value is. Pure marshmallow; no web, no database."""
