"""Statements: what a partner gets for a period, as HTML, CSV and PDF that are the same byte for byte whenever they are asked for."""
