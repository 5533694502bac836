"""Two years of orders for the demo."""
