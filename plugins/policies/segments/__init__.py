"""Segments: named conditions over partners that lists, prices, notices and other policies ask for by name."""
