"""A believable past of market funds for the demo."""
