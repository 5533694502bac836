"""A year of rebates for the demo."""
