"""Measures: named numbers about partners over time, kept in a book and asked for over windows."""
