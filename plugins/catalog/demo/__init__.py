"""The catalogue of the demo."""


def load() -> None:
    """."""
