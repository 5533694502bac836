"""How leads come in."""
