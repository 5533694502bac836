"""Currencies: dated rates, and amounts converted by the program's rate policy."""
