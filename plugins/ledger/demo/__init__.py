"""A believable past of money for the demo."""
