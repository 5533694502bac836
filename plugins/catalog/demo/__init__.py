"""The catalogue of the demo."""
