"""The leads of the demo."""
