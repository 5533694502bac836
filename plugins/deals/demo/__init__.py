"""The deals of the demo."""
