"""What partners earn: the pure calculation, lines collapsed to cells, runs over periods."""
